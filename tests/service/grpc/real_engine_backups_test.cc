// BackupService over a socket with the real engine, on disk.
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/engine.h"
#include "engine/model/clock.h"
#include "gmock/gmock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "onhand/v1/backup.grpc.pb.h"
#include "service/grpc/grpc_server.h"
#include "service/metrics/metrics.h"
#include "tests/service/grpc/error_details.h"

namespace onhand {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int64_t kNowSeconds = 1'700'000'000;

class RealEngineBackupsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(folder_);
    Start(folder_ + "/data");
    ASSERT_TRUE(engine_->CreateEnvironment("shop").ok());
  }
  void TearDown() override {
    server_.reset();
    engine_.reset();
    std::filesystem::remove_all(folder_);
  }
  // "" = in memory.
  void Start(const std::string& data_dir) {
    EngineOptions options;
    options.data_dir = data_dir;
    options.clock = &clock_;
    options.maintenance_interval_ms = 0;
    engine_ = Engine::Open(options).value();
    server_ = GrpcServer::Start({}, engine_.get(), &metrics_).value();
    const std::string address = "127.0.0.1:" + std::to_string(server_->port());
    stub_ = v1::BackupService::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  }

  grpc::Status Create(const std::string& environment, v1::Backup* backup = nullptr,
                      std::vector<v1::BackupProgress>* steps = nullptr) {
    v1::CreateBackupRequest request;
    request.set_environment_id(environment);
    grpc::ClientContext context;
    const auto reader = stub_->CreateBackup(&context, request);
    v1::CreateBackupResponse response;
    while (reader->Read(&response)) {
      if (response.has_progress() && steps != nullptr) steps->push_back(response.progress());
      if (response.has_backup() && backup != nullptr) *backup = response.backup();
    }
    return reader->Finish();
  }
  std::vector<v1::Backup> List(const std::string& environment) {
    v1::ListBackupsRequest request;
    request.set_environment_id(environment);
    v1::ListBackupsResponse response;
    grpc::ClientContext context;
    EXPECT_TRUE(stub_->ListBackups(&context, request, &response).ok());
    return {response.backups().begin(), response.backups().end()};
  }
  grpc::Status Verify(const std::string& environment, uint32_t id, v1::BackupProgress* last = nullptr) {
    v1::VerifyBackupRequest request;
    request.set_environment_id(environment);
    request.set_backup_id(id);
    grpc::ClientContext context;
    const auto reader = stub_->VerifyBackup(&context, request);
    v1::VerifyBackupResponse response;
    while (reader->Read(&response)) {
      if (last != nullptr) *last = response.progress();
    }
    return reader->Finish();
  }
  grpc::Status Restore(const std::string& environment, uint32_t id, const std::string& target) {
    v1::RestoreBackupRequest request;
    request.set_environment_id(environment);
    request.set_backup_id(id);
    request.set_target_environment_id(target);
    grpc::ClientContext context;
    const auto reader = stub_->RestoreBackup(&context, request);
    v1::RestoreBackupResponse response;
    while (reader->Read(&response)) continue;
    return reader->Finish();
  }
  grpc::Status Delete(const std::string& environment, uint32_t id) {
    v1::DeleteBackupRequest request;
    request.set_environment_id(environment);
    request.set_backup_id(id);
    v1::DeleteBackupResponse response;
    grpc::ClientContext context;
    return stub_->DeleteBackup(&context, request, &response);
  }

  const std::string folder_ = testing::TempDir() + "/real_engine_backups_test";
  FixedClock clock_{kNowSeconds * 1'000'000};
  Metrics metrics_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<GrpcServer> server_;
  std::unique_ptr<v1::BackupService::Stub> stub_;
};

