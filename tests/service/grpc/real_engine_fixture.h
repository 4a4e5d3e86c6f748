// File: real_engine_fixture.h
//
// A gRPC server over a real engine, in memory, with a clock that the test sets; clients of it, and environment "shop".
#ifndef ONHAND_TESTS_SERVICE_GRPC_REAL_ENGINE_FIXTURE_H_
#define ONHAND_TESTS_SERVICE_GRPC_REAL_ENGINE_FIXTURE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/model/clock.h"
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

namespace onhand {

inline constexpr int64_t kNowSeconds = 1'700'000'000;  // 2023-11-14T22:13:20Z

inline constexpr int64_t kUnit = 1'000'000;  // in millionths

// The id, organization usmf, product T-shirt, site 1, location 11 and the color, unless it is "".
template <typename Event>
void FillEventKey(const std::string& id, const std::string& color, Event* event) {
  event->set_id(id);
  event->set_organization_id("usmf");
  event->set_product_id("T-shirt");
  (*event->mutable_dimensions())["siteId"] = "1";
  (*event->mutable_dimensions())["locationId"] = "11";
  if (!color.empty()) (*event->mutable_dimensions())["ColorId"] = color;
}

void FillQuantity(const std::string& data_source, const std::string& measure, int64_t micros,
                  v1::MeasureQuantity* quantity);

class RealEngineFixture : public testing::Test {
 protected:
  void SetUp() override;

  grpc::Status CreateEnvironment(const std::string& id);

  // Of data source pos.
  static v1::ChangeEvent Change(const std::string& id, const std::string& color, int64_t micros,
                                const std::string& measure = "inbound");
  v1::PostChangesResponse Post(const std::vector<v1::ChangeEvent>& events, bool atomic = false);

  // "T-shirt siteid=1 locationid=11 ColorId=red pos.inbound=2000000" for each color of the T-shirts at 1/11: the
  // physical measures of `data_source`.
  std::vector<std::string> QueryColors(grpc::Status* status = nullptr, const std::string& data_source = "pos");

  // Of iv.softReservOrdered.
  static v1::ReserveEvent Reservation(const std::string& id, const std::string& color, int64_t units);
  grpc::Status TryReserve(const std::vector<v1::ReserveEvent>& events, bool atomic, v1::ReserveResponse* response);
  v1::ReserveResponse Reserve(const std::vector<v1::ReserveEvent>& events, bool atomic = false);

  FixedClock clock_{kNowSeconds * 1'000'000};
  Metrics metrics_;
  std::unique_ptr<Engine> engine_;
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

#endif  // ONHAND_TESTS_SERVICE_GRPC_REAL_ENGINE_FIXTURE_H_
