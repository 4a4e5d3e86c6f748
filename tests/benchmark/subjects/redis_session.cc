#include "tests/benchmark/subjects/redis_session.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace onhand::benchmark {
namespace {

constexpr size_t kWordsPerSale = 4;  // row key, id, mark, field

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

void SetMark(uint64_t mark, std::string* out) {
  out->resize(sizeof(mark));
  std::memcpy(out->data(), &mark, sizeof(mark));
}

void SetField(const RowTexts& row, std::string_view measure, std::string* out) {
  out->assign(row.color).append("|").append(row.size).append("|").append(measure);
}

void SetRowKey(const RowTexts& row, std::string* out) {
  out->assign("row:").append(kSite).append("|").append(row.location).append("|").append(row.product);
}

absl::Status Reused() { return absl::FailedPreconditionError("an id came again with other content"); }

}  // namespace

std::string RedisRowKey(const RowTexts& row) {
  std::string key;
  SetRowKey(row, &key);
  return key;
}

std::string RedisField(const RowTexts& row, std::string_view measure) {
  std::string field;
  SetField(row, measure, &field);
  return field;
}

std::string RedisPlacesKey(std::string_view product) { return absl::StrCat("places:", View(product)); }
std::string RedisProductsKey(std::string_view location) {
  return absl::StrCat("products:", kSite, "|", View(location));
}
std::string RedisTotalKey(std::string_view product) { return absl::StrCat("total:", View(product)); }

absl::Status RedisSession::ApplyBatch(absl::Span<const Sale> sales) {
  if (texts_.size() < sales.size() * kWordsPerSale) texts_.resize(sales.size() * kWordsPerSale);
  words_.assign({"EVALSHA", scripts_->apply});
  const std::string keys = std::to_string(sales.size() + 1);
  words_.push_back(keys);
  words_.push_back(kRedisEvents);
  for (size_t i = 0; i < sales.size(); ++i) {
    std::string* const text = &texts_[i * kWordsPerSale];
    const RowTexts row = names_->Of(sales[i].row);
    SetRowKey(row, &text[0]);
    text[1] = ids_.Make(sales[i]);
    SetMark(ContentMark("sale", row), &text[2]);
    SetField(row, "out", &text[3]);
    words_.push_back(text[0]);
  }
  for (size_t i = 0; i < sales.size(); ++i) {
    for (size_t k = 1; k < kWordsPerSale; ++k) words_.push_back(texts_[i * kWordsPerSale + k]);
  }
  const absl::StatusOr<RedisReply> reply = connection_->Call(words_);
  if (!reply.ok()) return reply.status();
  if ((*reply)->type != REDIS_REPLY_ARRAY || (*reply)->elements != 3) {
    return absl::InternalError("apply.lua answered something else");
  }
  return (*reply)->element[2]->integer == 0 ? absl::OkStatus() : Reused();
}

absl::StatusOr<bool> RedisSession::ReserveOne(const Sale& sale) {
  const RowTexts row = names_->Of(sale.row);
  const std::string total = RedisTotalKey(row.product);
  const std::string key = RedisRowKey(row);
  const std::string field = RedisField(row, "reserved");
  std::string mark;
  SetMark(ContentMark("reservation", row), &mark);
  const absl::StatusOr<int64_t> answer = connection_->CallForInteger(
      {"EVALSHA", scripts_->reserve, "3", kRedisEvents, total, key, ids_.Make(sale), mark, field});
  if (!answer.ok()) return answer.status();
  if (*answer < 0) return Reused();
  return *answer == 1;
}

absl::StatusOr<uint64_t> RedisSession::QueryExact(uint64_t row) {
  const RowTexts texts = names_->Of(row);
  const std::string key = RedisRowKey(texts);
  const std::string in = RedisField(texts, "in");
  const std::string out = RedisField(texts, "out");
  const std::string reserved = RedisField(texts, "reserved");
  const absl::StatusOr<RedisReply> reply = connection_->Call({"HMGET", key, in, out, reserved});
  if (!reply.ok()) return reply.status();
  for (size_t i = 0; i < (*reply)->elements; ++i) {
    if ((*reply)->element[i]->type == REDIS_REPLY_STRING) return 1;
  }
  return 0;
}

absl::StatusOr<uint64_t> RedisSession::QueryVariants(uint64_t first_row) {
  const std::string key = RedisRowKey(names_->Of(first_row));
  const absl::StatusOr<RedisReply> reply = connection_->Call({"HGETALL", key});
  if (!reply.ok()) return reply.status();
  std::vector<std::string_view> variants;
  for (size_t i = 0; i < (*reply)->elements; i += 2) {
    const std::string_view field = TextOf(*(*reply)->element[i]);
    const std::string_view variant = field.substr(0, field.rfind('|'));
    if (std::find(variants.begin(), variants.end(), variant) == variants.end()) variants.push_back(variant);
  }
  return variants.size();
}

absl::StatusOr<uint64_t> RedisSession::RowsOf(std::string_view script, std::string_view key) {
  const absl::StatusOr<RedisReply> reply = connection_->Call({"EVALSHA", script, "1", key});
  if (!reply.ok()) return reply.status();
  return (*reply)->elements / 4;
}

absl::StatusOr<uint64_t> RedisSession::QueryIndex(uint32_t product) {
  return RowsOf(scripts_->query_index, RedisPlacesKey(names_->product(product)));
}

absl::StatusOr<uint64_t> RedisSession::QueryLocation(uint32_t location) {
  return RowsOf(scripts_->query_location, RedisProductsKey(names_->location(location)));
}

absl::StatusOr<uint64_t> RedisSession::QueryAtp(uint64_t) {
  return absl::UnimplementedError("Redis has no natural form of dated schedules");
}

}  // namespace onhand::benchmark
