// File: schedule_service.h
//
// ScheduleService over the engine; proto/onhand/v1/schedule.proto says what it does.
#ifndef ONHAND_SERVICE_GRPC_SCHEDULE_SERVICE_H_
#define ONHAND_SERVICE_GRPC_SCHEDULE_SERVICE_H_

#include "onhand/v1/schedule.grpc.pb.h"
#include "service/grpc/call.h"

namespace onhand {

// Thread-safe.
class ScheduleServiceImpl final : public v1::ScheduleService::CallbackService {
 public:
  explicit ScheduleServiceImpl(ServiceContext* services) : services_(services) {}  // not owned

  grpc::ServerUnaryReactor* ChangeSchedule(grpc::CallbackServerContext* context,
                                           const v1::ChangeScheduleRequest* request,
                                           v1::ChangeScheduleResponse* response) override;

 private:
  ServiceContext* const services_;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_SCHEDULE_SERVICE_H_
