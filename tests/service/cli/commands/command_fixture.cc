#include "tests/service/cli/commands/command_fixture.h"

#include <stdlib.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "service/cli/commands/command.h"

namespace onhand::cli {

CommandRun RunCommand(const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  CommandRun run;
  run.status = RunProgram(arguments, {out, err});
  run.out = out.str();
  run.err = err.str();
  return run;
}

void CommandTest::SetUp() {
  folder_ = std::string(getenv("TEST_TMPDIR")) + "/command-XXXXXX";
  ASSERT_NE(mkdtemp(folder_.data()), nullptr);
  if (GetParam()) {
    engine_ = Engine::Open({}).value();
    server_ = GrpcServer::Start({}, engine_.get(), &metrics_).value();
    connection_ = absl::StrCat("--server=127.0.0.1:", server_->port());
  } else {
    connection_ = "--data_dir=" + folder_ + "/data";
  }
  ASSERT_EQ(RunCommand({"env", "create", "shop", connection_}).status, kExitOk);
}

CommandRun CommandTest::In(const std::string& environment, const std::string& command,
                           std::vector<std::string> arguments) {
  std::vector<std::string> whole = absl::StrSplit(command, ' ');
  whole.insert(whole.end(), {"--environment=" + environment, connection_});
  whole.insert(whole.end(), arguments.begin(), arguments.end());
  return RunCommand(whole);
}

CommandRun CommandTest::Shop(const std::string& command, std::vector<std::string> arguments) {
  return In("shop", command, std::move(arguments));
}

CommandRun CommandTest::ShopRow(const std::string& command, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"--organization=usmf", "--dimension=siteId=1", "--dimension=locationId=11"});
  return Shop(command, std::move(arguments));
}

void CommandTest::ChangeConfiguration(const std::string& from, const std::string& to) {
  std::string document = RunCommand({"config", "get", "--environment=shop", connection_}).out;
  const size_t at = document.find(from);
  ASSERT_NE(at, std::string::npos) << document;
  document.replace(at, from.size(), to);
  const CommandRun set =
      RunCommand({"config", "set", Write("changed.json", document), "--environment=shop", connection_});
  ASSERT_EQ(set.status, kExitOk) << set.err;
}

std::string CommandTest::Query(const std::string& product) {
  return Shop("query", {"--organization=usmf", "--product=" + product, "--json"}).out;
}

std::string CommandTest::Write(const std::string& name, const std::string& text) {
  const std::string path = folder_ + "/" + name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

std::string WayName(const testing::TestParamInfo<bool>& info) { return info.param ? "Grpc" : "Direct"; }

std::string Between(const std::string& text, const std::string& before, const std::string& until) {
  const size_t at = text.find(before);
  if (at == std::string::npos) return "";
  const size_t begin = at + before.size();
  return text.substr(begin, text.find_first_of(until, begin) - begin);
}

std::string DayFromNow(int days) {
  return absl::FormatTime("%Y-%m-%d", absl::Now() + absl::Hours(24 * days), absl::UTCTimeZone());
}

}  // namespace onhand::cli
