#include "service/grpc/query_stream.h"

#include <optional>
#include <string>
#include <utility>

#include "service/grpc/field_path.h"
#include "service/grpc/query_messages.h"

namespace onhand {
namespace {

struct IndexTraits {
  using Request = v1::QueryIndexRequest;
  using Response = v1::QueryIndexResponse;
  using Query = IndexQuery;
  static constexpr std::string_view kOperation = "index_query";
  static std::optional<Issue> Decode(const Request& request, Query* query) {
    return DecodeIndexQuery(request.query(), query);
  }
  static std::string FieldPath(const Request& request, const std::string& pointer) {
    return IndexQueryFieldPath(pointer, request.query());
  }
};

struct ExactTraits {
  using Request = v1::QueryExactRequest;
  using Response = v1::QueryExactResponse;
  using Query = ExactQuery;
  static constexpr std::string_view kOperation = "exact_query";
  static std::optional<Issue> Decode(const Request& request, Query* query) {
    return DecodeExactQuery(request.query(), query);
  }
  static std::string FieldPath(const Request&, const std::string& pointer) { return ExactQueryFieldPath(pointer); }
};

// Deletes itself when gRPC is done with it. Its steps follow one another (compute, write, write, …, finish), so that
// nothing needs a lock.
template <typename Traits>
class QueryStream : public grpc::ServerWriteReactor<typename Traits::Response> {
 public:
  QueryStream(ServiceContext* services, grpc::CallbackServerContext* context, const typename Traits::Request* request)
      : services_(services),
        context_(context),
        request_(request),
        counted_(&services->calls),
        timer_(services->metrics, Traits::kOperation) {
    const bool held = services_->answers_held.fetch_add(1) < services_->answers_max;
    if (!counted_.begun()) {
      End(ServerStopping());
    } else if (!held || !services_->blocking_pool->TryRun([this] { Compute(); })) {
      End(ServerBusy());
    }
  }
  ~QueryStream() override { services_->answers_held.fetch_sub(1); }

 private:
  void Compute() {
    if (std::optional<grpc::Status> unwanted = CheckWanted(*context_)) return End(*std::move(unwanted));
    FoundEnvironment found = FindEnvironment(services_, request_->environment_id());
    if (found.environment == nullptr) return End(std::move(found.error));
    if (!request_->has_query()) return End(MissingField("query", "query is missing; say what to ask for."));
    typename Traits::Query query;
    if (std::optional<Issue> issue = Traits::Decode(*request_, &query)) {
      return End(InvalidArgument(request_->environment_id(), {*std::move(issue)}));
    }
    absl::StatusOr<QueryAnswer> answer = found.environment->Query(query);
    if (!answer.ok()) return End(FailedCall(request_->environment_id(), answer.status()));
    if (!answer->issues.empty()) {
      for (Issue& issue : answer->issues) issue.path = Traits::FieldPath(*request_, issue.path);
      return End(InvalidArgument(request_->environment_id(), answer->issues));
    }
    answer_ = *std::move(answer);
    EncodeHeader(answer_, response_.mutable_header());
    this->StartWrite(&response_);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(FailedCall("", absl::CancelledError("The client went away before the answer was sent.")));
    if (next_row_ == answer_.rows.size()) return End(grpc::Status::OK);
    response_.Clear();
    next_row_ = EncodeRows(answer_, next_row_, kQueryChunkBytes, response_.mutable_rows());
    this->StartWrite(&response_);
  }

  void OnDone() override { delete this; }

  void End(grpc::Status status) {
    timer_.Done(status);
    this->Finish(std::move(status));
  }

  ServiceContext* const services_;
  grpc::CallbackServerContext* const context_;
  const typename Traits::Request* const request_;
  const CountedCall counted_;
  const CallTimer timer_;
  QueryAnswer answer_;
  size_t next_row_ = 0;
  typename Traits::Response response_;
};

}  // namespace

grpc::ServerWriteReactor<v1::QueryIndexResponse>* StartIndexQuery(ServiceContext* services,
                                                                  grpc::CallbackServerContext* context,
                                                                  const v1::QueryIndexRequest* request) {
  return new QueryStream<IndexTraits>(services, context, request);
}

grpc::ServerWriteReactor<v1::QueryExactResponse>* StartExactQuery(ServiceContext* services,
                                                                  grpc::CallbackServerContext* context,
                                                                  const v1::QueryExactRequest* request) {
  return new QueryStream<ExactTraits>(services, context, request);
}

}  // namespace onhand
