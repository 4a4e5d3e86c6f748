#include "storage/inspect/adjustment_text.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "storage/keys/adjustment_key.h"
#include "storage/records/adjustment.h"

namespace onhand::storage {
namespace {

std::string NumberText(const DetailNumber& number) { return absl::StrCat("line=", number.sequence, "-", number.entry); }

// Nothing for "", which says nothing.
std::string Named(const char* name, const std::string& text) {
  return text.empty() ? std::string() : absl::StrCat(" ", name, "=", text::Quoted(text));
}

std::string Micros(__int128 micros) {
  // A sum leaves 64 bits only where lines of opposite signs almost do.
  const auto narrow = static_cast<int64_t>(micros);
  if (narrow == micros) return text::Quantity(narrow);
  std::string digits;
  const bool negative = micros < 0;
  for (auto rest = static_cast<unsigned __int128>(negative ? -micros : micros); rest != 0; rest /= 10) {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  }
  return absl::StrCat(negative ? "-" : "", digits, "e-6");
}

}  // namespace

absl::StatusOr<std::string> AdjustmentDetailText(std::string_view key, std::string_view value,
                                                 text::Measures measures) {
  const std::optional<DetailNumber> number = ParseDetailKey(key);
  if (!number.has_value()) return absl::DataLossError("not a key of an adjustment line");
  absl::StatusOr<AdjustmentDetail> detail = DecodeAdjustmentDetail(value);
  if (!detail.ok()) return detail.status();
  std::string line =
      absl::StrCat(NumberText(*number), " status=", std::string(DetailStatusName(detail->status)),
                   " id=", text::Quoted(detail->id), " ", text::RowKeyIdentity(detail->row_key), " ",
                   text::Measure(detail->measure, measures), "+=", text::Quantity(detail->quantity_micros),
                   " created=", text::Time(detail->created_at_us), " changed=", text::Time(detail->changed_at_us));
  absl::StrAppend(&line, Named("category", detail->external_reference_category),
                  Named("reference", detail->external_reference_id), Named("journal", detail->journal_name_id),
                  Named("cost_price", detail->cost_price), Named("date", detail->transaction_date));
  if (detail->push != 0) absl::StrAppend(&line, " push=", detail->push);
  return line + Named("message", detail->message);
}

absl::StatusOr<std::string> AdjustmentPendingText(std::string_view key, std::string_view value) {
  const std::optional<PendingKeyParts> parts = ParsePendingKey(key);
  if (!parts.has_value()) return absl::DataLossError("not a key of a pending adjustment line");
  if (!value.empty()) return absl::DataLossError("keys of pending adjustment lines have no value");
  const std::string_view status = DetailStatusName(static_cast<DetailStatus>(parts->status));
  if (status.empty()) return absl::DataLossError("a pending adjustment line has an unknown status");
  return absl::StrCat("status=", std::string(status), " ", NumberText(parts->number));
}

absl::StatusOr<std::string> AdjustmentAggregateText(std::string_view key, std::string_view value,
                                                    text::Measures measures) {
  const std::optional<AggregateKeyParts> parts = ParseAggregateKey(key);
  if (!parts.has_value()) return absl::DataLossError("not a key of an adjustment aggregate");
  absl::StatusOr<AdjustmentAggregate> aggregate = DecodeAdjustmentAggregate(value);
  if (!aggregate.ok()) return aggregate.status();
  return absl::StrCat("push=", parts->push, " ", text::RowKeyIdentity(parts->row_key), " ",
                      text::Measure(parts->measure, measures), "=", Micros(aggregate->net_micros),
                      " lines=", aggregate->lines, " status=", std::string(AggregateStatusName(aggregate->status)),
                      " created=", text::Time(aggregate->created_at_us),
                      " changed=", text::Time(aggregate->changed_at_us), Named("message", aggregate->message));
}

}  // namespace onhand::storage
