#include "engine/validate/identity_rules.h"

#include <string>
#include <string_view>

#include "engine/model/text.h"

namespace onhand {
namespace {

std::optional<Issue> CheckField(std::string_view name, std::string_view text, Reason reason) {
  const TextError error = CheckText(text);
  if (error == TextError::kNone) return std::nullopt;
  Issue issue{.reason = reason, .path = "/" + std::string(name), .message = std::string(name) + " "};
  issue.message += TextErrorText(error);
  return issue;
}

}  // namespace

std::optional<Issue> CheckIdentity(const EventKey& event) {
  if (auto issue = CheckField("id", event.id, Reason::kInvalidId)) return issue;
  if (auto issue = CheckField("organizationId", event.organization_id, Reason::kInvalidOrganization)) return issue;
  return CheckField("productId", event.product_id, Reason::kInvalidProduct);
}

}  // namespace onhand
