// Every *.scenario file below this folder, in memory and on disk.
//
//   bazel run --config=test //tests/scenarios:scenario_test -- --rewrite
//
// writes what comes out into the files instead; read the diff before you keep it.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/support/engine_client.h"
#include "tests/support/scenario_file.h"
#include "tests/support/scenario_run.h"

namespace onhand {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<fs::path> ScenarioFiles() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator("tests/scenarios")) {
    if (entry.path().extension() == ".scenario") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// "vectors/tv_01_change_events" -> "vectors_tv_01_change_events".
std::string NameOf(const fs::path& path) {
  std::string name = path.lexically_relative("tests/scenarios").replace_extension("").string();
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

class Scenario : public testing::Test {
 public:
  Scenario(fs::path file, bool on_disk) : file_(std::move(file)), on_disk_(on_disk) {}

  void TestBody() override {
    const auto cases = ParseScenario(ReadFile(file_));
    ASSERT_TRUE(cases.ok()) << file_ << ": " << cases.status();
    ASSERT_EQ(FormatScenario(*cases), ReadFile(file_)) << "a rewrite would change more than the output";
    const fs::path directory = fs::path(testing::TempDir()) / NameOf(file_);
    fs::remove_all(directory);
    auto client = EngineClient::Open(on_disk_ ? directory.string() : "");
    ASSERT_TRUE(client.ok()) << client.status();
    const std::string differences = RunScenario(*cases, client->get());
    EXPECT_TRUE(differences.empty()) << file_ << "\n" << differences;
    client->reset();  // closes its files
    fs::remove_all(directory);
  }

 private:
  const fs::path file_;
  const bool on_disk_;
};

int Rewrite() {
  for (const fs::path& file : ScenarioFiles()) {
    auto cases = ParseScenario(ReadFile(file));
    if (!cases.ok()) {
      std::fprintf(stderr, "%s: %s\n", file.c_str(), std::string(cases.status().message()).c_str());
      return 1;
    }
    const auto client = EngineClient::Open("");
    if (!client.ok()) return 1;
    ScenarioRun run(client->get());
    for (ScenarioCase& scenario : *cases) scenario.expected = run.Run(scenario);
    // Bazel hands out links; the file behind is the one in the source tree.
    std::ofstream(fs::canonical(file), std::ios::binary) << FormatScenario(*cases);
    std::printf("wrote %s\n", fs::canonical(file).c_str());
  }
  return 0;
}

}  // namespace
}  // namespace onhand

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc > 1 && std::string(argv[1]) == "--rewrite") return onhand::Rewrite();
  for (const auto& file : onhand::ScenarioFiles()) {
    for (const bool on_disk : {false, true}) {
      testing::RegisterTest(on_disk ? "OnDisk" : "InMemory", onhand::NameOf(file).c_str(), nullptr, nullptr, __FILE__,
                            __LINE__,
                            [file, on_disk]() -> testing::Test* { return new onhand::Scenario(file, on_disk); });
    }
  }
  return RUN_ALL_TESTS();
}
