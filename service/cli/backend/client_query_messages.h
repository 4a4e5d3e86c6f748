// File: client_query_messages.h
//
// The client's side of the gRPC messages with questions: queries to messages, messages to answers. Pure. An answer
// comes in pieces; each Decode… adds one. INTERNAL: the server answers what this version cannot read.
#ifndef ONHAND_SERVICE_CLI_BACKEND_CLIENT_QUERY_MESSAGES_H_
#define ONHAND_SERVICE_CLI_BACKEND_CLIENT_QUERY_MESSAGES_H_

#include "absl/status/status.h"
#include "engine/model/allocation_query.h"
#include "engine/model/explanation.h"
#include "engine/model/query.h"
#include "onhand/v1/allocation.pb.h"
#include "onhand/v1/explanation.pb.h"
#include "onhand/v1/query.pb.h"

namespace onhand::cli {

void EncodeQuery(const IndexQuery& query, v1::IndexQuery* message);
void EncodeQuery(const ExactQuery& query, v1::ExactQuery* message);
void EncodeQuery(const AllocationQuery& query, v1::AllocationQuery* message);
void EncodeQuery(const ExplainQuery& query, v1::ExplainQuery* message);

// The header comes first.
absl::Status DecodeHeader(const v1::QueryHeader& header, QueryAnswer* answer);
absl::Status DecodeRows(const v1::QueryRows& rows, QueryAnswer* answer);

void DecodeAllocationHeader(const v1::AllocationHeader& header, AllocationAnswer* answer);
void DecodeBuckets(const v1::AllocationBuckets& buckets, AllocationAnswer* answer);

absl::Status DecodeExplanationHeader(const v1::ExplanationHeader& header, Explanation* explanation);
// A row, or more of the row before.
absl::Status DecodeExplainedRow(const v1::ExplainedRow& row, Explanation* explanation);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_BACKEND_CLIENT_QUERY_MESSAGES_H_
