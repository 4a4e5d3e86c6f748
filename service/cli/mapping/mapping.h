// File: mapping.h
//
// What the columns of somebody's CSV mean: how each of its records becomes an event. Written as JSON; docs/import.md
// is the reference for those who write one.
#ifndef ONHAND_SERVICE_CLI_MAPPING_MAPPING_H_
#define ONHAND_SERVICE_CLI_MAPPING_MAPPING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/model/configuration.h"
#include "engine/model/outcome.h"
#include "service/cli/mapping/template.h"

namespace onhand::cli {

// Posts the number in `from` to a measure.
struct QuantityRule {
  // Numbers of the other sign (and 0, but for kAny) do not concern the rule. kNegative posts the absolute value.
  enum class Sign { kAny, kPositive, kNegative };

  std::string path;  // JSON pointer, for messages
  Template from;
  Sign sign = Sign::kAny;
  std::string data_source;
  std::string measure;
};

// How much stock there was before the first record: the smallest quantity of `post` for each row with which
// sum(in) − sum(out) never falls below zero, in file order.
struct OpeningStockRule {
  std::vector<MeasureRef> in;
  std::vector<MeasureRef> out;
  MeasureRef post;
  int64_t round_up_to_micros = 0;  // > 0: the smallest multiple of it that does
};

struct Mapping {
  char delimiter = ',';
  std::vector<std::string> columns;  // not empty: their names, and the file has no heading
  bool trim = false;                 // blanks around fields do not count
  Template id;
  std::optional<Template> ordinal_group;  // {#ordinal} counts records for which this is the same
  Template organization_id;
  Template product_id;
  Template dimension_data_source;
  std::vector<std::pair<std::string, Template>> dimensions;
  std::vector<QuantityRule> quantities;
  bool skip_zero = false;               // quantities of 0 are not posted; a record without another is passed over
  bool empty_is_none = false;           // an empty quantity is none; otherwise the record is rejected
  std::optional<Template> modified_at;  // of counts: RFC 3339, UTC where no zone is given
  std::optional<OpeningStockRule> opening_stock;
};

struct DecodedMapping {
  std::vector<Issue> issues;  // not empty: what is wrong, each with a JSON pointer
  Mapping mapping;
};

// Judges all that can be judged without the file: JSON, types, unknown members (with the nearest known one), templates.
DecodedMapping DecodeMapping(std::string_view json);

// The mapping of files that `onhand export` writes, from their heading: columns id, organizationId, productId,
// dimensionDataSource, modifiedDateTimeUTC by name (in any case), "source.measure" are quantities, "derived:…" are
// left out, all others are dimensions. INVALID_ARGUMENT: id, organizationId or productId is missing, no quantity, or a
// column twice.
absl::StatusOr<Mapping> PlainMapping(absl::Span<const std::string> heading);

// Binds all templates to the heading. Issues name the place in the mapping.
std::vector<Issue> BindMapping(absl::Span<const std::string> heading, Mapping* mapping);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_MAPPING_MAPPING_H_
