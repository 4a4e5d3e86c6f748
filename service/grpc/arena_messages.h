// File: arena_messages.h
//
// Request and response of a unary call on one protobuf arena: hundreds of events cost a few allocations, and are freed
// together.
//
//   ArenaMessages<v1::PostChangesRequest, v1::PostChangesResponse> messages_;   // outlives the server
//   SetMessageAllocatorFor_PostChanges(&messages_);                             // in the service's constructor
#ifndef ONHAND_SERVICE_GRPC_ARENA_MESSAGES_H_
#define ONHAND_SERVICE_GRPC_ARENA_MESSAGES_H_

#include <cstddef>

#include "google/protobuf/arena.h"
#include "grpcpp/support/message_allocator.h"

namespace onhand {

// Thread-safe.
template <typename Request, typename Response>
class ArenaMessages final : public grpc::MessageAllocator<Request, Response> {
 public:
  grpc::MessageHolder<Request, Response>* AllocateMessages() override { return new Holder(); }

 private:
  class Holder final : public grpc::MessageHolder<Request, Response> {
   public:
    Holder() : arena_(Options(first_block_)) {
      this->set_request(google::protobuf::Arena::CreateMessage<Request>(&arena_));
      this->set_response(google::protobuf::Arena::CreateMessage<Response>(&arena_));
    }
    void Release() override { delete this; }

   private:
    static constexpr size_t kFirstBlockBytes = 2048;  // enough for one event and its outcome
    static constexpr size_t kBlockBytesMax = 128 << 10;

    ~Holder() override = default;

    static google::protobuf::ArenaOptions Options(char* first_block) {
      google::protobuf::ArenaOptions options;
      options.initial_block = first_block;
      options.initial_block_size = kFirstBlockBytes;
      options.start_block_size = 4 * kFirstBlockBytes;
      options.max_block_size = kBlockBytesMax;
      return options;
    }

    alignas(std::max_align_t) char first_block_[kFirstBlockBytes];
    google::protobuf::Arena arena_;
  };
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_ARENA_MESSAGES_H_
