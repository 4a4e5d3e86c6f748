#include "service/http/json_body.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/http/problem.h"

namespace onhand {

std::unique_ptr<JsonDocument> ReadJsonBody(HttpCall& call) {
  JsonError error;
  std::unique_ptr<JsonDocument> document = JsonDocument::Read(call.request().body, {}, &error);
  if (document == nullptr) {
    const Issue issue = {Reason::kMalformed, error.path, absl::StrCat("The body is not JSON: ", error.message, ".")};
    call.Answer(ProblemOfIssue(issue));
  }
  return document;
}

std::unique_ptr<JsonDocument> ReadObjectBody(HttpCall& call) {
  std::unique_ptr<JsonDocument> document = ReadJsonBody(call);
  if (document != nullptr && !document->top().is_object()) {
    call.Answer(WrongBody("an object", "", document->top()));
    return nullptr;
  }
  return document;
}

HttpResponse WrongBody(std::string_view expected, std::string path, const JsonValue& found) {
  const std::string what = path.empty() ? "The body" : absl::StrCat("The record at ", path);
  const std::string message =
      absl::StrCat(what, " must be ", std::string(expected), ", not ", std::string(JsonTypeName(found.type())), ".");
  return ProblemOfIssue({Reason::kMalformed, std::move(path), message});
}

}  // namespace onhand
