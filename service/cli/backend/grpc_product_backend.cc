#include "service/cli/backend/grpc_product_backend.h"

#include <chrono>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"
#include "onhand/v1/product.grpc.pb.h"
#include "service/cli/backend/client_messages.h"
#include "service/grpc/product_messages.h"
#include "service/grpc/product_search_messages.h"

namespace onhand::cli {
namespace {

class GrpcProductBackend : public ProductBackend {
 public:
  GrpcProductBackend(std::shared_ptr<grpc::Channel> channel, std::string server, int64_t timeout_s)
      : server_(std::move(server)), timeout_s_(timeout_s), stub_(v1::ProductService::NewStub(std::move(channel))) {}

  absl::StatusOr<ProductResults> PutProducts(const std::string& environment,
                                             absl::Span<const Product> products) override {
    v1::PutProductsRequest request;
    request.set_environment_id(environment);
    for (const Product& product : products) EncodeProductMessage(product, request.add_products());
    v1::PutProductsResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    return Results(stub_->PutProducts(&context, request, &response), response.outcomes(), products.size());
  }

  absl::StatusOr<ProductResults> DeleteProducts(const std::string& environment,
                                                absl::Span<const std::string_view> item_numbers) override {
    v1::DeleteProductsRequest request;
    request.set_environment_id(environment);
    for (const std::string_view item_number : item_numbers) request.add_item_numbers(std::string(item_number));
    v1::DeleteProductsResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    return Results(stub_->DeleteProducts(&context, request, &response), response.outcomes(), item_numbers.size());
  }

  absl::StatusOr<FoundProducts> SearchProducts(const std::string& environment, const ProductSearch& search,
                                               const ProductPage& page) override {
    v1::SearchProductsRequest request;
    request.set_environment_id(environment);
    EncodeProductSearchMessage(search, request.mutable_search());
    request.set_after(std::string(page.after));
    request.set_limit(static_cast<int32_t>(page.limit));
    v1::SearchProductsResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    const grpc::Status status = stub_->SearchProducts(&context, request, &response);
    FoundProducts found;
    if (absl::Status failed = Check(status, &found.issues); !failed.ok()) return failed;
    found.item_numbers.assign(response.item_numbers().begin(), response.item_numbers().end());
    found.more = response.more();
    return found;
  }

  absl::StatusOr<ListedProducts> ListProducts(const std::string& environment, const ProductPage& page) override {
    v1::ListProductsRequest request;
    request.set_environment_id(environment);
    request.set_after(std::string(page.after));
    grpc::ClientContext context;
    SetDeadline(&context);
    const auto reader = stub_->ListProducts(&context, request);
    ListedProducts listed;
    v1::ListProductsResponse response;
    while (!listed.more && reader->Read(&response)) {
      for (const v1::Product& product : response.products()) {
        listed.more = listed.products.size() == page.limit;
        if (listed.more) break;
        if (absl::Status status = Add(product, &listed); !status.ok()) return status;
      }
    }
    if (listed.more) context.TryCancel();
    const grpc::Status status = reader->Finish();
    if (listed.more) return listed;
    if (absl::Status failed = Check(status, &listed.issues); !failed.ok()) return failed;
    return listed;
  }

  absl::StatusOr<ListedProducts> GetProducts(const std::string& environment,
                                             absl::Span<const std::string_view> item_numbers) override {
    v1::GetProductsRequest request;
    request.set_environment_id(environment);
    for (const std::string_view item_number : item_numbers) request.add_item_numbers(std::string(item_number));
    v1::GetProductsResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    const grpc::Status status = stub_->GetProducts(&context, request, &response);
    ListedProducts listed;
    if (absl::Status failed = Check(status, &listed.issues); !failed.ok()) return failed;
    for (const v1::Product& product : response.products()) {
      if (absl::Status added = Add(product, &listed); !added.ok()) return added;
    }
    return listed;
  }

 private:
  void SetDeadline(grpc::ClientContext* context) {
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(timeout_s_));
  }

  // What refuses the call goes to *issues; what fails it is the answer.
  absl::Status Check(const grpc::Status& status, std::vector<Issue>* issues) {
    if (status.error_code() == grpc::StatusCode::INVALID_ARGUMENT) {
      *issues = DecodeIssues(status, Reason::kMalformed);
    } else if (status.error_code() == grpc::StatusCode::FAILED_PRECONDITION) {
      *issues = DecodeIssues(status, Reason::kFeatureOff);
    }
    return issues->empty() ? DecodeStatus(status, server_) : absl::OkStatus();
  }

  absl::StatusOr<ProductResults> Results(const grpc::Status& status,
                                         const google::protobuf::RepeatedPtrField<v1::Outcome>& outcomes,
                                         size_t record_count) {
    ProductResults results;
    if (absl::Status failed = Check(status, &results.issues); !failed.ok()) return failed;
    if (!results.issues.empty()) return results;
    if (static_cast<size_t>(outcomes.size()) != record_count) {
      return absl::InternalError(absl::StrCat("the server at ", server_, " answers ", outcomes.size(), " outcomes for ",
                                              record_count, " products"));
    }
    for (const v1::Outcome& outcome : outcomes) results.outcomes.push_back(DecodeOutcome(outcome));
    return results;
  }

  absl::Status Add(const v1::Product& message, ListedProducts* listed) {
    if (const std::optional<Issue> issue = DecodeProductMessage(message, &listed->products.emplace_back())) {
      return absl::InternalError(absl::StrCat("the server's product cannot be read: ", issue->message));
    }
    return absl::OkStatus();
  }

  const std::string server_;
  const int64_t timeout_s_;
  const std::unique_ptr<v1::ProductService::Stub> stub_;
};

}  // namespace

std::unique_ptr<ProductBackend> NewGrpcProductBackend(std::shared_ptr<grpc::Channel> channel, std::string server,
                                                      int64_t timeout_s) {
  return std::make_unique<GrpcProductBackend>(std::move(channel), std::move(server), timeout_s);
}

}  // namespace onhand::cli
