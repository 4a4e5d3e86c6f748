#include "service/http/call.h"

#include <chrono>
#include <utility>

#include "service/http/content_coding.h"
#include "service/http/problem.h"
#include "storage/base/check.h"

namespace onhand {
namespace {

constexpr size_t kCompressedBytesMin = 1024;

int64_t NowNanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::string_view ResultName(int status, bool refused) {
  if (status >= 500) return "failed";
  if (status >= 400) return "invalid";
  return refused ? "refused" : "ok";
}

}  // namespace

HttpCall::HttpCall(HttpRequest request, Respond respond, const GatewayContext* context, bool alone)
    : request_(std::move(request)),
      respond_(std::move(respond)),
      context_(*context),
      start_ns_(NowNanos()),
      alone_(alone) {}

HttpCall::~HttpCall() {
  if (!answered_) Answer(Problem(500, "The request was given up without an answer."));
}

void HttpCall::Answer(HttpResponse response, bool refused) {
  ONHAND_CHECK(!answered_);
  answered_ = true;
  if (!operation.empty() && context_.metrics != nullptr) {
    context_.metrics->RecordRequest("http", operation, ResultName(response.status, refused),
                                    static_cast<double>(NowNanos() - start_ns_) * 1e-9);
  }
  if (response.source != nullptr || response.body.size() < kCompressedBytesMin) {
    std::move(respond_)(std::move(response));
    return;
  }
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (!AcceptsGzip(FindHeader(request_.headers, "Accept-Encoding"))) {
    std::move(respond_)(std::move(response));
    return;
  }
  context_.workers->Run([respond = std::move(respond_), response = std::move(response)]() mutable {
    response.body = Gzip(response.body);
    response.headers.emplace_back("Content-Encoding", "gzip");
    std::move(respond)(std::move(response));
  });
}

void HttpCall::AnswerJson(std::string body, bool refused) {
  Answer({200, {{"Content-Type", "application/json; charset=utf-8"}}, std::move(body)}, refused);
}

}  // namespace onhand
