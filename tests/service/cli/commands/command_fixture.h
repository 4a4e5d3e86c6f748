// File: command_fixture.h
//
// The whole program in this process; also on an environment "shop", on a data directory and against a server over gRPC.
//
//   using ReserveTest = onhand::cli::CommandTest;
//   INSTANTIATE_TEST_SUITE_P(Ways, ReserveTest, testing::Bool(), onhand::cli::WayName);
//   TEST_P(ReserveTest, …) { EXPECT_EQ(Shop("reserve", {"--organization=usmf", …}).status, kExitOk); }
#ifndef ONHAND_TESTS_SERVICE_CLI_COMMANDS_COMMAND_FIXTURE_H_
#define ONHAND_TESTS_SERVICE_CLI_COMMANDS_COMMAND_FIXTURE_H_

#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "gtest/gtest.h"
#include "service/grpc/grpc_server.h"
#include "service/metrics/metrics.h"

namespace onhand::cli {

struct CommandRun {
  int status = 0;
  std::string out;
  std::string err;
};

// The whole program, with these arguments.
CommandRun RunCommand(const std::vector<std::string>& arguments);

// The parameter: over gRPC.
class CommandTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override;

  // The command, of one word or two, on an environment; there is one, "shop".
  CommandRun In(const std::string& environment, const std::string& command, std::vector<std::string> arguments);
  CommandRun Shop(const std::string& command, std::vector<std::string> arguments);
  // The same at the row of site 1, location 11 of "usmf".
  CommandRun ShopRow(const std::string& command, std::vector<std::string> arguments);
  // Replaces one text of the configuration by another.
  void ChangeConfiguration(const std::string& from, const std::string& to);
  // What `onhand query --json` says of the product.
  std::string Query(const std::string& product);
  // A file with this text.
  std::string Write(const std::string& name, const std::string& text);

 private:
  std::string folder_;
  std::string connection_;
  Metrics metrics_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<GrpcServer> server_;
};

// "Grpc" or "Direct".
std::string WayName(const testing::TestParamInfo<bool>& info);

// What stands between `before` and the next of `until` in the text; "" if it is not there.
std::string Between(const std::string& text, const std::string& before, const std::string& until);

// "2026-02-01": so many days from today, UTC.
std::string DayFromNow(int days);

}  // namespace onhand::cli

#endif  // ONHAND_TESTS_SERVICE_CLI_COMMANDS_COMMAND_FIXTURE_H_
