#include "service/grpc/backup_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/backup.h"
#include "service/grpc/backup_messages.h"
#include "service/grpc/backup_stream.h"

namespace onhand {
namespace {

// What a failed call is about: an environment or one of its backups.
enum class About { kEnvironment, kBackup };

grpc::Status FailedBackupCall(const std::string& environment_id, const absl::Status& status, About about) {
  CallError error;
  switch (status.code()) {
    case absl::StatusCode::kFailedPrecondition:
      error.code = grpc::StatusCode::FAILED_PRECONDITION;
      error.reason = "BACKUP_REFUSED";
      break;
    case absl::StatusCode::kNotFound:
      error.code = grpc::StatusCode::NOT_FOUND;
      error.reason = about == About::kBackup ? "BACKUP_NOT_FOUND" : "ENVIRONMENT_NOT_FOUND";
      break;
    case absl::StatusCode::kDataLoss:
      error.code = grpc::StatusCode::DATA_LOSS;
      error.reason = about == About::kBackup ? "BACKUP_DAMAGED" : "STORE_DAMAGED";
      break;
    default:
      return FailedCall(environment_id, status, "INVALID_ENVIRONMENT_ID", "environment_id");
  }
  error.message = std::string(status.message());
  error.metadata["environment"] = environment_id;
  return MakeStatus(error);
}

grpc::Status Answer(const std::string& environment_id, const absl::Status& status) {
  return status.ok() ? grpc::Status::OK : FailedBackupCall(environment_id, status, About::kBackup);
}

grpc::Status MissingEnvironmentId() {
  return MissingField("environment_id", "environment_id is empty; say which environment is meant.");
}

// Calls `work` (grpc::Status(Backups&)), if there are backups and the request says of what.
template <typename Work>
grpc::Status WithBackups(ServiceContext* services, const std::string& environment_id, Work work) {
  if (environment_id.empty()) return MissingEnvironmentId();
  Backups* backups = services->engine->backups();
  if (backups != nullptr) return work(*backups);
  return FailedBackupCall(environment_id, absl::FailedPreconditionError("this server keeps its data in memory"),
                          About::kEnvironment);
}

}  // namespace

grpc::ServerWriteReactor<v1::CreateBackupResponse>* BackupServiceImpl::CreateBackup(
    grpc::CallbackServerContext* context, const v1::CreateBackupRequest* request) {
  return new BackupStream<v1::CreateBackupResponse>(
      services_, &pool_, context, "create_backup",
      [this, request](const BackupProgressCallback& progress, v1::CreateBackupResponse* last) {
        const std::string& environment_id = request->environment_id();
        return WithBackups(services_, environment_id, [&](Backups& backups) {
          absl::StatusOr<BackupInfo> info = backups.Create(environment_id, progress);
          if (!info.ok()) return FailedBackupCall(environment_id, info.status(), About::kEnvironment);
          EncodeBackupMessage(*info, last->mutable_backup());
          return grpc::Status::OK;
        });
      });
}

grpc::ServerUnaryReactor* BackupServiceImpl::ListBackups(grpc::CallbackServerContext* context,
                                                         const v1::ListBackupsRequest* request,
                                                         v1::ListBackupsResponse* response) {
  return RunBlocking(context, services_, "list_backups", [this, request, response] {
    Backups* backups = services_->engine->backups();
    if (backups == nullptr) return grpc::Status::OK;
    absl::StatusOr<std::vector<BackupInfo>> infos = backups->List(request->environment_id());
    if (!infos.ok()) return Answer(request->environment_id(), infos.status());
    for (const BackupInfo& info : *infos) EncodeBackupMessage(info, response->add_backups());
    return grpc::Status::OK;
  });
}

grpc::ServerWriteReactor<v1::VerifyBackupResponse>* BackupServiceImpl::VerifyBackup(
    grpc::CallbackServerContext* context, const v1::VerifyBackupRequest* request) {
  return new BackupStream<v1::VerifyBackupResponse>(
      services_, &pool_, context, "verify_backup",
      [this, request](const BackupProgressCallback& progress, v1::VerifyBackupResponse*) {
        const std::string& environment_id = request->environment_id();
        return WithBackups(services_, environment_id, [&](Backups& backups) {
          return Answer(environment_id, backups.Verify(environment_id, request->backup_id(), progress));
        });
      });
}

grpc::ServerWriteReactor<v1::RestoreBackupResponse>* BackupServiceImpl::RestoreBackup(
    grpc::CallbackServerContext* context, const v1::RestoreBackupRequest* request) {
  return new BackupStream<v1::RestoreBackupResponse>(
      services_, &pool_, context, "restore_backup",
      [this, request](const BackupProgressCallback& progress, v1::RestoreBackupResponse*) {
        const std::string& environment_id = request->environment_id();
        return WithBackups(services_, environment_id, [&](Backups& backups) {
          return Answer(environment_id, backups.Restore(environment_id, request->backup_id(),
                                                        request->target_environment_id(), progress));
        });
      });
}

grpc::ServerUnaryReactor* BackupServiceImpl::DeleteBackup(grpc::CallbackServerContext* context,
                                                          const v1::DeleteBackupRequest* request,
                                                          v1::DeleteBackupResponse*) {
  return RunBlocking(context, services_, "delete_backup", [this, request] {
    const std::string& environment_id = request->environment_id();
    return WithBackups(services_, environment_id, [&](Backups& backups) {
      return Answer(environment_id, backups.Delete(environment_id, request->backup_id()));
    });
  });
}

}  // namespace onhand
