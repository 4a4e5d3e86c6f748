// The stories and vectors of tests/scenarios against a real server, each over REST and over gRPC. A scenario that moves
// the clock or reopens has a server of its own, which is started anew for it; the others share one.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/end_to_end/server_client.h"
#include "tests/support/scenario_file.h"
#include "tests/support/scenario_run.h"

namespace onhand {
namespace {

namespace fs = std::filesystem;

constexpr char kStart[] = "2026-02-02T08:00:00Z";

TimedServer* server = nullptr;

absl::Time StartTime() {
  absl::Time time;
  std::string error;
  absl::ParseTime(absl::RFC3339_full, kStart, &time, &error);
  return time;
}

std::vector<fs::path> ScenarioFiles() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator("tests/scenarios")) {
    if (entry.path().extension() == ".scenario") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string EnvironmentOf(const std::string& name, bool rest) { return name + (rest ? "-rest" : "-grpc"); }

class OverTheWire : public testing::Test {
 public:
  OverTheWire(fs::path file, bool rest) : file_(std::move(file)), rest_(rest) {}

  void TestBody() override {
    std::ifstream in(file_);
    std::ostringstream text;
    text << in.rdbuf();
    const auto cases = ParseScenario(text.str());
    ASSERT_TRUE(cases.ok()) << cases.status();
    const std::string environment = EnvironmentOf(file_.stem(), rest_);
    if (!Restarts(*cases)) {
      Run(*cases, server, environment);
      return;
    }
    const fs::path data_dir = fs::path(testing::TempDir()) / environment;
    fs::remove_all(data_dir);
    {
      TimedServer own(data_dir.string(), {"--create_environment=" + environment});
      ASSERT_TRUE(own.Start(StartTime()));
      Run(*cases, &own, environment);
    }
    fs::remove_all(data_dir);
  }

 private:
  static bool Restarts(const std::vector<ScenarioCase>& cases) {
    return std::any_of(cases.begin(), cases.end(),
                       [](const ScenarioCase& one) { return one.command[0] == "clock" || one.command[0] == "reopen"; });
  }

  void Run(const std::vector<ScenarioCase>& cases, TimedServer* timed, const std::string& environment) {
    ServerClient client(timed, rest_, environment);
    const std::string differences = RunScenario(cases, &client);
    ASSERT_NE(timed->process(), nullptr) << differences;
    EXPECT_TRUE(differences.empty()) << file_ << "\n" << differences << timed->process()->standard_error();
    ASSERT_TRUE(timed->process()->Running()) << "the server has ended";
  }

  const fs::path file_;
  const bool rest_;
};

// TV-24: how much one call may carry.
class Limits : public testing::Test {
 public:
  explicit Limits(bool rest) : rest_(rest) {}

  void TestBody() override {
    client_ = std::make_unique<ServerClient>(server, rest_, EnvironmentOf("limits", rest_));
    std::vector<ScenarioEvent> events;
    for (int i = 0; i < 513; ++i) {
      events.push_back({.id = std::to_string(i), .organization = "usmf", .product = "p" + std::to_string(i)});
      events.back().dimensions = {{"siteId", "1"}, {"locationId", "11"}};
      events.back().quantities = {{"pos", "inbound", "1"}};
    }
    const auto refused = client_->Post(events);
    EXPECT_TRUE(absl::IsInvalidArgument(refused.status())) << refused.status();
    EXPECT_EQ(RowsOf(Places(1, 1, 1)), 0) << "a refused call applied something";
    events.pop_back();
    const auto applied = client_->Post(events);
    ASSERT_TRUE(applied.ok()) << applied.status();
    ASSERT_EQ(applied->size(), 512u);
    for (const ScenarioOutcome& outcome : *applied) ASSERT_EQ(outcome.code, 200) << outcome.message;
    EXPECT_EQ(RowsOf(Places(1, 1, 1)), 512);

    ScenarioQuery query{.organizations = {"usmf"}};
    for (int i = 0; i < 5000; ++i) query.products.push_back("p" + std::to_string(i));
    EXPECT_EQ(RowsOf(query), 512);
    query.products.push_back("p5000");
    EXPECT_EQ(RowsOf(query), -1);

    ScenarioQuery page = Places(2, 1, 1);
    page.page_number = 1;
    page.page_size = 1;
    EXPECT_EQ(RowsOf(page), 512);
    page.page_number = 0;
    EXPECT_EQ(RowsOf(page), -1);
    page.page_number = 1;
    page.page_size = 0;
    EXPECT_EQ(RowsOf(page), -1);

    EXPECT_EQ(RowsOf(Places(1, 100, 100)), 512);
    EXPECT_EQ(RowsOf(Places(1, 101, 100)), -1);
    EXPECT_EQ(RowsOf(Places(2, 101, 100)), 512);

    ScenarioQuery exact{.exact = true, .organizations = {"usmf"}, .keys = {"siteId", "locationId"}};
    for (int i = 0; i < 10000; ++i) exact.tuples.push_back({"1", std::to_string(i)});
    EXPECT_EQ(RowsOf(exact), 512);
    exact.tuples.push_back({"2", "0"});
    EXPECT_EQ(RowsOf(exact), -1);
  }

 private:
  // Sites 1 … and locations 11 …, all products.
  static ScenarioQuery Places(int version, int sites, int locations) {
    ScenarioQuery query{.version = version, .organizations = {"usmf"}, .filters = {{"siteId", {}}, {"locationId", {}}}};
    for (int i = 0; i < sites; ++i) query.filters[0].second.push_back(std::to_string(1 + i));
    for (int i = 0; i < locations; ++i) query.filters[1].second.push_back(std::to_string(11 + i));
    return query;
  }

  // How many rows the answer has; -1 if the query is refused.
  int64_t RowsOf(const ScenarioQuery& query) {
    const auto answer = client_->Query(query);
    EXPECT_TRUE(answer.ok()) << answer.status();
    if (!answer.ok()) return -2;
    return answer->problems.empty() ? static_cast<int64_t>(answer->rows.size()) : -1;
  }

  const bool rest_;
  std::unique_ptr<ScenarioClient> client_;
};

int Main() {
  std::vector<std::string> flags;
  for (const bool rest : {true, false}) {
    const char* const suite = rest ? "Rest" : "Grpc";
    flags.push_back("--create_environment=" + EnvironmentOf("limits", rest));
    testing::RegisterTest(suite, "tv_24_limits", nullptr, nullptr, __FILE__, __LINE__,
                          [rest]() -> testing::Test* { return new Limits(rest); });
    for (const fs::path& file : ScenarioFiles()) {
      flags.push_back("--create_environment=" + EnvironmentOf(file.stem(), rest));
      testing::RegisterTest(suite, file.stem().c_str(), nullptr, nullptr, __FILE__, __LINE__,
                            [file, rest]() -> testing::Test* { return new OverTheWire(file, rest); });
    }
  }
  const fs::path data_dir = fs::path(testing::TempDir()) / "scenarios";
  fs::remove_all(data_dir);
  TimedServer timed(data_dir.string(), flags);
  if (!timed.Start(StartTime())) return 1;
  server = &timed;
  const int result = RUN_ALL_TESTS();
  fs::remove_all(data_dir);
  return result;
}

}  // namespace
}  // namespace onhand

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  return onhand::Main();
}
