// File: dictionary.h
//
// The measure dictionary of an environment: which name each measure number stands for. Names are only ever added at
// the end, so that rows and log records keep their meaning.
//
//   dictionary := version:u8 (=1) names:varint name*      number = position, from 0
//   name       := str                                     "source.measure", lower case
#ifndef ONHAND_STORAGE_RECORDS_DICTIONARY_H_
#define ONHAND_STORAGE_RECORDS_DICTIONARY_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace onhand::storage {

// As many as a MeasureNumber can tell apart.
inline constexpr size_t kMeasuresMax = 65536;

void EncodeDictionary(absl::Span<const std::string> names, std::string* out);  // appends
// DATA_LOSS with what is wrong.
absl::StatusOr<std::vector<std::string>> DecodeDictionary(std::string_view bytes);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_RECORDS_DICTIONARY_H_
