#include "storage/keys/row_key.h"

#include <cassert>

namespace onhand::storage {
namespace {

constexpr char kEnd = '\0';

void PutDimensions(const RowIdentity& identity, std::string* out) {
  [[maybe_unused]] uint8_t before = 0;
  for (const RowDimension& dimension : identity.dimensions) {
    assert(dimension.number > before && !dimension.value.empty());
    before = dimension.number;
    out->push_back(static_cast<char>(dimension.number));
    AppendKeyText(dimension.value, out);
  }
}

size_t KeySize(const RowIdentity& identity) {
  size_t size =
      identity.organization.size() + identity.product.size() + identity.site.size() + identity.location.size() + 4;
  for (const RowDimension& dimension : identity.dimensions) size += dimension.value.size() + 2;
  return size;
}

bool TakeText(std::string_view* rest, std::string_view* text) {
  const size_t end = rest->find(kEnd);
  if (end == std::string_view::npos) return false;
  *text = rest->substr(0, end);
  rest->remove_prefix(end + 1);
  return true;
}

// Up to the end or a 00 where a dimension's number would stand; false if what is there are no dimensions.
bool TakeDimensions(std::string_view* rest, RowIdentity* identity) {
  uint8_t before = 0;
  while (!rest->empty() && rest->front() != kEnd) {
    RowDimension dimension;
    dimension.number = static_cast<uint8_t>(rest->front());
    rest->remove_prefix(1);
    if (dimension.number <= before || !TakeText(rest, &dimension.value) || dimension.value.empty()) return false;
    before = dimension.number;
    identity->dimensions.push_back(dimension);
  }
  return true;
}

bool TakeRowKey(std::string_view* rest, RowIdentity* identity) {
  return TakeText(rest, &identity->organization) && TakeText(rest, &identity->product) &&
         TakeText(rest, &identity->site) && TakeText(rest, &identity->location) && TakeDimensions(rest, identity);
}

}  // namespace

void AppendKeyText(std::string_view text, std::string* out) {
  assert(text.find(kEnd) == std::string_view::npos);
  out->append(text);
  out->push_back(kEnd);
}

RowIdentity KeepParts(const RowIdentity& identity, PartMask parts) {
  RowIdentity kept{.organization = identity.organization, .product = identity.product, .site = {}, .location = {}};
  if ((parts & kSitePart) != 0) kept.site = identity.site;
  if ((parts & kLocationPart) != 0) kept.location = identity.location;
  for (const RowDimension& dimension : identity.dimensions) {
    if (dimension.number <= kDimensionPartMax && (parts >> dimension.number & 1) != 0) {
      kept.dimensions.push_back(dimension);
    }
  }
  return kept;
}

void AppendRowKey(const RowIdentity& identity, std::string* out) {
  AppendKeyText(identity.organization, out);
  AppendKeyText(identity.product, out);
  AppendKeyText(identity.site, out);
  AppendKeyText(identity.location, out);
  PutDimensions(identity, out);
}

std::string RowKey(const RowIdentity& identity) {
  std::string key;
  key.reserve(KeySize(identity));
  AppendRowKey(identity, &key);
  return key;
}

std::optional<RowIdentity> ParseRowKey(std::string_view key) {
  RowIdentity identity;
  if (!TakeRowKey(&key, &identity) || !key.empty()) return std::nullopt;
  return identity;
}

std::optional<RowKeyAndRest> SplitRowKey(std::string_view bytes) {
  RowIdentity identity;
  std::string_view rest = bytes;
  if (!TakeRowKey(&rest, &identity) || rest.empty()) return std::nullopt;
  return RowKeyAndRest{bytes.substr(0, bytes.size() - rest.size()), rest.substr(1)};
}

std::string PlaceKey(const RowIdentity& identity) {
  std::string key;
  key.reserve(KeySize(identity));
  AppendKeyText(identity.organization, &key);
  AppendKeyText(identity.site, &key);
  AppendKeyText(identity.location, &key);
  AppendKeyText(identity.product, &key);
  PutDimensions(identity, &key);
  return key;
}

std::optional<RowIdentity> ParsePlaceKey(std::string_view key) {
  RowIdentity identity;
  if (!TakeText(&key, &identity.organization) || !TakeText(&key, &identity.site) ||
      !TakeText(&key, &identity.location) || !TakeText(&key, &identity.product) || !TakeDimensions(&key, &identity) ||
      !key.empty()) {
    return std::nullopt;
  }
  return identity;
}

std::string KeyPrefix(std::initializer_list<std::string_view> parts) {
  size_t size = 0;
  for (const std::string_view part : parts) size += part.size() + 1;
  std::string prefix;
  prefix.reserve(size);
  for (const std::string_view part : parts) AppendKeyText(part, &prefix);
  return prefix;
}

std::string AfterPrefix(std::string_view prefix) {
  std::string after(prefix);
  while (!after.empty()) {
    const uint8_t last = static_cast<uint8_t>(after.back());
    if (last != 0xFF) {
      after.back() = static_cast<char>(last + 1);
      return after;
    }
    after.pop_back();
  }
  return after;
}

}  // namespace onhand::storage
