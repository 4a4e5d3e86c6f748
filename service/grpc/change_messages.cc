#include "service/grpc/change_messages.h"

#include <optional>

namespace onhand {

std::vector<ChangeEvent> DecodeChanges(const google::protobuf::RepeatedPtrField<v1::ChangeEvent>& messages) {
  return FillEach<ChangeEvent>(messages, [](const v1::ChangeEvent& message, ChangeEvent* change) {
    DecodeKey(message, change);
    DecodeQuantities(message.quantities(), &change->quantities);
  });
}

DecodedEvents<SetEvent> DecodeSets(const google::protobuf::RepeatedPtrField<v1::SetEvent>& messages) {
  return DecodeEach<SetEvent>(messages, [](const v1::SetEvent& message, SetEvent* set) -> std::optional<Issue> {
    DecodeKey(message, set);
    DecodeQuantities(message.quantities(), &set->quantities);
    DecodeQuantities(message.expected_quantities(), &set->expected_quantities);
    if (!message.has_modified_at()) return std::nullopt;
    return DecodeTime(message.modified_at(), "/modifiedDateTimeUTC", "modified_at", &set->modified_at_us);
  });
}

}  // namespace onhand
