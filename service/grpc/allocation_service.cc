#include "service/grpc/allocation_service.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "service/grpc/allocation_messages.h"
#include "service/grpc/answer_stream.h"
#include "service/grpc/event_call.h"
#include "service/grpc/field_path.h"

namespace onhand {
namespace {

template <typename RequestType, typename ResponseType>
struct AllocationTraits {
  using Request = RequestType;
  using Response = ResponseType;
  using Event = AllocationEvent;
  static EventBatch Batch(const Request&, absl::Span<const Event> events) { return events; }
};

struct AllocateTraits : AllocationTraits<v1::AllocateRequest, v1::AllocateResponse> {
  static constexpr std::string_view kOperation = "allocate";
  static DecodedEvents<Event> Decode(const Request& request) {
    return {DecodeAllocations(AllocationOperation::kAllocate, request.events()), {}};
  }
};

struct UnallocateTraits : AllocationTraits<v1::UnallocateRequest, v1::UnallocateResponse> {
  static constexpr std::string_view kOperation = "unallocate";
  static DecodedEvents<Event> Decode(const Request& request) {
    return {DecodeAllocations(AllocationOperation::kUnallocate, request.events()), {}};
  }
};

struct ReallocateTraits : AllocationTraits<v1::ReallocateRequest, v1::ReallocateResponse> {
  static constexpr std::string_view kOperation = "reallocate";
  static DecodedEvents<Event> Decode(const Request& request) { return {DecodeReallocations(request.events()), {}}; }
};

struct ConsumeTraits : AllocationTraits<v1::ConsumeRequest, v1::ConsumeResponse> {
  static constexpr std::string_view kOperation = "consume";
  static DecodedEvents<Event> Decode(const Request& request) { return {DecodeConsumptions(request.events()), {}}; }
};

struct AllocationQueryTraits {
  using Request = v1::QueryAllocationRequest;
  using Response = v1::QueryAllocationResponse;
  using Query = AllocationQuery;
  using Answer = AllocationAnswer;
  static constexpr std::string_view kOperation = "allocation_query";
  static std::optional<Issue> Decode(const Request& request, Query* query) {
    *query = DecodeAllocationQuery(request.query());
    return std::nullopt;
  }
  static absl::StatusOr<Answer> Ask(Environment* environment, const Query& query) { return environment->Query(query); }
  static std::string FieldPath(const Request&, const std::string& pointer) { return ProductQueryFieldPath(pointer); }

  // A header, then buckets.
  class Parts {
   public:
    void Begin(const Answer& answer, Response* response) { EncodeAllocationHeader(answer, response->mutable_header()); }
    bool Next(const Answer& answer, Response* response) {
      if (next_bucket_ == answer.buckets.size()) return false;
      next_bucket_ = EncodeBuckets(answer, next_bucket_, kAnswerChunkBytes, response->mutable_buckets());
      return true;
    }

   private:
    size_t next_bucket_ = 0;
  };
};

}  // namespace

grpc::ServerUnaryReactor* AllocationServiceImpl::Allocate(grpc::CallbackServerContext* context,
                                                          const v1::AllocateRequest* request,
                                                          v1::AllocateResponse* response) {
  return StartEventCall<AllocateTraits>(services_, context, request, response);
}

grpc::ServerUnaryReactor* AllocationServiceImpl::Unallocate(grpc::CallbackServerContext* context,
                                                            const v1::UnallocateRequest* request,
                                                            v1::UnallocateResponse* response) {
  return StartEventCall<UnallocateTraits>(services_, context, request, response);
}

grpc::ServerUnaryReactor* AllocationServiceImpl::Reallocate(grpc::CallbackServerContext* context,
                                                            const v1::ReallocateRequest* request,
                                                            v1::ReallocateResponse* response) {
  return StartEventCall<ReallocateTraits>(services_, context, request, response);
}

grpc::ServerUnaryReactor* AllocationServiceImpl::Consume(grpc::CallbackServerContext* context,
                                                         const v1::ConsumeRequest* request,
                                                         v1::ConsumeResponse* response) {
  return StartEventCall<ConsumeTraits>(services_, context, request, response);
}

grpc::ServerWriteReactor<v1::QueryAllocationResponse>* AllocationServiceImpl::QueryAllocation(
    grpc::CallbackServerContext* context, const v1::QueryAllocationRequest* request) {
  return StartAnswerStream<AllocationQueryTraits>(services_, context, request);
}

}  // namespace onhand
