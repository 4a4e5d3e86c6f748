#include "tests/benchmark/subjects/postgres_session.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/benchmark/subjects/tree_file.h"

namespace onhand::benchmark {
namespace {

constexpr const char* kStatements[] = {"apply_batch",    "apply_one",   "count_reused",   "reserve_one", "query_exact",
                                       "query_variants", "query_index", "query_location", "query_atp"};

int64_t MarkOf(std::string_view kind, const RowTexts& row) { return static_cast<int64_t>(ContentMark(kind, row)); }

absl::Status Reused() { return absl::FailedPreconditionError("an id came again with other content"); }

}  // namespace

absl::StatusOr<std::unique_ptr<Session>> PostgresSession::Open(std::unique_ptr<PostgresConnection> connection,
                                                               const std::string& files_dir, const NameTable* names,
                                                               uint64_t run) {
  for (const char* statement : kStatements) {
    const absl::StatusOr<std::string> sql = ReadTreeFile(absl::StrCat(files_dir, "/", statement, ".sql"));
    if (!sql.ok()) return sql.status();
    if (absl::Status status = connection->Prepare(statement, *sql); !status.ok()) return status;
  }
  return std::unique_ptr<Session>(new PostgresSession(std::move(connection), names, run));
}

absl::Status PostgresSession::ApplyBatch(absl::Span<const Sale> sales) {
  auto& [ids, marks, products, locations, colors, sizes] = arrays_;
  for (PostgresArray* texts : {&ids, &products, &locations, &colors, &sizes}) texts->BeginTexts(sales.size());
  marks.BeginInt64s(sales.size());
  for (const Sale& sale : sales) {
    const RowTexts row = names_->Of(sale.row);
    ids.AddText(ids_.Make(sale));
    marks.AddInt64(MarkOf("sale", row));
    products.AddText(row.product);
    locations.AddText(row.location);
    colors.AddText(row.color);
    sizes.AddText(row.size);
  }
  const absl::StatusOr<PostgresRows> answer =
      connection_->Query("apply_batch", {ids.bytes(), marks.bytes(), products.bytes(), locations.bytes(),
                                         colors.bytes(), sizes.bytes(), kOrganization, kSite});
  if (!answer.ok()) return answer.status();
  if (answer->integer(0, 0) == static_cast<int64_t>(sales.size())) return absl::OkStatus();
  const absl::StatusOr<PostgresRows> reused = connection_->Query("count_reused", {ids.bytes(), marks.bytes()});
  if (!reused.ok()) return reused.status();
  return reused->integer(0, 0) == 0 ? absl::OkStatus() : Reused();
}

absl::Status PostgresSession::ApplyOne(const Sale& sale) {
  const RowTexts row = names_->Of(sale.row);
  const std::string mark = PostgresInt64(MarkOf("sale", row));
  const absl::StatusOr<PostgresRows> answer = connection_->Query(
      "apply_one", {ids_.Make(sale), mark, row.product, row.location, row.color, row.size, kOrganization, kSite});
  if (!answer.ok()) return answer.status();
  return answer->integer(0, 0) == 1 ? absl::OkStatus() : ApplyBatch({&sale, 1});
}

absl::StatusOr<bool> PostgresSession::ReserveOne(const Sale& sale) {
  const RowTexts row = names_->Of(sale.row);
  const std::string mark = PostgresInt64(MarkOf("reservation", row));
  const absl::StatusOr<PostgresRows> answer = connection_->Query(
      "reserve_one", {ids_.Make(sale), mark, row.product, row.location, row.color, row.size, kOrganization, kSite});
  if (!answer.ok()) return answer.status();
  const int64_t result = answer->integer(0, 0);
  if (result < 0) return Reused();
  return result == 1;
}

absl::StatusOr<uint64_t> PostgresSession::CountRows(const char* statement,
                                                    absl::Span<const std::string_view> parameters) {
  const absl::StatusOr<PostgresRows> answer = connection_->Query(statement, parameters);
  if (!answer.ok()) return answer.status();
  return static_cast<uint64_t>(answer->count());
}

absl::StatusOr<uint64_t> PostgresSession::QueryExact(uint64_t row) {
  const RowTexts texts = names_->Of(row);
  return CountRows("query_exact", {texts.product, texts.location, texts.color, texts.size, kOrganization, kSite});
}

absl::StatusOr<uint64_t> PostgresSession::QueryVariants(uint64_t first_row) {
  const RowTexts texts = names_->Of(first_row);
  return CountRows("query_variants", {texts.product, texts.location, kOrganization, kSite});
}

absl::StatusOr<uint64_t> PostgresSession::QueryIndex(uint32_t product) {
  return CountRows("query_index", {names_->product(product), kOrganization});
}

absl::StatusOr<uint64_t> PostgresSession::QueryLocation(uint32_t location) {
  return CountRows("query_location", {names_->location(location), kOrganization, kSite});
}

absl::StatusOr<uint64_t> PostgresSession::QueryAtp(uint64_t row) {
  const RowTexts texts = names_->Of(row);
  return CountRows("query_atp", {texts.product, texts.location, texts.color, texts.size, kOrganization, kSite});
}

}  // namespace onhand::benchmark
