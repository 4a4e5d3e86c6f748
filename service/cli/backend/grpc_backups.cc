#include "service/cli/backend/grpc_backups.h"

#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/client_context.h"
#include "onhand/v1/backup.grpc.pb.h"
#include "service/cli/backend/client_messages.h"
#include "service/grpc/backup_messages.h"

namespace onhand::cli {
namespace {

class GrpcBackups : public Backups {
 public:
  GrpcBackups(std::shared_ptr<grpc::Channel> channel, std::string server, int64_t timeout_s)
      : server_(std::move(server)), timeout_s_(timeout_s), stub_(v1::BackupService::NewStub(std::move(channel))) {}

  absl::StatusOr<BackupInfo> Create(std::string_view environment, const BackupProgressCallback& progress) override {
    v1::CreateBackupRequest request;
    request.set_environment_id(std::string(environment));
    grpc::ClientContext context;
    v1::CreateBackupResponse last;
    const absl::Status status = Follow(stub_->CreateBackup(&context, request).get(), &context, progress, &last);
    if (!status.ok()) return status;
    if (!last.has_backup()) return absl::InternalError(server_ + " did not say which backup it made");
    return DecodeBackupMessage(last.backup());
  }

  absl::StatusOr<std::vector<BackupInfo>> List(std::string_view environment) const override {
    v1::ListBackupsRequest request;
    request.set_environment_id(std::string(environment));
    v1::ListBackupsResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    const absl::Status status = DecodeStatus(stub_->ListBackups(&context, request, &response), server_);
    if (!status.ok()) return status;
    std::vector<BackupInfo> infos;
    for (const v1::Backup& backup : response.backups()) infos.push_back(DecodeBackupMessage(backup));
    return infos;
  }

  absl::Status Verify(std::string_view environment, uint32_t id,
                      const BackupProgressCallback& progress) const override {
    v1::VerifyBackupRequest request;
    request.set_environment_id(std::string(environment));
    request.set_backup_id(id);
    grpc::ClientContext context;
    v1::VerifyBackupResponse last;
    return Follow(stub_->VerifyBackup(&context, request).get(), &context, progress, &last);
  }

  absl::Status Restore(std::string_view environment, uint32_t id, std::string_view target,
                       const BackupProgressCallback& progress) override {
    v1::RestoreBackupRequest request;
    request.set_environment_id(std::string(environment));
    request.set_backup_id(id);
    request.set_target_environment_id(std::string(target));
    grpc::ClientContext context;
    v1::RestoreBackupResponse last;
    return Follow(stub_->RestoreBackup(&context, request).get(), &context, progress, &last);
  }

  absl::Status Delete(std::string_view environment, uint32_t id) override {
    v1::DeleteBackupRequest request;
    request.set_environment_id(std::string(environment));
    request.set_backup_id(id);
    v1::DeleteBackupResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    return DecodeStatus(stub_->DeleteBackup(&context, request, &response), server_);
  }

 private:
  void SetDeadline(grpc::ClientContext* context) const {
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(timeout_s_));
  }

  // Reads a stream to its end, telling how far it is; `last` is its last message.
  template <typename Response>
  absl::Status Follow(grpc::ClientReader<Response>* reader, grpc::ClientContext* context,
                      const BackupProgressCallback& progress, Response* last) const {
    bool wanted = true;
    while (wanted && reader->Read(last)) {
      if (!progress || !last->has_progress()) continue;
      wanted = progress({.bytes_done = last->progress().bytes_done(), .bytes_total = last->progress().bytes_total()});
    }
    if (!wanted) context->TryCancel();
    const grpc::Status status = reader->Finish();
    if (!wanted) return absl::CancelledError("cancelled; nothing is left of it");
    return DecodeStatus(status, server_);
  }

  const std::string server_;
  const int64_t timeout_s_;
  const std::unique_ptr<v1::BackupService::Stub> stub_;
};

}  // namespace

std::unique_ptr<Backups> NewGrpcBackups(std::shared_ptr<grpc::Channel> channel, std::string server, int64_t timeout_s) {
  return std::make_unique<GrpcBackups>(std::move(channel), std::move(server), timeout_s);
}

}  // namespace onhand::cli
