// File: content_hash.h
//
// The hash that tells whether two events of one scope are the same (decisions I2): what counts is appended piece by
// piece, each piece so that no other sequence of pieces has the same bytes.
#ifndef ONHAND_ENGINE_VALIDATE_CONTENT_HASH_H_
#define ONHAND_ENGINE_VALIDATE_CONTENT_HASH_H_

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "engine/validate/valid_event.h"
#include "storage/records/hash128.h"

namespace onhand {

class ContentHash {
 public:
  // Begins with the row and the quantities, which every kind has.
  explicit ContentHash(const ValidEvent& event) {
    // The buffer keeps its memory from event to event.
    content().assign(event.row_key);
    for (const ValidQuantity& quantity : event.quantities) {
      Add(int64_t{quantity.measure});
      Add(quantity.micros);
    }
  }

  ContentHash& Add(int64_t value) {
    char bytes[sizeof(value)];
    std::memcpy(bytes, &value, sizeof(value));
    content().append(bytes, sizeof(bytes));
    return *this;
  }
  ContentHash& Add(std::string_view text) {
    Add(static_cast<int64_t>(text.size()));
    content().append(text);
    return *this;
  }
  ContentHash& Add(const std::optional<int64_t>& value) {
    Add(int64_t{value.has_value()});
    return Add(value.value_or(0));
  }

  storage::Hash128 Finish(uint64_t seed) const { return storage::HashBytes(content(), seed); }

 private:
  static std::string& content() {
    thread_local std::string content;
    return content;
  }
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_VALIDATE_CONTENT_HASH_H_
