#include "storage/catalog/item_stream.h"

#include <algorithm>
#include <utility>

#include "storage/base/check.h"
#include "storage/keys/row_key.h"

namespace onhand::storage {
namespace {

using Streams = std::vector<std::unique_ptr<ItemStream>>;

class PostingStream : public ItemStream {
 public:
  PostingStream(const Snapshot& snapshot, std::string prefix)
      : prefix_(std::move(prefix)), cursor_(snapshot.Scan({prefix_, AfterPrefix(prefix_)}, {.keys_only = true})) {}

  bool valid() const override { return cursor_->Valid(); }
  std::string_view item() const override { return cursor_->key().substr(prefix_.size()); }
  void Next() override { cursor_->Next(); }
  void Seek(std::string_view item) override {
    if (!valid() || this->item() >= item) return;
    wanted_.assign(prefix_).append(item);
    cursor_->Seek(wanted_);
  }
  absl::Status status() const override { return cursor_->status(); }

 private:
  const std::string prefix_;
  const std::unique_ptr<Cursor> cursor_;
  std::string wanted_;
};

class ListStream : public ItemStream {
 public:
  explicit ListStream(std::vector<std::string> items) : items_(std::move(items)), at_(items_.begin()) {}

  bool valid() const override { return at_ != items_.end(); }
  std::string_view item() const override { return *at_; }
  void Next() override { ++at_; }
  void Seek(std::string_view item) override { at_ = std::lower_bound(at_, items_.end(), item); }
  absl::Status status() const override { return absl::OkStatus(); }

 private:
  const std::vector<std::string> items_;
  std::vector<std::string>::const_iterator at_;
};

absl::Status FirstError(const Streams& streams) {
  for (const std::unique_ptr<ItemStream>& stream : streams) {
    if (!stream->status().ok()) return stream->status();
  }
  return absl::OkStatus();
}

class AllStream : public ItemStream {
 public:
  explicit AllStream(Streams streams) : streams_(std::move(streams)) { Settle(); }

  bool valid() const override { return valid_; }
  std::string_view item() const override { return streams_.front()->item(); }
  void Next() override {
    streams_.front()->Next();
    Settle();
  }
  void Seek(std::string_view item) override {
    streams_.front()->Seek(item);
    Settle();
  }
  absl::Status status() const override { return FirstError(streams_); }

 private:
  // Every stream is sent to the furthest item seen, round after round, until they all stand on it.
  void Settle() {
    valid_ = false;
    size_t agreed = 0;
    for (size_t i = 0; agreed < streams_.size(); i = (i + 1) % streams_.size()) {
      ItemStream& stream = *streams_[i];
      if (agreed > 0) stream.Seek(furthest_);
      if (!stream.valid()) return;
      if (agreed > 0 && stream.item() == furthest_) {
        ++agreed;
      } else {
        furthest_ = stream.item();
        agreed = 1;
      }
    }
    valid_ = true;
  }

  const Streams streams_;
  std::string furthest_;
  bool valid_ = false;
};

class AnyStream : public ItemStream {
 public:
  explicit AnyStream(Streams streams) : streams_(std::move(streams)) { Settle(); }

  bool valid() const override { return valid_; }
  std::string_view item() const override { return first_; }
  void Next() override {
    for (const std::unique_ptr<ItemStream>& stream : streams_) {
      if (stream->valid() && stream->item() == first_) stream->Next();
    }
    Settle();
  }
  void Seek(std::string_view item) override {
    for (const std::unique_ptr<ItemStream>& stream : streams_) {
      if (stream->valid()) stream->Seek(item);
    }
    Settle();
  }
  absl::Status status() const override { return FirstError(streams_); }

 private:
  void Settle() {
    const ItemStream* first = nullptr;
    valid_ = false;
    for (const std::unique_ptr<ItemStream>& stream : streams_) {
      if (!stream->valid()) {
        // One that failed may have held what comes next.
        if (!stream->status().ok()) return;
      } else if (first == nullptr || stream->item() < first->item()) {
        first = stream.get();
      }
    }
    if (first == nullptr) return;
    first_ = first->item();
    valid_ = true;
  }

  const Streams streams_;
  std::string first_;
  bool valid_ = false;
};

}  // namespace

std::unique_ptr<ItemStream> PostingItems(const Snapshot& snapshot, std::string prefix) {
  return std::make_unique<PostingStream>(snapshot, std::move(prefix));
}

std::unique_ptr<ItemStream> ListedItems(std::vector<std::string> items) {
  return std::make_unique<ListStream>(std::move(items));
}

std::unique_ptr<ItemStream> AllOf(Streams streams) {
  ONHAND_CHECK(!streams.empty());
  if (streams.size() == 1) return std::move(streams.front());
  return std::make_unique<AllStream>(std::move(streams));
}

std::unique_ptr<ItemStream> AnyOf(Streams streams) {
  ONHAND_CHECK(!streams.empty());
  if (streams.size() == 1) return std::move(streams.front());
  return std::make_unique<AnyStream>(std::move(streams));
}

}  // namespace onhand::storage
