// `onhand backup …` in this process: on a data directory and against a server.
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/cli/commands/command.h"
#include "service/grpc/grpc_server.h"
#include "service/metrics/metrics.h"
#include "tests/service/cli/commands/command_fixture.h"

namespace onhand::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

class BackupCommandsTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    folder_ = std::string(getenv("TEST_TMPDIR")) + "/backups-XXXXXX";
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
    if (OverGrpc()) {
      EngineOptions options;
      options.data_dir = folder_ + "/data";
      options.backup_dir = folder_ + "/backups";
      engine_ = Engine::Open(options).value();
      server_ = GrpcServer::Start({}, engine_.get(), &metrics_).value();
      connection_ = {absl::StrCat("--server=127.0.0.1:", server_->port())};
    } else {
      connection_ = {"--data_dir=" + folder_ + "/data"};
    }
    ASSERT_EQ(Run({"env", "create", "shop"}).status, kExitOk);
    if (!OverGrpc()) connection_.push_back("--backup_dir=" + folder_ + "/backups");
  }
  void TearDown() override {
    server_.reset();
    engine_.reset();
    std::filesystem::remove_all(folder_);
  }

  static bool OverGrpc() { return GetParam(); }

  CommandRun Run(std::vector<std::string> arguments) {
    for (const std::string& flag : connection_) {
      if (arguments[0] == "backup" || flag.rfind("--backup_dir", 0) != 0) arguments.push_back(flag);
    }
    return RunCommand(arguments);
  }

  std::string folder_;
  Metrics metrics_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<GrpcServer> server_;
  std::vector<std::string> connection_;
};

TEST_P(BackupCommandsTest, MakesListsVerifiesRestoresAndDeletes) {
  CommandRun run = Run({"backup", "create", "--environment=shop", "--quiet"});
  ASSERT_EQ(run.status, kExitOk) << run.err;
  EXPECT_THAT(run.out, MatchesRegex("shop: backup 1, up to record [0-9,]+, [0-9,]+ bytes in [0-9]+ files\n"));
  EXPECT_EQ(run.err, "");
  run = Run({"backup", "create", "--environment=shop", "--json", "--quiet"});
  EXPECT_THAT(run.out, StartsWith("{\"environment\":\"shop\",\"id\":2,\"createdAt\":\"20"));
  run = Run({"backup", "list"});
  ASSERT_EQ(run.status, kExitOk) << run.err;
  EXPECT_THAT(run.out, StartsWith("environment  id  taken"));
  EXPECT_THAT(run.out, Not(HasSubstr("damage")));
  EXPECT_THAT(run.out, HasSubstr("\nshop          2  20"));
  run = Run({"backup", "list", "--environment=shop", "--json"});
  EXPECT_THAT(run.out, MatchesRegex("\\[\\{.*\"id\":1,.*\\},\\{.*\"id\":2,.*\"files\":[0-9]+\\}\\]\n"));
  run = Run({"backup", "verify", "--environment=shop", "--quiet"});
  EXPECT_EQ(run.status, kExitOk) << run.err;
  EXPECT_EQ(run.out, "shop: backup 1 is whole\nshop: backup 2 is whole\n");
  run = Run({"backup", "restore", "--environment=shop", "--id=2", "--target=copy", "--quiet"});
  EXPECT_EQ(run.status, kExitOk) << run.err;
  EXPECT_EQ(run.out, "copy: made from backup 2 of shop\n");
  EXPECT_EQ(Run({"env", "list"}).out, "copy\nshop\n");
  run = Run({"backup", "delete", "--environment=shop", "--id=1"});
  EXPECT_EQ(run.out, "shop: backup 1 deleted\n");
  EXPECT_EQ(Run({"env", "delete", "shop", "--yes"}).status, kExitOk);
  EXPECT_EQ(Run({"backup", "restore", "--environment=shop", "--id=2", "--quiet"}).status, kExitOk);
  EXPECT_EQ(Run({"env", "list"}).out, "copy\nshop\n");
}

TEST_P(BackupCommandsTest, WhatFailsSaysWhy) {
  ASSERT_EQ(Run({"backup", "create", "--environment=shop", "--quiet"}).status, kExitOk);
  CommandRun run = Run({"backup", "create", "--environment=none", "--quiet"});
  EXPECT_EQ(run.status, kExitFailure);
  EXPECT_THAT(run.err, HasSubstr("onhand backup create: "));
  EXPECT_THAT(run.err, HasSubstr("none"));
  run = Run({"backup", "restore", "--environment=shop", "--id=1", "--quiet"});
  EXPECT_EQ(run.status, kExitFailure);
  EXPECT_THAT(run.err, HasSubstr("environment 'shop' exists already"));
  run = Run({"backup", "restore", "--environment=shop", "--quiet"});
  EXPECT_EQ(run.status, kExitUsage);
  EXPECT_THAT(run.err, HasSubstr("--id=N is required"));
  EXPECT_EQ(Run({"backup", "verify", "--quiet"}).status, kExitUsage);
  run = Run({"backup", "verify", "--environment=other", "--quiet"});
  EXPECT_EQ(run.status, kExitFailure);
  EXPECT_THAT(run.err, HasSubstr("has no backups"));
  std::filesystem::resize_file(folder_ + "/backups/shop/files/1-CURRENT", 1);
  run = Run({"backup", "verify", "--environment=shop", "--quiet"});
  EXPECT_EQ(run.status, kExitFindings);
  EXPECT_THAT(run.err, HasSubstr("1-CURRENT is damaged"));
  std::filesystem::resize_file(folder_ + "/backups/shop/backups/000001", 1);
  run = Run({"backup", "list"});
  EXPECT_EQ(run.status, kExitOk);
  EXPECT_THAT(run.out, HasSubstr("000001 is damaged"));
  EXPECT_EQ(Run({"backup", "delete", "--environment=shop", "--id=1"}).status, kExitOk);
}

TEST_P(BackupCommandsTest, ProgressGoesToTheStandardError) {
  const CommandRun run = Run({"backup", "create", "--environment=shop"});
  EXPECT_EQ(run.status, kExitOk) << run.err;
  EXPECT_THAT(run.out, StartsWith("shop: backup 1"));
}

INSTANTIATE_TEST_SUITE_P(Both, BackupCommandsTest, testing::Bool(),
                         [](const auto& info) { return info.param ? "OverGrpc" : "OnADirectory"; });

TEST(BackupCommandsOnceTest, ADirectoryThatAServerHasOpenIsRefused) {
  std::string folder = std::string(getenv("TEST_TMPDIR")) + "/taken-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  EngineOptions options;
  options.data_dir = folder;
  const std::unique_ptr<Engine> engine = Engine::Open(options).value();
  ASSERT_TRUE(engine->CreateEnvironment("shop").ok());
  const CommandRun run = RunCommand({"backup", "create", "--environment=shop", "--data_dir=" + folder});
  EXPECT_EQ(run.status, kExitFailure);
  EXPECT_THAT(run.err, HasSubstr("'shop' is open in this process already"));
  EXPECT_EQ(RunCommand({"backup", "list", "--server=127.0.0.1:1", "--backup_dir=x"}).status, kExitUsage);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace onhand::cli
