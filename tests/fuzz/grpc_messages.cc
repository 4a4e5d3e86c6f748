// Messages of the gRPC API by themselves, on both sides: the first byte says which, the rest are its bytes. What
// decodes is written as a message that decodes and is written the same; a client takes whatever a server sends.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/model/event.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/message.h"
#include "onhand/v1/adjustment.pb.h"
#include "onhand/v1/allocation.pb.h"
#include "onhand/v1/explanation.pb.h"
#include "onhand/v1/inventory.pb.h"
#include "onhand/v1/job.pb.h"
#include "onhand/v1/product.pb.h"
#include "onhand/v1/product_search.pb.h"
#include "onhand/v1/query.pb.h"
#include "onhand/v1/reservation.pb.h"
#include "onhand/v1/schedule.pb.h"
#include "service/cli/backend/client_event_messages.h"
#include "service/cli/backend/client_query_messages.h"
#include "service/grpc/adjustment_messages.h"
#include "service/grpc/allocation_messages.h"
#include "service/grpc/change_messages.h"
#include "service/grpc/explanation_messages.h"
#include "service/grpc/job_messages.h"
#include "service/grpc/product_messages.h"
#include "service/grpc/product_search_messages.h"
#include "service/grpc/query_messages.h"
#include "service/grpc/reservation_messages.h"
#include "service/grpc/schedule_messages.h"
#include "storage/base/check.h"

