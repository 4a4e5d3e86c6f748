#include "storage/fold/base_snapshot.h"

#include <memory>

#include "storage/fold/stored_entry.h"
#include "storage/keys/family.h"
#include "storage/keys/row_key.h"

namespace onhand::storage {
namespace {

bool IsRow(std::string_view key) { return key[0] == static_cast<char>(Family::kRow); }

std::string BaseKey(std::string_view key) {
  std::string base(1, static_cast<char>(IsRow(key) ? Family::kBase : Family::kBaseBook));
  return base.append(IsRow(key) ? key.substr(1) : key);
}

std::string TableKeyOf(std::string_view base_key, bool is_row) {
  if (!is_row) return std::string(base_key.substr(1));
  std::string key(1, static_cast<char>(Family::kRow));
  return key.append(base_key.substr(1));
}

}  // namespace

absl::StatusOr<std::optional<std::string>> BaseSource::Get(std::string_view key) const {
  return snapshot_.Get(BaseKey(key));
}

absl::Status BaseSource::ForEachKey(std::string_view prefix,
                                    const std::function<void(std::string_view key)>& visit) const {
  const std::string begin = BaseKey(prefix);
  const std::unique_ptr<Cursor> cursor =
      snapshot_.Scan({begin, AfterPrefix(begin)}, {.keys_only = true, .fill_cache = false});
  for (; cursor->Valid(); cursor->Next()) visit(TableKeyOf(cursor->key(), IsRow(prefix)));
  return cursor->status();
}

void AddToBase(const LogFold& fold, WriteBatch* batch) {
  std::string value;
  for (const auto& [key, entry] : fold.changed()) {
    if (!entry.has_value()) {
      batch->Delete(BaseKey(key));
      continue;
    }
    value.clear();
    EncodeStored(*entry, &value);
    batch->Put(BaseKey(key), value);
  }
}

}  // namespace onhand::storage
