#include "service/http/product_handlers.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/model/json_pointer.h"
#include "engine/product_catalog.h"
#include "service/http/json_body.h"
#include "service/http/problem.h"
#include "service/json/json_writer.h"
#include "service/json/product_decoder.h"
#include "service/json/product_encoder.h"

namespace onhand {
namespace {

constexpr int64_t kPageProducts = 100;
constexpr int64_t kPageProductsMax = 1'000;

// The records of the body, an array of at most kProductRecordsMax; or nothing, and the call is answered.
std::optional<absl::Span<const JsonValue>> ReadRecords(HttpCall& call, std::string_view expected,
                                                       std::unique_ptr<JsonDocument>* document) {
  JsonError error;
  *document = JsonDocument::Read(call.request().body, {.top_elements_max = kProductRecordsMax}, &error);
  if (*document == nullptr) {
    const std::string message =
        error.too_many_elements
            ? absl::StrCat("The request holds more than ", kProductRecordsMax, " records; nothing was changed.")
            : absl::StrCat("The body is not JSON: ", error.message, ".");
    call.Answer(
        ProblemOfIssue({error.too_many_elements ? Reason::kTooManyRecords : Reason::kMalformed, error.path, message}));
    return std::nullopt;
  }
  if (!(*document)->top().is_array()) {
    call.Answer(WrongBody(expected, "", (*document)->top()));
    return std::nullopt;
  }
  return (*document)->top().elements();
}

// False, and the call is answered, where the engine refused or failed.
bool CheckAnswered(HttpCall& call, const absl::StatusOr<ProductResults>& results) {
  if (!results.ok()) {
    call.Answer(ProblemOfStatus(results.status()));
    return false;
  }
  if (!results->issues.empty()) {
    call.Answer(ProblemOfIssues(results->issues));
    return false;
  }
  return true;
}

void AnswerEnvelopes(HttpCall& call, const std::vector<std::string_view>& item_numbers,
                     const std::vector<Outcome>& outcomes) {
  std::string body = "[";
  bool refused = false;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    if (i > 0) body.push_back(',');
    AppendProductEnvelope(item_numbers[i], outcomes[i], &body);
    refused = refused || outcomes[i].refused();
  }
  body.push_back(']');
  call.AnswerJson(std::move(body), refused);
}

}  // namespace

bool CheckProductSearchOn(HttpCall& call) {
  if (call.environment->configuration()->configuration.product_search_enabled) return true;
  call.Answer(ProblemOfIssue({Reason::kFeatureOff, "", std::string(kProductSearchOffText)}));
  return false;
}

void PutProducts(CallPtr call) {
  if (!CheckProductSearchOn(*call)) return;
  std::unique_ptr<JsonDocument> document;
  const auto records = ReadRecords(*call, "an array of objects", &document);
  if (!records.has_value()) return;
  std::vector<Product> products;
  std::vector<std::string> item_numbers;  // of all records, "" where unreadable
  std::vector<Outcome> outcomes(records->size());
  std::vector<size_t> places;  // of the products among the records
  for (size_t i = 0; i < records->size(); ++i) {
    const JsonValue& record = (*records)[i];
    if (!record.is_object()) {
      call->Answer(WrongBody("an object", PointerTo("", i), record));
      return;
    }
    Product product;
    Issue issue;
    const bool decoded = DecodeProduct(record, &product, &issue);
    item_numbers.push_back(product.item_number);
    if (decoded) {
      products.push_back(std::move(product));
      places.push_back(i);
    } else {
      outcomes[i] = Outcome::Refuse(std::move(issue));
    }
  }
  absl::StatusOr<ProductResults> results = call->environment->products().PutProducts(products);
  if (!CheckAnswered(*call, results)) return;
  for (size_t i = 0; i < places.size(); ++i) outcomes[places[i]] = std::move(results->outcomes[i]);
  AnswerEnvelopes(*call, {item_numbers.begin(), item_numbers.end()}, outcomes);
}

void DeleteProducts(CallPtr call) {
  if (!CheckProductSearchOn(*call)) return;
  std::unique_ptr<JsonDocument> document;
  const auto records = ReadRecords(*call, "an array of item numbers", &document);
  if (!records.has_value()) return;
  std::vector<std::string_view> item_numbers;
  for (size_t i = 0; i < records->size(); ++i) {
    if (!(*records)[i].is_string()) {
      call->Answer(WrongBody("a string", PointerTo("", i), (*records)[i]));
      return;
    }
    item_numbers.push_back((*records)[i].text());
  }
  const absl::StatusOr<ProductResults> results = call->environment->products().DeleteProducts(item_numbers);
  if (CheckAnswered(*call, results)) AnswerEnvelopes(*call, item_numbers, results->outcomes);
}

void GetProducts(CallPtr call) {
  if (!CheckProductSearchOn(*call)) return;
  ProductPage page{.after = {}, .limit = kPageProducts};
  if (const QueryParameter* after = call->target.Find("after")) page.after = after->value;
  if (const QueryParameter* limit = call->target.Find("limit")) {
    int64_t number = 0;
    if (!absl::SimpleAtoi(limit->value, &number) || number < 1 || number > kPageProductsMax) {
      call->Answer(ProblemOfIssue({Reason::kInvalidPage, "/limit",
                                   absl::StrCat("limit must be an integer from 1 to ", kPageProductsMax, ".")}));
      return;
    }
    page.limit = static_cast<size_t>(number);
  }
  const absl::StatusOr<ListedProducts> listed = call->environment->products().List(page);
  if (!listed.ok()) {
    call->Answer(ProblemOfStatus(listed.status()));
    return;
  }
  if (!listed->issues.empty()) {
    call->Answer(ProblemOfIssues(listed->issues));
    return;
  }
  std::string body = "{\"value\":[";
  for (const Product& product : listed->products) {
    if (body.back() != '[') body.push_back(',');
    AppendProduct(product, &body);
  }
  body.append("],\"next\":");
  AppendJsonString(listed->more ? listed->products.back().item_number : "", &body);
  body.push_back('}');
  call->AnswerJson(std::move(body));
}

}  // namespace onhand
