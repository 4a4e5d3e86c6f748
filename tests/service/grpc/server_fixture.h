// File: server_fixture.h
//
// A gRPC server over a FakeEngine on a real socket, and clients of it.
#ifndef ONHAND_TESTS_SERVICE_GRPC_SERVER_FIXTURE_H_
#define ONHAND_TESTS_SERVICE_GRPC_SERVER_FIXTURE_H_

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "engine/model/query.h"
#include "grpcpp/channel.h"
#include "grpcpp/support/status.h"
#include "gtest/gtest.h"
#include "onhand/v1/allocation.grpc.pb.h"
#include "onhand/v1/configuration.grpc.pb.h"
#include "onhand/v1/environment.grpc.pb.h"
#include "onhand/v1/inventory.grpc.pb.h"
#include "onhand/v1/reservation.grpc.pb.h"
#include "onhand/v1/schedule.grpc.pb.h"
#include "service/grpc/grpc_server.h"
#include "service/metrics/metrics.h"
#include "tests/service/grpc/error_details.h"
#include "tests/service/grpc/fake_engine.h"

namespace onhand {

// `count` valid events with ids prefix0, prefix1, … for environment "shop".
v1::PostChangesRequest SomeChanges(int count, const std::string& prefix = "e");

// Batch `number` of `count` events with ids b<number>-0, ….
v1::IngestRequest SomeBatch(int64_t number, int count);

// `rows` rows of about 5 KB whose only value is their number in millionths: from 5,000 on more than sockets buffer.
QueryAnswer LargeAnswer(int rows);

// Stops the first Find of an engine until it is opened.
class FindGate {
 public:
  explicit FindGate(FakeEngine* engine);
  void WaitUntilReached() { reached_.get_future().wait(); }
  void Open() { open_.set_value(); }

 private:
  std::promise<void> reached_;
  std::promise<void> open_;
  std::atomic<bool> used_ = false;
};

class ServerFixture : public testing::Test {
 protected:
  void SetUp() override { StartServer({}); }

  // In place of the one that runs.
  void StartServer(const GrpcServerOptions& options);

  grpc::Status Post(const v1::PostChangesRequest& request, v1::PostChangesResponse* response = nullptr);
  grpc::Status Query(const v1::IndexQuery& query, std::vector<v1::QueryIndexResponse>* parts = nullptr);
  // One unary call with these bytes as its message.
  grpc::Status CallRaw(const std::string& method, const std::string& bytes, std::string* answer = nullptr);
  void ExpectServing();

  Metrics metrics_;
  FakeEngine engine_;
  std::unique_ptr<GrpcServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::InventoryService::Stub> inventory_;
  std::unique_ptr<v1::ReservationService::Stub> reservations_;
  std::unique_ptr<v1::AllocationService::Stub> allocation_;
  std::unique_ptr<v1::ScheduleService::Stub> schedules_;
  std::unique_ptr<v1::ConfigurationService::Stub> configuration_;
  std::unique_ptr<v1::EnvironmentService::Stub> environments_;
};

}  // namespace onhand

#endif  // ONHAND_TESTS_SERVICE_GRPC_SERVER_FIXTURE_H_
