// File: grpc_session.h
//
// One caller's connection to onhand over gRPC (docs/reference/grpc.md), and the audit over gRPC.
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECTS_GRPC_SESSION_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECTS_GRPC_SESSION_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/benchmark/subject.h"
#include "tests/benchmark/subjects/name_table.h"

namespace onhand::benchmark {

// On a TCP connection of its own. `address` is "127.0.0.1:50051"; `names` must outlive it. Its calls answer INTERNAL
// where an event was refused, and otherwise the call's error.
std::unique_ptr<Session> NewGrpcSession(const std::string& address, const std::string& environment,
                                        const NameTable* names, uint64_t run);

// Sums over all rows; events = -1. DATA_LOSS: the opening stock is not what the dataset says.
absl::StatusOr<Totals> AuditOverGrpc(const std::string& address, const std::string& environment,
                                     const NameTable& names);

// Has all that was posted written to its tables. The API has no call for that, but cleaning up a partition begins with
// it, also one that holds nothing, as is cleaned up here. It forgets the sums that checks of reservations use, too,
// which is onhand's loss.
absl::Status WriteBackOverGrpc(const std::string& address, const std::string& environment, bool by_location);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECTS_GRPC_SESSION_H_
