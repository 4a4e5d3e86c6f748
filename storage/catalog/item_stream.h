// File: item_stream.h
//
// Item numbers one after another in their order, from postings, lists, and what And and Or make of them. They read no
// more than they must: And skips from one to the next by Seek.
//
//   std::unique_ptr<ItemStream> both = AllOf({std::move(red), std::move(large)});
//   for (; both->valid(); both->Next()) Use(both->item());
//   if (!both->status().ok()) …                                   // ask once it is no longer valid
#ifndef ONHAND_STORAGE_CATALOG_ITEM_STREAM_H_
#define ONHAND_STORAGE_CATALOG_ITEM_STREAM_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "storage/kv/store.h"

namespace onhand::storage {

// Ascending bytewise, each item once. Not thread-safe. Streams over a snapshot must not outlive it.
class ItemStream {
 public:
  virtual ~ItemStream() = default;
  // False at the end and after an error; status() tells which.
  virtual bool valid() const = 0;
  // While valid; until the next call of Next or Seek.
  virtual std::string_view item() const = 0;
  virtual void Next() = 0;
  // To the first item >= `item`; never backwards.
  virtual void Seek(std::string_view item) = 0;
  virtual absl::Status status() const = 0;
};

// The items behind one term: what follows `prefix` in the keys that begin with it.
std::unique_ptr<ItemStream> PostingItems(const Snapshot& snapshot, std::string prefix);

// A list that is sorted and holds each item once.
std::unique_ptr<ItemStream> ListedItems(std::vector<std::string> items);

// Items that all streams have, or that any has; at least one stream.
std::unique_ptr<ItemStream> AllOf(std::vector<std::unique_ptr<ItemStream>> streams);
std::unique_ptr<ItemStream> AnyOf(std::vector<std::unique_ptr<ItemStream>> streams);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_CATALOG_ITEM_STREAM_H_
