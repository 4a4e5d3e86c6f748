#include "service/cli/commands/event_flags.h"

#include <cstdio>
#include <random>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/model/name.h"
#include "service/cli/mapping/record_mapper.h"
#include "service/json/time_text.h"

namespace onhand::cli {
namespace {

std::string Text(std::string_view text) { return std::string(text); }

std::string RandomId() {
  std::random_device device;
  char text[40];
  std::snprintf(text, sizeof(text), "cli-%08x%08x%08x", device(), device(), device());
  return text;
}

}  // namespace

void EventFlags::AddSubject(FlagSet* flags, std::string_view one) {
  flags->Group(absl::StrCat("The ", Text(one)));
  AddEnvironmentFlag(flags, &environment);
  flags->Text("organization", "ID", "Legal entity. Required.", &organization);
  flags->Text("product", "ID", "Required.", &product);
  flags->Texts("dimension", "NAME=VALUE", "Dimension of the row: siteId, locationId, colorId, …", &dimensions);
  flags->Text("id", "ID",
              "Makes the event safe to repeat: it applies once. Without it a random one is made and printed.", &id);
  flags->Text("dimension_data_source", "NAME", "Data source whose own dimension names are used.",
              &dimension_data_source);
}

void EventFlags::AddInputAndOutput(FlagSet* flags, bool csv) {
  flags->Group("Several, instead of the flags above");
  flags->Text("data", "JSON",
              "An event, or an array of at most 512, as the REST interface takes them; - reads the standard input.",
              &data);
  flags->Text("file", "FILE",
              csv ? "Events from a file of JSON lines, or of CSV whose columns are named as in the JSON; other columns "
                    "are dimensions."
                  : "Events from a file of JSON lines.",
              &file);
  if (csv) {
    flags->Text("format", "csv|ndjson", "Left out: told by the name of the file (.csv, .ndjson, .jsonl).", &format);
  }
  flags->Group("Output");
  flags->Switch("json", "Print the answer as the REST interface does.", &json);
  connection.AddTo(flags);
}

absl::Status EventFlags::Check(bool others) const {
  if (absl::Status status = CheckEnvironmentFlag(environment); !status.ok()) return status;
  if (!data.empty() && !file.empty()) {
    return absl::InvalidArgumentError("--data and --file exclude each other: give one of them");
  }
  if (!format.empty() && file.empty()) return absl::InvalidArgumentError("--format is for --file");
  if (has_input() && (others || !organization.empty() || !product.empty() || !dimensions.empty() || !id.empty() ||
                      !dimension_data_source.empty())) {
    return absl::InvalidArgumentError(
        absl::StrCat(data.empty() ? "--file" : "--data",
                     " holds whole events; the flags that describe one cannot be given beside it"));
  }
  return absl::OkStatus();
}

absl::Status FillKey(EventFlags* flags, bool product_needed, EventKey* key) {
  if (flags->organization.empty()) return absl::InvalidArgumentError("--organization=ID is required");
  if (product_needed && flags->product.empty()) return absl::InvalidArgumentError("--product=ID is required");
  if (flags->id.empty()) flags->id = RandomId();
  key->id = flags->id;
  key->organization_id = flags->organization;
  key->product_id = flags->product;
  key->dimension_data_source = flags->dimension_data_source;
  for (const std::string& text : flags->dimensions) {
    if (absl::Status status = AppendDimension("dimension", text, &key->dimensions); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status AppendDimension(std::string_view flag, std::string_view text,
                             absl::InlinedVector<DimensionValue, 6>* dimensions) {
  const absl::StatusOr<std::pair<std::string_view, std::string_view>> pair = SplitAssignment(flag, text);
  if (!pair.ok()) return pair.status();
  for (const DimensionValue& dimension : *dimensions) {
    if (NamesEqual(dimension.name, pair->first)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--", Text(flag), ": the dimension ", Text(pair->first), " is given twice"));
    }
  }
  dimensions->push_back({pair->first, pair->second});
  return absl::OkStatus();
}

absl::StatusOr<Quantity> ParseNumber(std::string_view flag, std::string_view text) {
  Quantity quantity;
  if (const QuantityError error = ReadQuantity(text, &quantity); error != QuantityError::kNone) {
    return absl::InvalidArgumentError(
        absl::StrCat("--", Text(flag), ": \"", Text(text), "\" ", Text(QuantityErrorText(error))));
  }
  return quantity;
}

absl::StatusOr<MeasureQuantity> ParseMeasure(std::string_view flag, std::string_view text) {
  const size_t dot = text.find('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == text.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--", Text(flag), ": \"", Text(text), "\" must be SOURCE.MEASURE, for example pos.inbound"));
  }
  return MeasureQuantity{text.substr(0, dot), text.substr(dot + 1), {}};
}

absl::StatusOr<MeasureQuantity> ParseMeasureQuantity(std::string_view flag, std::string_view text) {
  const absl::StatusOr<std::pair<std::string_view, std::string_view>> pair = SplitAssignment(flag, text);
  if (!pair.ok()) return pair.status();
  absl::StatusOr<MeasureQuantity> measure = ParseMeasure(flag, pair->first);
  if (!measure.ok()) return measure;
  const absl::StatusOr<Quantity> quantity = ParseNumber(flag, pair->second);
  if (!quantity.ok()) return quantity.status();
  measure->quantity = *quantity;
  return measure;
}

absl::Status AppendMeasureQuantities(std::string_view flag, const std::vector<std::string>& texts,
                                     absl::InlinedVector<MeasureQuantity, 2>* quantities) {
  for (const std::string& text : texts) {
    const absl::StatusOr<MeasureQuantity> quantity = ParseMeasureQuantity(flag, text);
    if (!quantity.ok()) return quantity.status();
    quantities->push_back(*quantity);
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> ParseTimeFlag(std::string_view flag, const std::string& text, bool zone_needed) {
  int64_t time_us = 0;
  if (zone_needed ? ParseTimeWithZone(text, &time_us) : ParseTime(text, &time_us)) return time_us;
  return absl::InvalidArgumentError(absl::StrCat("--", Text(flag), "=", text, " is not a time ",
                                                 zone_needed ? "with a zone " : "", "such as 2024-05-31T13:45:00Z"));
}

void HoldEndFlags::AddTo(FlagSet* flags) {
  flags->Text("expires_at", "TIME", "When the hold ends by itself (RFC 3339 with a zone), at most a year ahead.",
              &expires_at);
  flags->Text("ttl_seconds", "N", "Or how long it lasts from now: 1–31536000.", &ttl_seconds);
}

absl::Status HoldEndFlags::Read(std::optional<int64_t>* ends_at_us, std::optional<int64_t>* ttl) const {
  if (!expires_at.empty() && !ttl_seconds.empty()) {
    return absl::InvalidArgumentError("--expires_at and --ttl_seconds exclude each other: give one of them");
  }
  if (!expires_at.empty()) {
    const absl::StatusOr<int64_t> time_us = ParseTimeFlag("expires_at", expires_at, true);
    if (!time_us.ok()) return time_us.status();
    *ends_at_us = *time_us;
  }
  if (!ttl_seconds.empty()) {
    int64_t seconds = 0;
    if (!absl::SimpleAtoi(ttl_seconds, &seconds)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--ttl_seconds takes a whole number of seconds, not \"", ttl_seconds, "\""));
    }
    *ttl = seconds;
  }
  return absl::OkStatus();
}

}  // namespace onhand::cli
