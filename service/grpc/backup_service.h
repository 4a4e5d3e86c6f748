// File: backup_service.h
//
// BackupService over the engine; proto/onhand/v1/backup.proto says what it does.
#ifndef ONHAND_SERVICE_GRPC_BACKUP_SERVICE_H_
#define ONHAND_SERVICE_GRPC_BACKUP_SERVICE_H_

#include "onhand/v1/backup.grpc.pb.h"
#include "service/grpc/call.h"
#include "storage/base/worker_pool.h"

namespace onhand {

// Thread-safe.
class BackupServiceImpl final : public v1::BackupService::CallbackService {
 public:
  explicit BackupServiceImpl(ServiceContext* services) : services_(services) {}  // not owned

  grpc::ServerWriteReactor<v1::CreateBackupResponse>* CreateBackup(grpc::CallbackServerContext* context,
                                                                   const v1::CreateBackupRequest* request) override;
  grpc::ServerUnaryReactor* ListBackups(grpc::CallbackServerContext* context, const v1::ListBackupsRequest* request,
                                        v1::ListBackupsResponse* response) override;
  grpc::ServerWriteReactor<v1::VerifyBackupResponse>* VerifyBackup(grpc::CallbackServerContext* context,
                                                                   const v1::VerifyBackupRequest* request) override;
  grpc::ServerWriteReactor<v1::RestoreBackupResponse>* RestoreBackup(grpc::CallbackServerContext* context,
                                                                     const v1::RestoreBackupRequest* request) override;
  grpc::ServerUnaryReactor* DeleteBackup(grpc::CallbackServerContext* context, const v1::DeleteBackupRequest* request,
                                         v1::DeleteBackupResponse* response) override;

 private:
  ServiceContext* const services_;
  // Of its own: what takes minutes must not keep queries waiting.
  WorkerPool pool_{/*threads=*/2, /*waiting_max=*/16, WorkerPool::Priority::kBackground};
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_BACKUP_SERVICE_H_
