#include "storage/cache/born_keys.h"

#include <utility>

namespace onhand::storage {
namespace {

constexpr size_t kListed = 256;

}  // namespace

void BornKeys::Add(std::string row_key, std::string place_key, uint64_t sequence) {
  MutexLock lock(&mutex_);
  // A key that was born before is there all the time.
  rows_.try_emplace(std::move(row_key), sequence);
  places_.try_emplace(std::move(place_key), sequence);
}

void BornKeys::AddAll(const BornKeys& other) {
  Keys rows;
  Keys places;
  {
    MutexLock lock(&other.mutex_);
    rows = other.rows_;
    places = other.places_;
  }
  MutexLock lock(&mutex_);
  rows_.insert(rows.begin(), rows.end());
  places_.insert(places.begin(), places.end());
}

bool BornKeys::empty() const {
  MutexLock lock(&mutex_);
  return rows_.empty();
}

std::vector<std::string> BornKeys::List(Order order, std::string_view from, uint64_t sequence, size_t count_max) const {
  std::vector<std::string> listed;
  MutexLock lock(&mutex_);
  const Keys& keys = KeysOf(order);
  for (auto it = keys.lower_bound(from); it != keys.end() && listed.size() < count_max; ++it) {
    if (it->second <= sequence) listed.push_back(it->first);
  }
  return listed;
}

absl::Status BornKeys::ForEach(Order order, absl::FunctionRef<absl::Status(std::string_view key)> visit) const {
  MutexLock lock(&mutex_);
  for (const auto& [key, sequence] : KeysOf(order)) {
    if (absl::Status status = visit(key); !status.ok()) return status;
  }
  return absl::OkStatus();
}

KeyWalk::KeyWalk(std::unique_ptr<Cursor> cursor, std::string head, std::string prefix, const BornKeySets& born,
                 BornKeys::Order order, uint64_t sequence)
    : cursor_(std::move(cursor)),
      head_(std::move(head)),
      prefix_(std::move(prefix)),
      order_(order),
      sequence_(sequence) {
  for (const std::shared_ptr<const BornKeys>& keys : born) {
    List(&sources_.emplace_back(Source{keys.get(), {}, 0, false}), prefix_);
  }
  Settle();
}

void KeyWalk::List(Source* source, std::string_view from) {
  source->listed = source->keys->List(order_, from, sequence_, kListed);
  source->next = 0;
  source->end = source->listed.empty() || !source->listed[0].starts_with(prefix_);
}

void KeyWalk::Settle() {
  in_table_ = cursor_->Valid();
  std::string_view least;
  if (in_table_) least = cursor_->key().substr(head_.size());
  bool found = in_table_;
  for (const Source& source : sources_) {
    if (source.end) continue;
    const std::string_view key = source.listed[source.next];
    if (found && least <= key) continue;
    least = key;
    found = true;
    in_table_ = false;
  }
  valid_ = found && (in_table_ || cursor_->status().ok());
  if (!valid_) return;
  key_.assign(least);
  if (in_table_) value_ = cursor_->value();
}

void KeyWalk::Next() {
  if (in_table_) cursor_->Next();
  for (Source& source : sources_) {
    if (source.end || source.listed[source.next] != key_) continue;
    if (++source.next == source.listed.size()) {
      List(&source, key_ + '\0');
    } else {
      source.end = !source.listed[source.next].starts_with(prefix_);
    }
  }
  Settle();
}

void KeyWalk::Seek(std::string_view key) {
  cursor_->Seek(head_ + std::string(key));
  for (Source& source : sources_) {
    if (!source.end && source.listed[source.next] < key) List(&source, key);
  }
  Settle();
}

}  // namespace onhand::storage