TEST_F(RealEngineBackupsTest, MakesListsVerifiesRestoresAndDeletes) {
  v1::Backup backup;
  std::vector<v1::BackupProgress> steps;
  ASSERT_TRUE(Create("SHOP", &backup, &steps).ok());
  EXPECT_EQ(backup.environment_id(), "shop");
  EXPECT_EQ(backup.backup_id(), 1u);
  EXPECT_EQ(backup.created_at().seconds(), kNowSeconds);
  EXPECT_GE(backup.sequence(), 1u);
  EXPECT_GT(backup.bytes(), 0u);
  EXPECT_GT(backup.files(), 2u);
  ASSERT_FALSE(steps.empty());
  ASSERT_TRUE(Create("shop").ok());
  ASSERT_EQ(List("").size(), 2u);
  EXPECT_EQ(List("shop")[0].SerializeAsString(), backup.SerializeAsString());
  v1::BackupProgress last;
  EXPECT_TRUE(Verify("shop", 1, &last).ok());
  EXPECT_EQ(last.bytes_total(), backup.bytes());
  EXPECT_EQ(last.bytes_done(), backup.bytes());
  EXPECT_TRUE(Restore("shop", 1, "Copy").ok());
  EXPECT_THAT(engine_->ListEnvironments().value(), ElementsAre("copy", "shop"));
  EXPECT_EQ(engine_->Find("copy").value()->Statistics().sequence, backup.sequence());
  EXPECT_TRUE(Delete("shop", 1).ok());
  EXPECT_EQ(List("shop").size(), 1u);
}

TEST_F(RealEngineBackupsTest, WhatCannotBeDoneSaysWhy) {
  ASSERT_TRUE(Create("shop").ok());
  const auto expect = [](const grpc::Status& status, grpc::StatusCode code, const std::string& reason,
                         const std::string& text) {
    EXPECT_EQ(status.error_code(), code) << status.error_message();
    EXPECT_EQ(ReadDetails(status).info.reason(), reason);
    EXPECT_THAT(status.error_message(), HasSubstr(text));
  };
  expect(Create(""), grpc::StatusCode::INVALID_ARGUMENT, "MISSING_FIELD", "environment_id");
  expect(Create("none"), grpc::StatusCode::NOT_FOUND, "ENVIRONMENT_NOT_FOUND", "none");
  expect(Verify("shop", 2), grpc::StatusCode::NOT_FOUND, "BACKUP_NOT_FOUND", "no backup 2");
  expect(Verify("a/b", 2), grpc::StatusCode::INVALID_ARGUMENT, "INVALID_ENVIRONMENT_ID", "");
  expect(Delete("shop", 2), grpc::StatusCode::NOT_FOUND, "BACKUP_NOT_FOUND", "there are 1");
  expect(Restore("shop", 2, "copy"), grpc::StatusCode::NOT_FOUND, "BACKUP_NOT_FOUND", "no backup 2");
  expect(Restore("shop", 1, ""), grpc::StatusCode::ALREADY_EXISTS, "ENVIRONMENT_EXISTS", "'shop' exists already");
  std::filesystem::resize_file(folder_ + "/data/backups/shop/files/1-CURRENT", 1);
  expect(Verify("shop", 1), grpc::StatusCode::DATA_LOSS, "BACKUP_DAMAGED", "1-CURRENT is damaged");
  expect(Restore("shop", 1, "copy"), grpc::StatusCode::DATA_LOSS, "BACKUP_DAMAGED", "1-CURRENT is damaged");
  std::filesystem::resize_file(folder_ + "/data/backups/shop/backups/000001", 10);
  ASSERT_EQ(List("shop").size(), 1u);
  EXPECT_THAT(List("shop")[0].damage(), HasSubstr("000001 is damaged"));
  EXPECT_FALSE(List("shop")[0].has_created_at());
}

TEST_F(RealEngineBackupsTest, WhoeverGoesAwayEndsTheWork) {
  v1::CreateBackupRequest request;
  request.set_environment_id("shop");
  grpc::ClientContext context;
  const auto reader = stub_->CreateBackup(&context, request);
  context.TryCancel();
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  server_->Drain(absl::InfiniteDuration());
  // Either it was made before the word came, or nothing is left of it.
  const std::vector<BackupInfo> backups = engine_->backups()->List("").value();
  for (const BackupInfo& backup : backups) EXPECT_TRUE(engine_->backups()->Verify("shop", backup.id, nullptr).ok());
  const std::string files = folder_ + "/data/backups/shop/files";
  if (backups.empty() && std::filesystem::exists(files)) {
    EXPECT_TRUE(std::filesystem::is_empty(files));
  }
}

TEST_F(RealEngineBackupsTest, AServerInMemoryHasNone) {
  server_.reset();
  Start("");
  ASSERT_TRUE(engine_->CreateEnvironment("shop").ok());
  EXPECT_TRUE(List("").empty());
  EXPECT_EQ(Create("shop").error_code(), grpc::StatusCode::FAILED_PRECONDITION);
}

}  // namespace
}  // namespace onhand
