#include "service/http/configuration_handlers.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/configuration/configuration_codec.h"
#include "service/http/problem.h"
#include "service/json/field_reader.h"
#include "service/json/json_reader.h"
#include "service/json/json_writer.h"

namespace onhand {

void GetConfiguration(CallPtr call) {
  const std::shared_ptr<const ConfigurationVersion> version = call->environment->configuration();
  call->AnswerJson(EncodeConfiguration(call->environment->id(), *version));
}

void ReplaceConfiguration(CallPtr call) {
  DecodedConfiguration decoded = DecodeConfiguration(call->request().body);
  if (!decoded.issues.empty()) {
    call->Answer(ProblemOfIssues(400, decoded.issues));
    return;
  }
  const absl::StatusOr<ConfigurationResult> result =
      call->environment->ReplaceConfiguration(std::move(decoded.configuration));
  if (!result.ok()) {
    call->Answer(ProblemOfStatus(result.status()));
    return;
  }
  if (!result->issues.empty()) {
    const bool conflict = std::all_of(result->issues.begin(), result->issues.end(), [](const Issue& issue) {
      return issue.reason == Reason::kConfigurationConflict;
    });
    call->Answer(ProblemOfIssues(conflict ? 409 : 400, result->issues));
    return;
  }
  call->AnswerJson(absl::StrCat("{\"configurationVersion\":", result->version, "}"));
}

void ListPartitions(CallPtr call) {
  const absl::StatusOr<std::vector<std::string>> ids = call->environment->ListPartitions();
  if (!ids.ok()) {
    call->Answer(ProblemOfStatus(ids.status()));
    return;
  }
  std::string body = "[";
  for (size_t i = 0; i < ids->size(); ++i) {
    if (i > 0) body.push_back(',');
    AppendJsonString((*ids)[i], &body);
  }
  body.push_back(']');
  call->AnswerJson(std::move(body));
}

void CleanUpPartitions(CallPtr call) {
  JsonError error;
  const std::unique_ptr<JsonDocument> document = JsonDocument::Read(call->request().body, {}, &error);
  std::vector<std::string_view> views;
  Issue issue;
  if (document == nullptr) {
    issue = {Reason::kMalformed, error.path, absl::StrCat("The body is not JSON: ", error.message, ".")};
  } else {
    ReadStrings(document->top(), "", &views, &issue);
  }
  if (issue.reason != Reason::kNone) {
    call->Answer(ProblemOfIssues(400, absl::MakeConstSpan(&issue, 1)));
    return;
  }
  const std::vector<std::string> ids(views.begin(), views.end());
  if (const absl::Status status = call->environment->CleanUpPartitions(ids); !status.ok()) {
    call->Answer(ProblemOfStatus(status));
    return;
  }
  call->AnswerJson("{}");
}

void UpdateEnvironmentId(CallPtr call) {
  const QueryParameter* old_id = call->target.Find("oldEnvironmentId");
  if (old_id == nullptr || old_id->value.empty()) {
    call->Answer(ProblemOfIssue({Reason::kMalformed, "/oldEnvironmentId", "oldEnvironmentId is missing."}));
    return;
  }
  std::string body = "{\"environmentId\":";
  AppendJsonString(call->environment->id(), &body);
  absl::StrAppend(&body, ",\"configurationVersion\":", call->environment->configuration()->number, "}");
  call->AnswerJson(std::move(body));
}

}  // namespace onhand
