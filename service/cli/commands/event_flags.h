// File: event_flags.h
//
// The flags that commands with events share, and how their values are read. Private to service/cli/commands.
#ifndef ONHAND_SERVICE_CLI_COMMANDS_EVENT_FLAGS_H_
#define ONHAND_SERVICE_CLI_COMMANDS_EVENT_FLAGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/model/event.h"
#include "engine/model/quantity.h"
#include "service/cli/commands/command.h"
#include "service/flags/flag_set.h"

namespace onhand::cli {

struct EventFlags {
  std::string environment;
  std::string organization;
  std::string product;
  std::vector<std::string> dimensions;
  std::string id;
  std::string dimension_data_source;
  std::string data;
  std::string file;
  std::string format;
  bool json = false;
  ConnectionFlags connection;

  // --environment, --organization, --product, --dimension, --id, --dimension_data_source, under "The event". `one` is
  // what the event is called: "reservation".
  void AddSubject(FlagSet* flags, std::string_view one);
  // --data, --file, --format, then --json and those of the connection. `csv`: files may be CSV.
  void AddInputAndOutput(FlagSet* flags, bool csv);

  // Whether events come from --data or --file.
  bool has_input() const { return !data.empty() || !file.empty(); }
  // INVALID_ARGUMENT: --environment is missing; --data and --file together, or beside flags that describe an event, of
  // which `others` are given by the command itself; --format without --file.
  absl::Status Check(bool others) const;
};

// What the flags say of an event, as views into them; without --id a random one is made first. INVALID_ARGUMENT:
// --organization is missing, or --product where `product_needed`, or a dimension is given twice.
absl::Status FillKey(EventFlags* flags, bool product_needed, EventKey* key);

// The flags must outlive the results, which are views into them. INVALID_ARGUMENT names `flag`.
absl::Status AppendDimension(std::string_view flag, std::string_view text,
                             absl::InlinedVector<DimensionValue, 6>* dimensions);
// "3.5".
absl::StatusOr<Quantity> ParseNumber(std::string_view flag, std::string_view text);
// "pos.inbound".
absl::StatusOr<MeasureQuantity> ParseMeasure(std::string_view flag, std::string_view text);
// "pos.inbound=3.5".
absl::StatusOr<MeasureQuantity> ParseMeasureQuantity(std::string_view flag, std::string_view text);
absl::Status AppendMeasureQuantities(std::string_view flag, const std::vector<std::string>& texts,
                                     absl::InlinedVector<MeasureQuantity, 2>* quantities);

// A time of RFC 3339; with `zone_needed` it must have a zone, otherwise none means UTC.
absl::StatusOr<int64_t> ParseTimeFlag(std::string_view flag, const std::string& text, bool zone_needed);

// The flags --expires_at and --ttl_seconds of holds. How far an end may lie, the engine judges.
struct HoldEndFlags {
  std::string expires_at;
  std::string ttl_seconds;

  void AddTo(FlagSet* flags);
  bool given() const { return !expires_at.empty() || !ttl_seconds.empty(); }
  absl::Status Read(std::optional<int64_t>* ends_at_us, std::optional<int64_t>* ttl) const;
};

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_COMMANDS_EVENT_FLAGS_H_
