#include "service/grpc/query_stream.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "service/grpc/answer_stream.h"
#include "service/grpc/explanation_messages.h"
#include "service/grpc/field_path.h"
#include "service/grpc/product_search_messages.h"
#include "service/grpc/query_messages.h"

namespace onhand {
namespace {

// A header, then rows.
template <typename Response>
class RowParts {
 public:
  void Begin(const QueryAnswer& answer, Response* response) { EncodeHeader(answer, response->mutable_header()); }
  bool Next(const QueryAnswer& answer, Response* response) {
    if (next_row_ == answer.rows.size()) return false;
    next_row_ = EncodeRows(answer, next_row_, kAnswerChunkBytes, response->mutable_rows());
    return true;
  }

 private:
  size_t next_row_ = 0;
};

constexpr std::string_view kSearchField = "query.product_search";

// A query and the search that it may point to.
template <typename Query>
struct SearchedQuery {
  Query query;
  ProductSearch search;
};

// `message` is what `searched->query` was decoded from.
template <typename Message, typename Query>
std::optional<Issue> DecodeSearch(const Message& message, SearchedQuery<Query>* searched) {
  if (!message.has_product_search()) return std::nullopt;
  searched->query.product_search = &searched->search;
  return DecodeProductSearchMessage(message.product_search(), kSearchField, &searched->search);
}

struct IndexTraits {
  using Request = v1::QueryIndexRequest;
  using Response = v1::QueryIndexResponse;
  using Query = SearchedQuery<IndexQuery>;
  using Answer = QueryAnswer;
  using Parts = RowParts<Response>;
  static constexpr std::string_view kOperation = "index_query";
  static std::optional<Issue> Decode(const Request& request, Query* query) {
    if (auto issue = DecodeIndexQuery(request.query(), &query->query)) return issue;
    return DecodeSearch(request.query(), query);
  }
  static absl::StatusOr<Answer> Ask(Environment* environment, const Query& query) {
    return environment->Query(query.query);
  }
  static std::string FieldPath(const Request& request, const std::string& pointer) {
    return IndexQueryFieldPath(ProductSearchFieldPath(pointer, kSearchField), request.query());
  }
};

struct ExactTraits {
  using Request = v1::QueryExactRequest;
  using Response = v1::QueryExactResponse;
  using Query = SearchedQuery<ExactQuery>;
  using Answer = QueryAnswer;
  using Parts = RowParts<Response>;
  static constexpr std::string_view kOperation = "exact_query";
  static std::optional<Issue> Decode(const Request& request, Query* query) {
    if (auto issue = DecodeExactQuery(request.query(), &query->query)) return issue;
    return DecodeSearch(request.query(), query);
  }
  static absl::StatusOr<Answer> Ask(Environment* environment, const Query& query) {
    return environment->Query(query.query);
  }
  static std::string FieldPath(const Request&, const std::string& pointer) {
    return ExactQueryFieldPath(ProductSearchFieldPath(pointer, kSearchField));
  }
};

struct ExplainTraits {
  using Request = v1::ExplainRequest;
  using Response = v1::ExplainResponse;
  using Query = ExplainQuery;
  using Answer = Explanation;
  static constexpr std::string_view kOperation = "explain";
  static std::optional<Issue> Decode(const Request& request, Query* query) {
    *query = DecodeExplainQuery(request.query());
    return std::nullopt;
  }
  static absl::StatusOr<Answer> Ask(Environment* environment, const Query& query) {
    return environment->Explain(query);
  }
  static std::string FieldPath(const Request&, const std::string& pointer) { return ProductQueryFieldPath(pointer); }

  // A header, then rows, a large one in several messages.
  class Parts {
   public:
    void Begin(const Answer& answer, Response* response) {
      EncodeExplanationHeader(answer, response->mutable_header());
    }
    bool Next(const Answer& answer, Response* response) {
      if (position_.row == answer.rows.size()) return false;
      EncodeExplainedRow(answer, kAnswerChunkBytes, &position_, response->mutable_row());
      return true;
    }

   private:
    ExplanationPosition position_;
  };
};

}  // namespace

grpc::ServerWriteReactor<v1::QueryIndexResponse>* StartIndexQuery(ServiceContext* services,
                                                                  grpc::CallbackServerContext* context,
                                                                  const v1::QueryIndexRequest* request) {
  return StartAnswerStream<IndexTraits>(services, context, request);
}

grpc::ServerWriteReactor<v1::QueryExactResponse>* StartExactQuery(ServiceContext* services,
                                                                  grpc::CallbackServerContext* context,
                                                                  const v1::QueryExactRequest* request) {
  return StartAnswerStream<ExactTraits>(services, context, request);
}

grpc::ServerWriteReactor<v1::ExplainResponse>* StartExplain(ServiceContext* services,
                                                            grpc::CallbackServerContext* context,
                                                            const v1::ExplainRequest* request) {
  return StartAnswerStream<ExplainTraits>(services, context, request);
}

}  // namespace onhand
