// File: record_version.h
//
// What every decoder says of a record that a newer program wrote.
#ifndef ONHAND_STORAGE_RECORDS_RECORD_VERSION_H_
#define ONHAND_STORAGE_RECORDS_RECORD_VERSION_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace onhand::storage {

// DATA_LOSS that names both: a newer program's records lie in a folder of a newer format, which is refused before; so
// such a number here is damage, or a folder that was mixed up by hand.
inline absl::Status UnknownVersion(std::string_view record, uint8_t version, uint8_t newest) {
  return absl::DataLossError(absl::StrCat(std::string(record), " has unknown version ", version,
                                          "; this program reads versions up to ", newest));
}

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_RECORDS_RECORD_VERSION_H_
