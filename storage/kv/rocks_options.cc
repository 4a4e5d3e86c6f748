#include "storage/kv/rocks_options.h"

#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>

#include <memory>

#include "storage/kv/rocks_log.h"

namespace onhand::storage {
namespace {

constexpr int kFormatVersion = 5;
// Of one table, that wait to be merged.
constexpr int kReceiptRuns = 24;
constexpr int kRowRuns = 8;
constexpr double kRowFilterBits = 10;
// One run lets about 1 in 10,000 unknown ids pass; a lookup asks up to a few dozen runs, and all together must stay
// under 1 %.
constexpr double kReceiptFilterBits = 20;

// RocksDB writes on by itself once a full disk has room again. 7.8.3 then takes its error back, but not that it has
// stopped: the next file that it is given to take over ends the process (an assertion, `number > 0`), or would become
// file 0 in a RocksDB without assertions.
class NoRecovery : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason /*reason*/, rocksdb::Status /*error*/,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }
};

// In parts, where filters are larger than their share of the cache: a lookup then costs one small read instead of a
// megabyte.
void UseFilter(double bits_per_key, rocksdb::BlockBasedTableOptions* table) {
  table->filter_policy.reset(rocksdb::NewBloomFilterPolicy(bits_per_key));
  table->index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table->partition_filters = true;
  table->metadata_block_size = 16 << 10;
}

rocksdb::BlockBasedTableOptions TableOptions(Family family, const RocksResources& resources) {
  rocksdb::BlockBasedTableOptions table;
  table.format_version = kFormatVersion;
  table.block_cache = resources.block_cache();
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.optimize_filters_for_memory = true;
  switch (family) {
    case Family::kRow:
    case Family::kBase:
    case Family::kBaseBook:
    case Family::kBucket:
    case Family::kHold:
    case Family::kProduct:
    case Family::kSchedule:
      UseFilter(kRowFilterBits, &table);
      break;
    case Family::kReceipt:
      UseFilter(kReceiptFilterBits, &table);
      break;
    case Family::kLog:
      table.block_size = 32 << 10;  // only ever read in order
      break;
    case Family::kAdjustmentAggregate:
    case Family::kAdjustmentDetail:
    case Family::kAdjustmentPending:
    case Family::kHoldEnd:
    case Family::kJob:
    case Family::kJobResult:
    case Family::kMeta:
    case Family::kPartition:
    case Family::kPlace:
    case Family::kProductTerm:
    case Family::kSchedulePlace:
      break;
  }
  return table;
}

}  // namespace

int FamilyIndex(char byte) {
  switch (static_cast<Family>(byte)) {
    case Family::kPartition:
      return 0;
    case Family::kMeta:
      return 1;
    case Family::kLog:
      return 2;
    case Family::kReceipt:
      return 3;
    case Family::kRow:
      return 4;
    case Family::kPlace:
      return 5;
    case Family::kBase:
      return 6;
    case Family::kJob:
      return 7;
    case Family::kJobResult:
      return 8;
    case Family::kBucket:
      return 9;
    case Family::kSchedule:
      return 10;
    case Family::kSchedulePlace:
      return 11;
    case Family::kHold:
      return 12;
    case Family::kHoldEnd:
      return 13;
    case Family::kBaseBook:
      return 14;
    case Family::kProduct:
      return 15;
    case Family::kProductTerm:
      return 16;
    case Family::kAdjustmentDetail:
      return 17;
    case Family::kAdjustmentPending:
      return 18;
    case Family::kAdjustmentAggregate:
      return 19;
  }
  return -1;
}

std::string ColumnFamilyName(Family family) {
  switch (family) {
    case Family::kPartition:
      return "default";
    case Family::kMeta:
      return "meta";
    case Family::kLog:
      return "log";
    case Family::kReceipt:
      return "receipts";
    case Family::kRow:
      return "rows";
    case Family::kPlace:
      return "places";
    case Family::kBase:
      return "base";
    case Family::kJob:
      return "jobs";
    case Family::kJobResult:
      return "job_results";
    case Family::kProduct:
      return "products";
    case Family::kProductTerm:
      return "product_terms";
    case Family::kAdjustmentDetail:
      return "adjustment_details";
    case Family::kAdjustmentPending:
      return "adjustment_pending";
    case Family::kAdjustmentAggregate:
      return "adjustment_aggregates";
    case Family::kBucket:
      return "buckets";
    case Family::kSchedule:
      return "schedules";
    case Family::kSchedulePlace:
      return "schedule_places";
    case Family::kHold:
      return "holds";
    case Family::kHoldEnd:
      return "hold_ends";
    case Family::kBaseBook:
      return "base_books";
  }
  return {};
}

rocksdb::DBOptions RocksDbOptions(const RocksResources& resources, const std::string& warnings_path) {
  rocksdb::DBOptions options;
  options.env = resources.env();
  options.info_log = std::make_shared<RocksLog>(warnings_path, resources.disk());
  options.write_buffer_manager = resources.write_buffers();
  options.max_background_jobs = resources.background_threads();
  // Hundreds of databases share one process: few open files and small buffers for each.
  options.max_open_files = 256;
  options.max_file_opening_threads = 1;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.manifest_preallocation_size = 64 << 10;
  // Preallocating would reserve a memtable's size on disk for every environment that was ever written to.
  options.allow_fallocate = false;
  // A table that goes to the disk all at once holds up the log's sync for as long as it takes, up to half a second.
  options.bytes_per_sync = 1 << 20;
  // Families that are hardly written (meta) would otherwise keep every log file alive.
  options.max_total_wal_size = 64 << 20;
  // A store that was refused once stays refused until it is opened again; nothing is to go on behind its back.
  options.max_bgerror_resume_count = 0;
  options.listeners.push_back(std::make_shared<NoRecovery>());
  return options;
}

rocksdb::ColumnFamilyOptions RocksFamilyOptions(Family family, const RocksResources& resources) {
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = 16 << 20;
  options.max_write_buffer_number = 3;
  options.arena_block_size = 64 << 10;
  options.disable_auto_compactions = !resources.automatic_compactions();
  options.level_compaction_dynamic_level_bytes = true;
  options.compression = rocksdb::kLZ4Compression;
  switch (family) {
    case Family::kReceipt:
      // Hashes do not compress, and half of a receipt is hashes.
      options.compression = rocksdb::kNoCompression;
      // Receipts come in sorted runs, never change and are hardly ever looked up: merging runs costs more than asking
      // a few dozen filters.
      options.compaction_style = rocksdb::kCompactionStyleUniversal;
      options.level0_file_num_compaction_trigger = kReceiptRuns;
      options.level0_slowdown_writes_trigger = 3 * kReceiptRuns;
      options.level0_stop_writes_trigger = 4 * kReceiptRuns;
      break;
    case Family::kRow:
      // A run has changes all over the table, so that merging a few small ones into it would rewrite all of it: they
      // are merged with their like first.
      options.compaction_style = rocksdb::kCompactionStyleUniversal;
      options.level0_file_num_compaction_trigger = kRowRuns;
      options.level0_slowdown_writes_trigger = 4 * kRowRuns;
      options.level0_stop_writes_trigger = 6 * kRowRuns;
      break;
    default:
      break;
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(TableOptions(family, resources)));
  return options;
}

}  // namespace onhand::storage
