#include "service/http/problem.h"

#include <algorithm>
#include <string>

#include "service/json/json_writer.h"

namespace onhand {
namespace {

constexpr std::string_view kNoIndexSetDetail = "No index hierarchy has been set.";

int HttpStatus(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
      return 400;
    case absl::StatusCode::kNotFound:
      return 404;
    case absl::StatusCode::kResourceExhausted:
      return 429;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kDeadlineExceeded:
      return 503;
    default:
      return 500;
  }
}

}  // namespace

std::string_view StatusPhrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return status < 400 ? "OK" : "Error";
  }
}

HttpResponse Problem(int status, std::string_view detail, absl::Span<const Issue> issues) {
  HttpResponse response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/problem+json");
  if (status == 429 || status == 503) response.headers.emplace_back("Retry-After", "1");
  std::string& body = response.body;
  body = "{\"type\":\"about:blank\",\"title\":";
  AppendJsonString(StatusPhrase(status), &body);
  body.append(",\"status\":").append(std::to_string(status)).append(",\"detail\":");
  AppendJsonString(detail, &body);
  body.append(",\"errors\":[");
  for (size_t i = 0; i < issues.size(); ++i) {
    body.append(i > 0 ? ",{\"path\":" : "{\"path\":");
    AppendJsonString(issues[i].path, &body);
    body.append(",\"message\":");
    AppendJsonString(issues[i].message, &body);
    body.append("}");
  }
  body.append("]}");
  return response;
}

HttpResponse ProblemOfIssues(int status, absl::Span<const Issue> issues) {
  const auto no_index_set = std::find_if(issues.begin(), issues.end(),
                                         [](const Issue& issue) { return issue.reason == Reason::kNoIndexSet; });
  if (no_index_set != issues.end()) return Problem(status, kNoIndexSetDetail, issues);
  return Problem(status, issues.empty() ? std::string_view() : issues.front().message, issues);
}

HttpResponse ProblemOfIssues(absl::Span<const Issue> issues) {
  return ProblemOfIssues(ReasonStatusCode(issues.front().reason), issues);
}

HttpResponse ProblemOfIssue(const Issue& issue) { return ProblemOfIssues(absl::MakeConstSpan(&issue, 1)); }

HttpResponse ProblemOfStatus(const absl::Status& status) {
  const absl::string_view message = status.message();
  return Problem(HttpStatus(status.code()), std::string_view(message.data(), message.size()));
}

}  // namespace onhand