namespace onhand {
namespace {

template <typename Message>
bool Parse(std::string_view bytes, Message* message) {
  return message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

// Maps in the order of their keys.
std::string Bytes(const google::protobuf::Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&out);
  }
  return bytes;
}

// `rewrite(message, out)` decodes and encodes again; false where it is refused. Once it was through that, a message
// stays what it is.
template <typename Message, typename Rewrite>
void RoundTrip(std::string_view bytes, Rewrite rewrite) {
  Message message;
  Message once;
  Message twice;
  if (!Parse(bytes, &message) || !rewrite(message, &once)) return;
  ONHAND_CHECK(rewrite(once, &twice));
  ONHAND_CHECK(Bytes(once) == Bytes(twice));
}

template <typename Message>
google::protobuf::RepeatedPtrField<Message> One(const Message& message) {
  google::protobuf::RepeatedPtrField<Message> messages;
  *messages.Add() = message;
  return messages;
}

// As RoundTrip, for events: `decode` takes a list of messages, some of which it may refuse.
template <typename Message, typename Decode, typename Encode>
void EventRoundTrip(std::string_view bytes, Decode decode, Encode encode) {
  RoundTrip<Message>(bytes, [&](const Message& message, Message* out) {
    const auto messages = One(message);
    const auto decoded = decode(messages);
    if constexpr (requires { decoded.refused; }) {
      if (!decoded.refused.empty()) return false;
      return encode(decoded.events.at(0), out);
    } else {
      return encode(decoded.at(0), out);
    }
  });
}

// Encoders without a status always can.
template <auto kEncode>
constexpr auto Always = [](const auto& value, auto* out) {
  kEncode(value, out);
  return true;
};
template <auto kEncode>
constexpr auto IfOk = [](const auto& value, auto* out) { return kEncode(value, out).ok(); };

// What a client makes of an answer.
template <typename Message, typename Value>
void Take(std::string_view bytes, absl::Status (*decode)(const Message&, Value*), Value* value) {
  Message message;
  if (Parse(bytes, &message)) decode(message, value).IgnoreError();
}

using Target = void (*)(std::string_view bytes);

// In the order of the corpus: new ones at the end.
constexpr std::array<Target, 22> kTargets = {
    [](std::string_view bytes) { EventRoundTrip<v1::ChangeEvent>(bytes, DecodeChanges, Always<cli::EncodeChange>); },
    [](std::string_view bytes) { EventRoundTrip<v1::SetEvent>(bytes, DecodeSets, Always<cli::EncodeSet>); },
    [](std::string_view bytes) { EventRoundTrip<v1::ReserveEvent>(bytes, DecodeReserves, IfOk<cli::EncodeReserve>); },
    [](std::string_view bytes) {
      EventRoundTrip<v1::UnreserveEvent>(bytes, DecodeUnreserves, Always<cli::EncodeUnreserve>);
    },
    [](std::string_view bytes) { EventRoundTrip<v1::ExtendEvent>(bytes, DecodeExtends, IfOk<cli::EncodeExtend>); },
    [](std::string_view bytes) {
      const auto decode = [](const auto& messages) {
        return DecodeAllocations(AllocationOperation::kAllocate, messages);
      };
      EventRoundTrip<v1::AllocationEvent>(bytes, decode, Always<cli::EncodeAllocation>);
    },
    [](std::string_view bytes) {
      EventRoundTrip<v1::ReallocationEvent>(bytes, DecodeReallocations, Always<cli::EncodeReallocation>);
    },
    [](std::string_view bytes) {
      EventRoundTrip<v1::ConsumptionEvent>(bytes, DecodeConsumptions, Always<cli::EncodeConsumption>);
    },
    [](std::string_view bytes) {
      EventRoundTrip<v1::ScheduleEvent>(bytes, DecodeSchedules, Always<cli::EncodeSchedule>);
    },
    [](std::string_view bytes) { EventRoundTrip<v1::AdjustEvent>(bytes, DecodeAdjusts, Always<cli::EncodeAdjust>); },
    [](std::string_view bytes) {
      RoundTrip<v1::IndexQuery>(bytes, [](const auto& message, auto* out) {
        IndexQuery query;
        if (DecodeIndexQuery(message, &query)) return false;
        cli::EncodeQuery(query, out);
        return true;
      });
    },
    [](std::string_view bytes) {
      RoundTrip<v1::ExactQuery>(bytes, [](const auto& message, auto* out) {
        ExactQuery query;
        if (DecodeExactQuery(message, &query)) return false;
        cli::EncodeQuery(query, out);
        return true;
      });
    },
    [](std::string_view bytes) {
      RoundTrip<v1::AllocationQuery>(bytes, [](const auto& message, auto* out) {
        cli::EncodeQuery(DecodeAllocationQuery(message), out);
        return true;
      });
    },
    [](std::string_view bytes) {
      RoundTrip<v1::Product>(bytes, [](const auto& message, auto* out) {
        Product product;
        if (DecodeProductMessage(message, &product)) return false;
        EncodeProductMessage(product, out);
        return true;
      });
    },
    [](std::string_view bytes) {
      RoundTrip<v1::ProductSearch>(bytes, [](const auto& message, auto* out) {
        ProductSearch search;
        if (DecodeProductSearchMessage(message, "search", &search)) return false;
        EncodeProductSearchMessage(search, out);
        return true;
      });
    },
    [](std::string_view bytes) {
      RoundTrip<v1::StartLogExtractRequest>(bytes, [](const auto& message, auto* out) {
        LogExtract extract;
        if (DecodeLogExtractMessage(message, &extract)) return false;
        EncodeLogExtractMessage(extract, out);
        return true;
      });
    },
    [](std::string_view bytes) {
      RoundTrip<v1::Job>(bytes, [](const auto& message, auto* out) {
        EncodeJobMessage(DecodeJobMessage(message), out);
        return true;
      });
    },
    [](std::string_view bytes) {
      RoundTrip<v1::AdjustmentLine>(bytes, [](const auto& message, auto* out) {
        const auto line = DecodeAdjustmentLine(message);
        if (line.ok()) EncodeAdjustmentLine(*line, out);
        return line.ok();
      });
    },
    [](std::string_view bytes) {
      RoundTrip<v1::AdjustmentAggregate>(bytes, [](const auto& message, auto* out) {
        const auto aggregate = DecodeAggregatedAdjustment(message);
        if (aggregate.ok()) EncodeAggregatedAdjustment(*aggregate, out);
        return aggregate.ok();
      });
    },
    [](std::string_view bytes) {
      v1::QueryIndexResponse response;
      QueryAnswer answer;
      if (!Parse(bytes, &response)) return;
      if (!cli::DecodeHeader(response.header(), &answer).ok()) return;
      cli::DecodeRows(response.rows(), &answer).IgnoreError();
    },
    [](std::string_view bytes) {
      v1::QueryAllocationResponse response;
      AllocationAnswer answer;
      if (!Parse(bytes, &response)) return;
      cli::DecodeAllocationHeader(response.header(), &answer);
      cli::DecodeBuckets(response.buckets(), &answer);
    },
    [](std::string_view bytes) {
      Explanation explanation;
      Take<v1::ExplanationHeader>(bytes, cli::DecodeExplanationHeader, &explanation);
      Take<v1::ExplainedRow>(bytes, cli::DecodeExplainedRow, &explanation);
      Take<v1::ExplainedRow>(bytes, cli::DecodeExplainedRow, &explanation);
    },
};

}  // namespace
}  // namespace onhand

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  onhand::kTargets[data[0] % onhand::kTargets.size()](
      std::string_view(reinterpret_cast<const char*>(data), size).substr(1));
  return 0;
}
