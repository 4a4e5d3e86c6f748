#include "tests/proof/kill/backup_keeper.h"

#include <chrono>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "grpcpp/grpcpp.h"
#include "onhand/v1/backup.grpc.pb.h"
#include "onhand/v1/environment.grpc.pb.h"
#include "tests/end_to_end/grpc_client.h"
#include "tests/proof/kill/caller.h"
#include "tests/proof/kill/stock.h"

namespace onhand::proof {
namespace {

constexpr char kShop[] = "shop";
constexpr size_t kBackupsMax = 3;

std::shared_ptr<grpc::Channel> Channel(const std::string& address) {
  return grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
}

struct Call {
  Call() { context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60)); }
  grpc::ClientContext context;
};

// Reads a stream to its end.
template <typename Response>
grpc::Status Drain(grpc::ClientReader<Response>* reader, Response* last) {
  Response response;
  while (reader->Read(&response)) *last = response;
  return reader->Finish();
}

grpc::Status List(const std::string& address, v1::ListBackupsResponse* response) {
  Call call;
  v1::ListBackupsRequest request;
  request.set_environment_id(kShop);
  return v1::BackupService::NewStub(Channel(address))->ListBackups(&call.context, request, response);
}

}  // namespace

bool BackupKeeper::Failed(const std::string& what) {
  error_ = what;
  return false;
}

bool BackupKeeper::Make(const std::string& grpc_address) {
  if (ids_.size() >= kBackupsMax) return true;
  Call call;
  v1::CreateBackupRequest request;
  request.set_environment_id(kShop);
  v1::CreateBackupResponse last;
  making_ = true;
  const auto stub = v1::BackupService::NewStub(Channel(grpc_address));
  const grpc::Status status = Drain(stub->CreateBackup(&call.context, request).get(), &last);
  if (!status.ok()) return Failed("a backup: " + status.error_message());
  making_ = false;
  if (!last.has_backup()) return Failed("a backup ended without its description");
  if (last.backup().backup_id() <= last_id_) Complain(absl::StrCat("id ", last.backup().backup_id(), " again"));
  last_id_ = last.backup().backup_id();
  ids_.insert(last_id_);
  return true;
}

bool BackupKeeper::Restore(const std::string& grpc_address) {
  if (!copy_.empty()) {
    Call call;
    v1::DeleteEnvironmentRequest request;
    request.set_environment_id(copy_);
    v1::DeleteEnvironmentResponse response;
    dropping_ = copy_;
    const auto stub = v1::EnvironmentService::NewStub(Channel(grpc_address));
    const grpc::Status status = stub->DeleteEnvironment(&call.context, request, &response);
    if (!status.ok()) return Failed("deleting a copy: " + status.error_message());
    dropping_.clear();
    copy_.clear();
  }
  if (ids_.empty()) return true;
  Call call;
  v1::RestoreBackupRequest request;
  request.set_environment_id(kShop);
  request.set_backup_id(*ids_.rbegin());
  restoring_ = absl::StrCat("copy-", ++copies_made_);
  request.set_target_environment_id(restoring_);
  v1::RestoreBackupResponse last;
  const auto stub = v1::BackupService::NewStub(Channel(grpc_address));
  const grpc::Status status = Drain(stub->RestoreBackup(&call.context, request).get(), &last);
  if (!status.ok()) return Failed("restoring: " + status.error_message());
  copy_ = restoring_;
  restoring_.clear();
  return true;
}

bool BackupKeeper::Delete(const std::string& grpc_address) {
  if (ids_.size() < 2) return true;
  Call call;
  v1::DeleteBackupRequest request;
  request.set_environment_id(kShop);
  deleting_ = *ids_.begin();
  request.set_backup_id(*deleting_);
  v1::DeleteBackupResponse response;
  const auto stub = v1::BackupService::NewStub(Channel(grpc_address));
  const grpc::Status status = stub->DeleteBackup(&call.context, request, &response);
  if (!status.ok()) return Failed("deleting a backup: " + status.error_message());
  ids_.erase(*deleting_);
  deleting_.reset();
  return true;
}

void BackupKeeper::CheckBackups(const std::string& grpc_address) {
  v1::ListBackupsResponse listed;
  const grpc::Status status = List(grpc_address, &listed);
  if (!status.ok()) return Complain("cannot be listed: " + status.error_message());
  std::set<uint32_t> found;
  for (const v1::Backup& backup : listed.backups()) {
    found.insert(backup.backup_id());
    if (!backup.damage().empty()) Complain(absl::StrCat(backup.backup_id(), " is damaged: ", backup.damage()));
  }
  for (const uint32_t id : ids_) {
    if (!found.contains(id) && id != deleting_) Complain(absl::StrCat(id, " was acknowledged and is gone"));
  }
  for (const uint32_t id : found) {
    const bool made_last = making_ && id > last_id_;
    if (!ids_.contains(id) && !made_last) Complain(absl::StrCat(id, " is there and should not be"));
    last_id_ = std::max(last_id_, id);
  }
  ids_ = found;
  making_ = false;
  deleting_.reset();
  if (ids_.empty()) return;
  Call call;
  v1::VerifyBackupRequest request;
  request.set_environment_id(kShop);
  request.set_backup_id(*ids_.rbegin());
  v1::VerifyBackupResponse last;
  const auto stub = v1::BackupService::NewStub(Channel(grpc_address));
  const grpc::Status verified = Drain(stub->VerifyBackup(&call.context, request).get(), &last);
  if (!verified.ok()) Complain(absl::StrCat(*ids_.rbegin(), " is not whole: ", verified.error_message()));
}

void BackupKeeper::CheckCopies(const std::string& grpc_address) {
  Call call;
  v1::ListEnvironmentsResponse listed;
  const auto stub = v1::EnvironmentService::NewStub(Channel(grpc_address));
  const grpc::Status status = stub->ListEnvironments(&call.context, {}, &listed);
  if (!status.ok()) return Complain("environments cannot be listed: " + status.error_message());
  std::string found;
  for (const std::string& id : listed.environment_ids()) {
    if (!absl::StartsWith(id, "copy-")) continue;
    if (id != copy_ && id != restoring_) Complain("environment " + id + " is there and should not be");
    found = id;
    GrpcClient client(grpc_address, id);
    const absl::StatusOr<Stock> stock = ReadStock(&client, kHotProducts);
    if (!stock.ok()) {
      Complain("environment " + id + " cannot be read: " + stock.status().ToString());
      continue;
    }
    for (const auto& [key, numbers] : *stock) {
      if (numbers.available() < 0) Complain("environment " + id + " is oversold: " + StockText(*stock));
    }
  }
  if (found.empty() && !copy_.empty() && dropping_.empty()) Complain("environment " + copy_ + " is gone");
  copy_ = found;
  restoring_.clear();
  dropping_.clear();
}

void BackupKeeper::Check(const std::string& grpc_address) {
  CheckBackups(grpc_address);
  CheckCopies(grpc_address);
}

}  // namespace onhand::proof
