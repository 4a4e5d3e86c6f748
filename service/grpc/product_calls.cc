#include "service/grpc/product_calls.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/product_catalog.h"
#include "service/grpc/event_messages.h"
#include "service/grpc/product_messages.h"
#include "service/grpc/product_search_messages.h"

namespace onhand {
namespace {

constexpr size_t kListedTogether = 64;

void EncodeProductOutcome(const std::string& item_number, const Outcome& outcome, v1::Outcome* message) {
  message->set_id(item_number);
  EncodeOutcome(outcome, message);
  if (!outcome.path.empty()) message->set_field(ProductFieldPath(outcome.path));
}

// An error where the call as a whole was not carried out. `field` of the request holds the records.
template <typename Results>
std::optional<grpc::Status> CheckAnswered(const std::string& environment_id, absl::StatusOr<Results>& results,
                                          std::string_view field) {
  if (!results.ok()) return FailedCall(environment_id, results.status());
  if (results->issues.empty()) return std::nullopt;
  for (Issue& issue : results->issues) {
    if (issue.reason == Reason::kTooManyRecords) issue.path = std::string(field);
  }
  return RefusedCall(environment_id, results->issues);
}

// Its steps follow one another, so that nothing needs a lock. Deletes itself when gRPC is done with it.
class ProductListStream : public grpc::ServerWriteReactor<v1::ListProductsResponse> {
 public:
  ProductListStream(ServiceContext* services, grpc::CallbackServerContext* context,
                    const v1::ListProductsRequest* request)
      : services_(services),
        context_(context),
        request_(request),
        counted_(&services->calls),
        timer_(services->metrics, "list_products"),
        after_(request->after()) {
    if (!counted_.begun()) {
      End(ServerStopping());
    } else if (!services_->blocking_pool->TryRun([this] { SendNext(); })) {
      End(ServerBusy());
    }
  }

 private:
  void SendNext() {
    if (std::optional<grpc::Status> unwanted = CheckWanted(*context_)) return End(*std::move(unwanted));
    // Looked up for each page, so that a slow reader does not keep an environment from being deleted.
    FoundEnvironment found = FindEnvironment(services_, request_->environment_id());
    if (found.environment == nullptr) return End(std::move(found.error));
    absl::StatusOr<ListedProducts> listed =
        found.environment->products().List({.after = after_, .limit = kListedTogether});
    if (auto error = CheckAnswered(request_->environment_id(), listed, "")) return End(*std::move(error));
    if (listed->products.empty()) return End(grpc::Status::OK);
    response_.Clear();
    for (const Product& product : listed->products) EncodeProductMessage(product, response_.add_products());
    after_ = listed->products.back().item_number;
    more_ = listed->more;
    StartWrite(&response_);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(FailedCall("", absl::CancelledError("The client went away before all was sent.")));
    if (!more_) return End(grpc::Status::OK);
    if (!services_->blocking_pool->TryRun([this] { SendNext(); })) End(ServerBusy());
  }

  void OnDone() override { delete this; }

  void End(grpc::Status status) {
    timer_.Done(status);
    Finish(std::move(status));
  }

  ServiceContext* const services_;
  grpc::CallbackServerContext* const context_;
  const v1::ListProductsRequest* const request_;
  const CountedCall counted_;
  const CallTimer timer_;
  std::string after_;
  bool more_ = true;
  v1::ListProductsResponse response_;
};

}  // namespace

grpc::Status PutProductMessages(Environment* environment,
                                const google::protobuf::RepeatedPtrField<v1::Product>& products,
                                google::protobuf::RepeatedPtrField<v1::Outcome>* outcomes, bool* refused) {
  std::vector<Product> decoded;
  std::vector<Outcome> all(products.size());
  std::vector<size_t> places;  // of the decoded ones among all
  for (int i = 0; i < products.size(); ++i) {
    Product product;
    if (std::optional<Issue> issue = DecodeProductMessage(products[i], &product)) {
      all[i] = Outcome::Refuse(*std::move(issue));
    } else {
      decoded.push_back(std::move(product));
      places.push_back(i);
    }
  }
  absl::StatusOr<ProductResults> results = environment->products().PutProducts(decoded);
  if (auto error = CheckAnswered(environment->id(), results, "products")) return *std::move(error);
  for (size_t i = 0; i < places.size(); ++i) all[places[i]] = std::move(results->outcomes[i]);
  for (int i = 0; i < products.size(); ++i) {
    EncodeProductOutcome(products[i].item_number(), all[i], outcomes->Add());
    *refused = *refused || all[i].refused();
  }
  return grpc::Status::OK;
}

grpc::Status DeleteProductMessages(Environment* environment, const v1::DeleteProductsRequest& request,
                                   v1::DeleteProductsResponse* response) {
  const std::vector<std::string_view> item_numbers(request.item_numbers().begin(), request.item_numbers().end());
  absl::StatusOr<ProductResults> results = environment->products().DeleteProducts(item_numbers);
  if (auto error = CheckAnswered(request.environment_id(), results, "item_numbers")) return *std::move(error);
  for (size_t i = 0; i < item_numbers.size(); ++i) {
    EncodeProductOutcome(request.item_numbers(static_cast<int>(i)), results->outcomes[i], response->add_outcomes());
  }
  return grpc::Status::OK;
}

grpc::Status GetProductMessages(Environment* environment, const v1::GetProductsRequest& request,
                                v1::GetProductsResponse* response) {
  const std::vector<std::string_view> item_numbers(request.item_numbers().begin(), request.item_numbers().end());
  absl::StatusOr<ListedProducts> listed = environment->products().Get(item_numbers);
  if (auto error = CheckAnswered(request.environment_id(), listed, "item_numbers")) return *std::move(error);
  for (const Product& product : listed->products) EncodeProductMessage(product, response->add_products());
  return grpc::Status::OK;
}

grpc::Status SearchProductMessages(Environment* environment, const v1::SearchProductsRequest& request,
                                   v1::SearchProductsResponse* response) {
  ProductSearch search;
  if (auto issue = DecodeProductSearchMessage(request.search(), "search", &search)) {
    return InvalidArgument(request.environment_id(), {*std::move(issue)});
  }
  ProductPage page{.after = request.after(), .limit = kSearchedProductsMax};
  if (request.has_limit()) {
    if (request.limit() < 1 || request.limit() > static_cast<int>(kSearchedProductsMax)) {
      return InvalidArgument(
          request.environment_id(),
          {{Reason::kInvalidPage, "limit",
            absl::StrCat("limit must be from 1 to ", kSearchedProductsMax, ", is ", request.limit())}});
    }
    page.limit = static_cast<size_t>(request.limit());
  }
  absl::StatusOr<FoundProducts> found = environment->products().Search(search, page);
  if (found.ok()) {
    for (Issue& issue : found->issues) issue.path = ProductSearchFieldPath(issue.path, "search");
  }
  if (auto error = CheckAnswered(request.environment_id(), found, "")) return *std::move(error);
  response->mutable_item_numbers()->Assign(found->item_numbers.begin(), found->item_numbers.end());
  response->set_more(found->more);
  return grpc::Status::OK;
}

grpc::ServerWriteReactor<v1::ListProductsResponse>* StartProductList(ServiceContext* services,
                                                                     grpc::CallbackServerContext* context,
                                                                     const v1::ListProductsRequest* request) {
  return new ProductListStream(services, context, request);
}

}  // namespace onhand
