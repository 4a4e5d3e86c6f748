#include "storage/kv/manifest_facts.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/records/coding.h"

namespace onhand::storage {
namespace {

// As RocksDB writes them.
enum Tag : uint64_t {
  kComparator = 1,
  kLogNumber = 2,
  kNextFileNumber = 3,
  kLastSequence = 4,
  kCompactCursor = 5,
  kDeletedFile = 6,
  kNewFile = 7,
  kPrevLogNumber = 9,
  kMinLogNumberToKeep = 10,
  kNewFile2 = 100,
  kNewFile3 = 102,
  kNewFile4 = 103,
  kColumnFamily = 200,
  kColumnFamilyAdd = 201,
  kColumnFamilyDrop = 202,
  kMaxColumnFamily = 203,
  kInAtomicGroup = 300,
  kMayBeIgnored = 1 << 13,  // a bit of all tags that a reader may pass over; what they say is one text
};
enum FileTag : uint64_t { kTerminate = 1, kMinLogNumberToKeepOfFile = 3 };

struct NewTable {
  uint64_t number = 0;
  uint64_t bytes = 0;
  uint64_t oldest = 0;
  uint64_t newest = 0;
};

// One record.
struct Edit {
  uint64_t family = 0;
  bool adds_family = false;
  bool drops_family = false;
  std::string family_name;
  uint64_t log_number = 0;
  uint64_t first_log = 0;
  bool has_last_sequence = false;
  uint64_t last_sequence = 0;
  std::vector<NewTable> added;
  std::vector<uint64_t> deleted;
  uint64_t more_of_group = 0;  // records that follow and belong to it
};

NewTable ReadNewTable(Reader* reader, Edit* edit) {
  NewTable table;
  reader->Varint();  // level
  table.number = reader->Varint();
  table.bytes = reader->Varint();
  reader->Text();  // smallest and largest key
  reader->Text();
  table.oldest = reader->Varint();
  table.newest = reader->Varint();
  for (uint64_t tag = reader->Varint(); reader->ok() && tag != kTerminate; tag = reader->Varint()) {
    Reader field(reader->Text());
    if (tag == kMinLogNumberToKeepOfFile) edit->first_log = std::max(edit->first_log, field.Fixed64());
  }
  return table;
}

// False: it holds something that is not known here.
bool ReadField(uint64_t tag, Reader* reader, Edit* edit) {
  switch (tag) {
    case kComparator:
      reader->Text();
      return true;
    case kLogNumber:
      edit->log_number = reader->Varint();
      return true;
    case kNextFileNumber:
    case kPrevLogNumber:
    case kMaxColumnFamily:
      reader->Varint();
      return true;
    case kLastSequence:
      edit->has_last_sequence = true;
      edit->last_sequence = reader->Varint();
      return true;
    case kCompactCursor:
      reader->Varint();
      reader->Text();
      return true;
    case kDeletedFile:
      reader->Varint();  // level
      edit->deleted.push_back(reader->Varint());
      return true;
    case kMinLogNumberToKeep:
      edit->first_log = std::max(edit->first_log, reader->Varint());
      return true;
    case kNewFile4:
      edit->added.push_back(ReadNewTable(reader, edit));
      return true;
    case kColumnFamily:
      edit->family = reader->Varint();
      return true;
    case kColumnFamilyAdd:
      edit->adds_family = true;
      edit->family_name = std::string(reader->Text());
      return true;
    case kColumnFamilyDrop:
      edit->drops_family = true;
      return true;
    case kInAtomicGroup:
      edit->more_of_group = reader->Varint();
      return true;
    default:
      if ((tag & kMayBeIgnored) == 0) return false;
      reader->Text();
      return true;
  }
}

bool ReadEdit(std::string_view record, Edit* edit) {
  Reader reader(record);
  while (!reader.rest().empty()) {
    if (!ReadField(reader.Varint(), &reader, edit)) return false;
  }
  return reader.ok();
}

struct FamilyFacts {
  std::string name;
  uint64_t log_number = 0;
};

class FactsBuilder {
 public:
  explicit FactsBuilder(ManifestFacts* facts) : facts_(facts) { families_[0].name = "default"; }

  void Add(uint64_t offset, std::string_view record) {
    if (!facts_->wrong.empty()) return;
    Edit edit;
    if (!ReadEdit(record, &edit)) {
      facts_->wrong = absl::StrCat("the record at offset ", offset, " cannot be understood");
      return;
    }
    const bool complete = edit.more_of_group == 0;
    group_.push_back(std::move(edit));
    if (!complete) return;
    // A group counts as a whole or not at all.
    for (const Edit& member : group_) Apply(member);
    group_.clear();
  }

  void Finish() {
    uint64_t first_log = UINT64_MAX;
    for (const auto& [id, family] : families_) first_log = std::min(first_log, family.log_number);
    facts_->first_log = std::max(facts_->first_log, first_log);
    for (auto& [number, table] : tables_) {
      const auto family = families_.find(table.first);
      if (family == families_.end()) continue;  // went with its family
      facts_->tables[number] = {table.second, family->second.name};
    }
  }

 private:
  void Apply(const Edit& edit) {
    if (edit.drops_family) families_.erase(edit.family);
    if (edit.adds_family) families_[edit.family].name = edit.family_name;
    if (const auto family = families_.find(edit.family); family != families_.end()) {
      family->second.log_number = std::max(family->second.log_number, edit.log_number);
    }
    facts_->first_log = std::max(facts_->first_log, edit.first_log);
    if (edit.has_last_sequence) {
      if (!has_last_sequence_) facts_->first_last_sequence = edit.last_sequence;
      has_last_sequence_ = true;
      facts_->last_sequence = std::max(facts_->last_sequence, edit.last_sequence);
    }
    for (const uint64_t number : edit.deleted) tables_.erase(number);
    for (const NewTable& table : edit.added) {
      tables_[table.number] = {edit.family, table.bytes};
      facts_->newest_in_tables = std::max(facts_->newest_in_tables, table.newest);
      if (table.oldest == table.newest) facts_->taken_over.insert(table.newest);
    }
  }

  ManifestFacts* const facts_;
  std::vector<Edit> group_;
  std::map<uint64_t, FamilyFacts> families_;
  std::map<uint64_t, std::pair<uint64_t, uint64_t>> tables_;  // number: family and size
  bool has_last_sequence_ = false;
};

}  // namespace

ManifestFacts ReadManifest(std::string_view content) {
  ManifestFacts facts;
  FactsBuilder builder(&facts);
  facts.scan = ScanLog(content, [&](uint64_t offset, std::string_view record) { builder.Add(offset, record); });
  builder.Finish();
  return facts;
}

}  // namespace onhand::storage
