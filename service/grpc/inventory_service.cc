#include "service/grpc/inventory_service.h"

#include "service/grpc/change_messages.h"
#include "service/grpc/event_call.h"
#include "service/grpc/query_stream.h"

namespace onhand {
namespace {

struct ChangesTraits {
  using Request = v1::PostChangesRequest;
  using Response = v1::PostChangesResponse;
  using Event = ChangeEvent;
  static constexpr std::string_view kOperation = "post_changes";
  static DecodedEvents<Event> Decode(const Request& request) { return {DecodeChanges(request.events()), {}}; }
  static EventBatch Batch(const Request&, absl::Span<const Event> events) { return events; }
};

struct SetTraits {
  using Request = v1::SetOnHandRequest;
  using Response = v1::SetOnHandResponse;
  using Event = SetEvent;
  static constexpr std::string_view kOperation = "set_on_hand";
  static DecodedEvents<Event> Decode(const Request& request) { return DecodeSets(request.events()); }
  static EventBatch Batch(const Request& request, absl::Span<const Event> events) {
    return SetBatch{request.inventory_system(), events};
  }
};

}  // namespace

grpc::ServerUnaryReactor* InventoryServiceImpl::PostChanges(grpc::CallbackServerContext* context,
                                                            const v1::PostChangesRequest* request,
                                                            v1::PostChangesResponse* response) {
  return StartEventCall<ChangesTraits>(services_, context, request, response);
}

grpc::ServerUnaryReactor* InventoryServiceImpl::SetOnHand(grpc::CallbackServerContext* context,
                                                          const v1::SetOnHandRequest* request,
                                                          v1::SetOnHandResponse* response) {
  return StartEventCall<SetTraits>(services_, context, request, response);
}

ByteStream* InventoryServiceImpl::Ingest(grpc::CallbackServerContext* context) {
  return streams_->Open(services_, context);
}

grpc::ServerWriteReactor<v1::QueryIndexResponse>* InventoryServiceImpl::QueryIndex(
    grpc::CallbackServerContext* context, const v1::QueryIndexRequest* request) {
  return StartIndexQuery(services_, context, request);
}

grpc::ServerWriteReactor<v1::QueryExactResponse>* InventoryServiceImpl::QueryExact(
    grpc::CallbackServerContext* context, const v1::QueryExactRequest* request) {
  return StartExactQuery(services_, context, request);
}

grpc::ServerWriteReactor<v1::ExplainResponse>* InventoryServiceImpl::Explain(grpc::CallbackServerContext* context,
                                                                             const v1::ExplainRequest* request) {
  return StartExplain(services_, context, request);
}

}  // namespace onhand
