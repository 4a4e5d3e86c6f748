#include "storage/audit/fold_slice.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "storage/fold/stored_entry.h"
#include "storage/keys/row_key.h"

namespace onhand::storage {
namespace {

// What a table of them takes for one, beside what its texts have taken for themselves; about.
constexpr uint64_t kEntryBytes = (sizeof(std::string) + sizeof(FoldSlice::Entry)) * 3 / 2;

uint64_t TextBytes(const std::string& text) {
  static const size_t own_room = std::string().capacity();
  return text.capacity() > own_room ? text.capacity() + 16 : 0;
}

uint64_t BytesOf(const std::string& key, const FoldSlice::Entry& entry) {
  uint64_t bytes = kEntryBytes + TextBytes(key) + TextBytes(entry.newest);
  if (entry.at_mark != nullptr) bytes += sizeof(std::string) + 16 + TextBytes(*entry.at_mark);
  return bytes;
}

}  // namespace

absl::Status FoldSlice::LoadBase(const Snapshot& snapshot) {
  for (const Family family : kFoldedFamilies) {
    const std::string head(1, static_cast<char>(family));
    const std::string after = AfterPrefix(head);
    if (begin_ >= after || (!end_.empty() && end_ <= head)) continue;
    // Rows lie behind a family of their own, the others behind one for all.
    const bool rows = family == Family::kRow;
    const std::string base(1, static_cast<char>(rows ? Family::kBase : Family::kBaseBook));
    const auto base_key = [&](const std::string& key) { return base + (rows ? key.substr(1) : key); };
    const std::unique_ptr<Cursor> cursor = snapshot.Scan(
        {base_key(std::max(begin_, head)), AfterPrefix(rows ? base : base + head)}, {.fill_cache = false});
    for (; cursor->Valid(); cursor->Next()) {
      std::string key = rows ? head + std::string(cursor->key().substr(1)) : std::string(cursor->key().substr(1));
      // Half of the room is for what the log brings.
      if (bytes_ >= bytes_max_ / 2 && !entries_.empty()) {
        end_ = std::move(key);
        return absl::OkStatus();
      }
      Entry entry;
      entry.newest = std::string(cursor->value());
      bytes_ += BytesOf(key, entry);
      entries_.emplace(std::move(key), std::move(entry));
    }
    if (!cursor->status().ok()) return cursor->status();
  }
  return absl::OkStatus();
}

absl::Status FoldSlice::Apply(const LogRecord& record) {
  LogFold fold(this, [this](std::string_view key) { return Holds(key); });
  if (absl::Status status = fold.Apply(record); !status.ok()) return status;
  for (const auto& [key, entry] : fold.changed()) {
    std::string value;
    if (entry.has_value()) EncodeStored(*entry, &value);
    Put(key, std::move(value), record.sequence);
  }
  if (bytes_ > bytes_max_ && entries_.size() > 1) Halve();
  return absl::OkStatus();
}

void FoldSlice::Put(const std::string& key, std::string value, uint64_t sequence) {
  const auto [it, inserted] = entries_.try_emplace(key);
  Entry& entry = it->second;
  if (!inserted) bytes_ -= BytesOf(key, entry);
  const bool is_row = key[0] == static_cast<char>(Family::kRow);
  if (is_row && sequence > mark_ && entry.at_mark == nullptr) {
    entry.at_mark = std::make_unique<std::string>(std::move(entry.newest));
  }
  entry.newest = std::move(value);
  if (entry.newest.empty() && entry.AtMark().empty()) {
    entries_.erase(it);
    return;
  }
  bytes_ += BytesOf(key, entry);
}

void FoldSlice::Halve() {
  std::vector<std::string_view> keys;
  keys.reserve(entries_.size());
  for (const auto& [key, entry] : entries_) keys.push_back(key);
  const auto middle = keys.begin() + static_cast<ptrdiff_t>(keys.size() / 2);
  std::nth_element(keys.begin(), middle, keys.end());
  end_ = std::string(*middle);
  absl::erase_if(entries_, [this](const auto& item) {
    if (item.first < end_) return false;
    bytes_ -= BytesOf(item.first, item.second);
    return true;
  });
}

absl::StatusOr<std::optional<std::string>> FoldSlice::Get(std::string_view key) const {
  const auto it = entries_.find(key);
  if (it == entries_.end() || it->second.newest.empty()) return std::nullopt;
  return it->second.newest;
}

absl::Status FoldSlice::ForEachKey(std::string_view prefix,
                                   const std::function<void(std::string_view key)>& visit) const {
  for (const auto& [key, entry] : entries_) {
    if (!entry.newest.empty() && key.starts_with(prefix)) visit(key);
  }
  return absl::OkStatus();
}

}  // namespace onhand::storage
