// File: audit_service.h
//
// AuditService over the engine; proto/onhand/v1/audit.proto says what it does.
#ifndef ONHAND_SERVICE_GRPC_AUDIT_SERVICE_H_
#define ONHAND_SERVICE_GRPC_AUDIT_SERVICE_H_

#include "onhand/v1/audit.grpc.pb.h"
#include "service/grpc/call.h"
#include "storage/base/worker_pool.h"

namespace onhand {

// Thread-safe.
class AuditServiceImpl final : public v1::AuditService::CallbackService {
 public:
  explicit AuditServiceImpl(ServiceContext* services) : services_(services) {}  // not owned

  grpc::ServerWriteReactor<v1::AuditResponse>* Audit(grpc::CallbackServerContext* context,
                                                     const v1::AuditRequest* request) override;

 private:
  ServiceContext* const services_;
  // Of its own, with one thread: audits run one after another, and no other call waits for a thread that has one.
  WorkerPool pool_{1, /*waiting_max=*/16};
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_AUDIT_SERVICE_H_
