#include "tests/benchmark/subjects/rest_session.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace onhand::benchmark {
namespace {

// Of what the benchmark's names hold, nothing needs an escape.
constexpr std::string_view kApplied = "\"statusCode\":200}";
constexpr std::string_view kNotEnough = "\"statusCode\":500}";
constexpr std::string_view kRow = "\"productId\":";
constexpr std::string_view kPromise = "T00:00:00Z\":";

uint64_t Count(std::string_view text, std::string_view sign) {
  uint64_t count = 0;
  for (size_t at = text.find(sign); at != std::string_view::npos; at = text.find(sign, at + sign.size())) ++count;
  return count;
}

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

absl::Status CheckApplied(const absl::StatusOr<std::string_view>& answer, size_t events) {
  if (!answer.ok()) return answer.status();
  if (Count(*answer, kApplied) == events) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("an event was refused: ", View(*answer)));
}

std::string PlaceFilters(const RowTexts& row) {
  return absl::StrCat("\"productId\":[\"", View(row.product), "\"],\"siteId\":[\"", kSite, "\"],\"locationId\":[\"",
                      View(row.location), "\"]");
}

constexpr std::string_view kByVariant = R"(,"groupByValues":["colorId","sizeId"])";

}  // namespace

RestSession::RestSession(std::unique_ptr<RestConnection> connection, const std::string& environment,
                         const NameTable* names, uint64_t run)
    : connection_(std::move(connection)), base_("/api/environment/" + environment + "/"), names_(names), ids_(run) {}

void RestSession::AppendKey(const Sale& sale) {
  const RowTexts row = names_->Of(sale.row);
  body_.append(R"({"id":")").append(ids_.Make(sale));
  body_.append(R"(","organizationId":")").append(kOrganization);
  body_.append(R"(","productId":")").append(row.product);
  body_.append(R"(","dimensions":{"siteId":")").append(kSite);
  body_.append(R"(","locationId":")").append(row.location);
  if (!row.color.empty()) {
    body_.append(R"(","colorId":")").append(row.color);
    body_.append(R"(","sizeId":")").append(row.size);
  }
  body_.append(R"("},)");
}

void RestSession::AppendSale(const Sale& sale) {
  AppendKey(sale);
  body_.append(R"("quantities":{"pos":{"outbound":1}}})");
}

absl::StatusOr<std::string_view> RestSession::Post(std::string_view path) {
  target_.assign(base_).append(path);
  return connection_->Post(target_, body_);
}

absl::Status RestSession::ApplyBatch(absl::Span<const Sale> sales) {
  body_.assign("[");
  for (const Sale& sale : sales) {
    if (body_.size() > 1) body_.push_back(',');
    AppendSale(sale);
  }
  body_.push_back(']');
  return CheckApplied(Post("onhand/bulk"), sales.size());
}

absl::Status RestSession::ApplyOne(const Sale& sale) {
  body_.clear();
  AppendSale(sale);
  return CheckApplied(Post("onhand"), 1);
}

absl::StatusOr<bool> RestSession::ReserveOne(const Sale& sale) {
  body_.clear();
  AppendKey(sale);
  body_.append(R"("quantityDataSource":"iv","modifier":"softReserved","quantity":1})");
  const absl::StatusOr<std::string_view> answer = Post("onhand/reserve");
  if (answer.ok() && Count(*answer, kNotEnough) == 1) return false;
  const absl::Status status = CheckApplied(answer, 1);
  if (!status.ok()) return status;
  return true;
}

absl::StatusOr<uint64_t> RestSession::QueryExact(uint64_t row) {
  const RowTexts texts = names_->Of(row);
  body_.assign(R"({"filters":{"organizationId":[")").append(kOrganization);
  body_.append(R"("],"productId":[")").append(texts.product);
  body_.append(R"("],"dimensions":["siteId","locationId")");
  if (!texts.color.empty()) body_.append(R"(,"colorId","sizeId")");
  body_.append(R"(],"values":[[")").append(kSite).append(R"(",")").append(texts.location).append(R"(")");
  if (!texts.color.empty()) body_.append(R"(,")").append(texts.color).append(R"(",")").append(texts.size).append("\"");
  body_.append(R"(]]},"returnNegative":true})");
  const absl::StatusOr<std::string_view> answer = Post("onhand/exactquery");
  if (!answer.ok()) return answer.status();
  return Count(*answer, kRow);
}

absl::StatusOr<uint64_t> RestSession::Ask(std::string_view filters, std::string_view rest, std::string_view sign) {
  body_.assign(R"({"filters":{"organizationId":[")").append(kOrganization).append(R"("],)").append(filters);
  body_.append("}").append(rest).append(R"(,"returnNegative":true})");
  const absl::StatusOr<std::string_view> answer = Post("onhand/indexquery");
  if (!answer.ok()) return answer.status();
  return Count(*answer, sign);
}

absl::StatusOr<uint64_t> RestSession::QueryVariants(uint64_t first_row) {
  return Ask(PlaceFilters(names_->Of(first_row)), kByVariant, kRow);
}

absl::StatusOr<uint64_t> RestSession::QueryIndex(uint32_t product) {
  return Ask(absl::StrCat("\"productId\":[\"", View(names_->product(product)), "\"]"), kByVariant, kRow);
}

absl::StatusOr<uint64_t> RestSession::QueryLocation(uint32_t location) {
  return Ask(absl::StrCat("\"siteId\":[\"", kSite, "\"],\"locationId\":[\"", View(names_->location(location)), "\"]"),
             "", kRow);
}

absl::StatusOr<uint64_t> RestSession::QueryAtp(uint64_t row) {
  return Ask(PlaceFilters(names_->Of(row)), R"(,"QueryATP":true)", kPromise);
}

}  // namespace onhand::benchmark
