#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "storage/audit/audit_scope.h"
#include "storage/keys/meta_key.h"
#include "storage/keys/partition_key.h"
#include "storage/kv/partition_heads.h"
#include "storage/records/adjustment.h"
#include "storage/records/coding.h"
#include "storage/records/dictionary.h"

namespace onhand::storage {
namespace {

class MetaCheck {
 public:
  explicit MetaCheck(AuditScope* scope) : scope_(scope), sink_(scope->sink) {}

  absl::Status Do() {
    absl::StatusOr<uint64_t> schema = Number(kSchemaKey, 0);
    if (!schema.ok()) return schema.status();
    if (*schema == 0) Find(kSchemaKey, "should be there, and is not");
    // Up to schema 2 the tables lack nothing.
    absl::StatusOr<uint64_t> mark = Number(kWrittenBackKey, scope_->sequence);
    if (!mark.ok()) return mark.status();
    scope_->mark = NotBeyond(kWrittenBackKey, *mark);
    absl::StatusOr<uint64_t> log_begin = Number(kLogBeginKey, 1);
    if (!log_begin.ok()) return log_begin.status();
    scope_->log_begin = std::max<uint64_t>(1, NotBeyond(kLogBeginKey, *log_begin));
    absl::StatusOr<uint64_t> purged = Number(kPurgedThroughKey, 0);
    if (!purged.ok()) return purged.status();
    scope_->purged_through = NotBeyond(kPurgedThroughKey, *purged);
    absl::StatusOr<uint64_t> rows = Number(kRowCountKey, 0);
    if (!rows.ok()) return rows.status();
    scope_->row_count = *rows;
    if (absl::Status status = HashSeed(); !status.ok()) return status;
    if (absl::Status status = Push(); !status.ok()) return status;
    if (absl::Status status = Dictionary(); !status.ok()) return status;
    return Partition();
  }

 private:
  void Find(std::string_view key, std::string what) {
    sink_->Find("meta", "meta record " + std::string(key.substr(1)), std::move(what));
  }

  // Nothing where there is none, or where it cannot be read.
  absl::StatusOr<std::optional<std::string>> Get(std::string_view check, std::string_view key) {
    sink_->Compared(check, 1);
    absl::StatusOr<std::optional<std::string>> value = scope_->tables.Get(key);
    if (value.ok()) return value;
    absl::Status ended = sink_->Ended(check, "meta record " + std::string(key.substr(1)), value.status());
    if (!ended.ok()) return ended;
    return std::optional<std::string>();
  }

  absl::StatusOr<uint64_t> Number(std::string_view key, uint64_t absent) {
    const absl::StatusOr<std::optional<std::string>> value = Get("meta", key);
    if (!value.ok()) return value.status();
    if (!value->has_value()) return absent;
    Reader reader(**value);
    const uint64_t number = reader.Varint();
    if (reader.done()) return number;
    Find(key, "is damaged: not a number");
    return absent;
  }

  uint64_t NotBeyond(std::string_view key, uint64_t number) {
    if (number <= scope_->sequence) return number;
    Find(key, absl::StrCat("should be at most ", scope_->sequence, ", the number of the last commit; is ", number));
    return scope_->sequence;
  }

  absl::Status HashSeed() {
    const absl::StatusOr<std::optional<std::string>> value = Get("meta", kHashSeedKey);
    if (!value.ok()) return value.status();
    const std::string bytes = value->value_or("");
    Reader reader(bytes);
    const uint64_t seed = reader.Fixed64();
    if (!reader.done()) {
      Find(kHashSeedKey, "is damaged or missing");
    } else if (seed != scope_->hash_seed) {
      Find(kHashSeedKey, "is not the one with which the environment was opened");
    }
    return absl::OkStatus();
  }

  absl::Status Push() {
    const absl::StatusOr<std::optional<std::string>> value = Get("meta", kAdjustmentPushKey);
    if (!value.ok()) return value.status();
    if (value->has_value() && !DecodePushState(**value).ok()) Find(kAdjustmentPushKey, "is damaged");
    return absl::OkStatus();
  }

  absl::Status Dictionary() {
    const absl::StatusOr<std::optional<std::string>> value = Get("dictionary", kDictionaryKey);
    if (!value.ok()) return value.status();
    const auto find = [this](std::string what) {
      sink_->Find("dictionary", "meta record dictionary", std::move(what));
    };
    std::vector<std::string> names;
    if (value->has_value()) {
      absl::StatusOr<std::vector<std::string>> decoded = DecodeDictionary(**value);
      if (!decoded.ok()) {
        find(absl::StrCat("is damaged: ", decoded.status().message()));
        return absl::OkStatus();
      }
      names = *std::move(decoded);
    }
    sink_->Compared("dictionary", names.size());
    std::set<std::string_view> seen;
    for (size_t number = 0; number < names.size(); ++number) {
      if (!seen.insert(names[number]).second) {
        find(absl::StrCat("measure ", number, " has the name '", names[number], "' of another one"));
      }
    }
    const size_t count = std::max(names.size(), scope_->measures.size());
    for (size_t number = 0; number < count; ++number) {
      const std::string should = number < scope_->measures.size() ? scope_->measures[number] : "absent";
      const std::string is = number < names.size() ? names[number] : "absent";
      if (should != is) find(absl::StrCat("measure ", number, " should be ", should, "; is ", is));
    }
    return absl::OkStatus();
  }

  absl::Status Partition() {
    sink_->Compared("partition", 1);
    const absl::StatusOr<std::optional<std::string>> value = scope_->tables.Get(PartitionKey("main"));
    if (!value.ok()) return sink_->Ended("partition", "head of partition main", value.status());
    const auto find = [this](std::string what) { sink_->Find("partition", "head of partition main", std::move(what)); };
    if (!value->has_value()) {
      find("should be there, and is not");
      return absl::OkStatus();
    }
    const absl::StatusOr<PartitionHead> head = DecodePartitionHead(**value);
    if (!head.ok()) {
      find(absl::StrCat("is damaged: ", head.status().message()));
    } else if (head->sequence != scope_->sequence) {
      find(absl::StrCat("should be at ", scope_->sequence, ", the number of the last commit; is at ", head->sequence));
    }
    return absl::OkStatus();
  }

  AuditScope* const scope_;
  AuditSink* const sink_;
};

}  // namespace

absl::Status CheckMeta(AuditScope* scope) { return MetaCheck(scope).Do(); }

}  // namespace onhand::storage
