// File: sums_check.h
//
// Sums that are kept in memory against the rows that they are sums of.
#ifndef ONHAND_STORAGE_AUDIT_SUMS_CHECK_H_
#define ONHAND_STORAGE_AUDIT_SUMS_CHECK_H_

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "storage/audit/audit_sink.h"
#include "storage/records/row.h"

namespace onhand::storage {

// By what is summed up, as text; then by measure.
using KeptSums = std::map<std::string, std::map<MeasureNumber, __int128>>;

// Names each sum in which they differ; one that is there on one side alone counts as different.
void CompareSums(std::string_view check, std::string_view place, const KeptSums& expected, const KeptSums& found,
                 absl::Span<const std::string> measures, AuditSink* sink);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_AUDIT_SUMS_CHECK_H_
