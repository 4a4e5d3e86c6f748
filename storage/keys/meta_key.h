// File: meta_key.h
//
// Single records of an environment, each under its name.
//
//   meta key := 'M' name
//
//   name             value
//   adjustment_push  the pushes of adjustment lines so far (storage/records/adjustment.h); absent = none
//   catalog_schema   varint: version of the product catalogue's tables, now 1
//   configuration    the configuration record (the engine's form)
//   dictionary       measure names (storage/records/dictionary.h)
//   hash_seed        u64 little-endian: seed of all 128-bit hashes (storage/records/hash128.h)
//   log_begin        varint: number of the oldest commit log record kept; absent = 1
//   product_count    varint: products of the catalogue; absent = 0
//   purged_through   varint: receipts of commits up to this number are forgotten; absent = 0
//   row_count        varint: on-hand rows; absent = 0
//   schema           varint: version of the tables, now 3
//   written_back     varint: rows, places and receipts are as the commit of this number left them, what later ones did
//                    is in the log alone; absent = they are as the last commit left them
#ifndef ONHAND_STORAGE_KEYS_META_KEY_H_
#define ONHAND_STORAGE_KEYS_META_KEY_H_

#include <string_view>

namespace onhand::storage {

// With the family byte.
inline constexpr std::string_view kAdjustmentPushKey = "Madjustment_push";
inline constexpr std::string_view kCatalogSchemaKey = "Mcatalog_schema";
inline constexpr std::string_view kConfigurationKey = "Mconfiguration";
inline constexpr std::string_view kDictionaryKey = "Mdictionary";
inline constexpr std::string_view kHashSeedKey = "Mhash_seed";
inline constexpr std::string_view kLogBeginKey = "Mlog_begin";
inline constexpr std::string_view kProductCountKey = "Mproduct_count";
inline constexpr std::string_view kPurgedThroughKey = "Mpurged_through";
inline constexpr std::string_view kRowCountKey = "Mrow_count";
inline constexpr std::string_view kSchemaKey = "Mschema";
inline constexpr std::string_view kWrittenBackKey = "Mwritten_back";

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KEYS_META_KEY_H_
