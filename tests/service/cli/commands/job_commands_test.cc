// `onhand jobs …` in this process: on a data directory and against a server.
#include <stdlib.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "engine/engine.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/cli/commands/command.h"
#include "service/grpc/grpc_server.h"
#include "service/metrics/metrics.h"

namespace onhand::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

struct Result {
  int status = 0;
  std::string out;
  std::string err;
};

class JobCommandsTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    folder_ = std::string(getenv("TEST_TMPDIR")) + "/jobs-XXXXXX";
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
    if (OverGrpc()) {
      engine_ = Engine::Open({}).value();
      server_ = GrpcServer::Start({}, engine_.get(), &metrics_).value();
      connection_ = absl::StrCat("--server=127.0.0.1:", server_->port());
    } else {
      connection_ = "--data_dir=" + folder_ + "/data";
    }
    ASSERT_EQ(Run({"env", "create", "shop"}).status, kExitOk);
  }

  static bool OverGrpc() { return GetParam(); }

  Result Run(std::vector<std::string> arguments) {
    arguments.push_back(connection_);
    if (arguments[0] != "env") arguments.push_back("--environment=shop");
    std::ostringstream out;
    std::ostringstream err;
    Result result;
    result.status = RunProgram(arguments, {out, err});
    result.out = out.str();
    result.err = err.str();
    return result;
  }
  void PostSale(const std::string& id, const std::string& product) {
    const Result run = Run({"post", "--organization=usmf", "--product=" + product, "--dimension=siteId=1",
                            "--dimension=locationId=11", "--id=" + id, "--quantity=pos.outbound=3"});
    ASSERT_EQ(run.status, kExitOk) << run.err;
  }
  static std::vector<std::string> Today() {
    const absl::Time now = absl::Now();
    const auto day = [](absl::Time time) { return absl::FormatTime("%Y/%m/%d", time, absl::UTCTimeZone()); };
    return {"jobs",
            "extract-log",
            "--organization=usmf",
            "--from=" + day(now - absl::Hours(24)),
            "--to=" + day(now + absl::Hours(24)),
            "--quiet"};
  }
  static std::string Read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }
  // The id in what a start printed.
  static std::string IdIn(const std::string& text) {
    const size_t begin = text.find("Job:");
    const size_t name = text.find_last_of("\" \n", begin);
    return text.substr(name == std::string::npos ? 0 : name + 1,
                       text.find_first_of("\" \n", begin) - (name == std::string::npos ? 0 : name + 1));
  }

  std::string folder_;
  std::string connection_;
  Metrics metrics_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<GrpcServer> server_;
};

INSTANTIATE_TEST_SUITE_P(Ways, JobCommandsTest, testing::Bool(),
                         [](const auto& info) { return info.param ? "Grpc" : "Direct"; });

TEST_P(JobCommandsTest, AnExtractIsSaved) {
  PostSale("s1", "T-shirt");
  PostSale("s2", "Bike");
  std::vector<std::string> arguments = Today();
  const std::string path = folder_ + "/log.csv";
  arguments.push_back("--out=" + path);
  const Result run = Run(arguments);
  EXPECT_EQ(run.status, kExitOk) << run.err;
  EXPECT_THAT(run.out, AllOf(StartsWith("job       TransactionLogJob:"), HasSubstr("status    Completed (100%)"),
                             HasSubstr("message   2 lines of 2 events.")));
  const std::string file = Read(path);
  EXPECT_THAT(file, AllOf(StartsWith("sequence,committedAt,"), HasSubstr(",change,s1,usmf,T-shirt,1,11,"),
                          HasSubstr(",change,s2,usmf,Bike,1,11,")));

  const std::string id = IdIn(run.out);
  const std::string again = folder_ + "/again.csv";
  const Result fetch = Run({"jobs", "fetch", id, "--out=" + again, "--quiet", "--json"});
  EXPECT_EQ(fetch.status, kExitOk) << fetch.err;
  EXPECT_EQ(fetch.out, absl::StrCat("{\"file\":\"", again, "\",\"bytes\":", file.size(), "}\n"));
  EXPECT_EQ(Read(again), file);

  arguments = Today();
  arguments.insert(arguments.end(), {"--product=Bike", "--site=1", "--location=11", "--wait", "--json"});
  EXPECT_THAT(Run(arguments).out, HasSubstr("\"message\":\"1 line of 1 event.\""));
}

TEST_P(JobCommandsTest, StartWaitShowList) {
  const Result start = Run({"jobs", "resync", "--data_source=POS", "--quiet"});
  ASSERT_EQ(start.status, kExitOk) << start.err;
  const std::string id = IdIn(start.out);
  EXPECT_THAT(id, MatchesRegex("ReservationResyncJob:[0-9a-f-]+"));
  const Result wait = Run({"jobs", "wait", id, "--quiet", "--give_up_after_s=20"});
  EXPECT_EQ(wait.status, kExitOk) << wait.err;
  EXPECT_THAT(wait.out, HasSubstr("status    Completed (100%)\nmessage   Dropped 0 ended holds"));
  EXPECT_EQ(Run({"jobs", "show", id}).out, wait.out);
  EXPECT_THAT(Run({"jobs", "show", id, "--json"}).out,
              StartsWith("{\"jobId\":\"" + id + "\",\"status\":\"Completed\",\"progress\":100,\"message\":\"Dropped"));
  EXPECT_THAT(Run({"jobs", "list"}).out, AllOf(StartsWith("job "), HasSubstr(id), HasSubstr("Completed")));
  EXPECT_THAT(Run({"jobs", "list", "--json"}).out, AllOf(StartsWith("[{\"jobId\":"), HasSubstr(id)));
  EXPECT_EQ(Run({"jobs", "fetch", id}).status, kExitFailure);
  EXPECT_THAT(Run({"jobs", "fetch", id}).err, HasSubstr("is Completed and has no file"));
  EXPECT_EQ(Run({"jobs", "delete", id}).out, id + ": deleted\n");
  const Result gone = Run({"jobs", "show", id});
  EXPECT_EQ(gone.status, kExitFailure);
  EXPECT_THAT(gone.err, HasSubstr("there is no job '" + id + "'"));
  EXPECT_EQ(Run({"jobs", "wait", id, "--quiet"}).status, kExitFailure);
  EXPECT_EQ(Run({"jobs", "delete", id}).status, kExitFailure);
  EXPECT_EQ(Run({"jobs", "list", "--json"}).out, "[]\n");
}

TEST_P(JobCommandsTest, Refusals) {
  const Result source = Run({"jobs", "resync", "--data_source=nobody"});
  EXPECT_EQ(source.status, kExitFailure);
  EXPECT_THAT(source.err, AllOf(HasSubstr("the job was not started"), HasSubstr("'nobody' is not configured")));
  const Result date = Run({"jobs", "extract-log", "--organization=usmf", "--from=soon", "--to=2024-01-01"});
  EXPECT_EQ(date.status, kExitUsage);
  EXPECT_THAT(date.err, HasSubstr("--from takes a date like 2023-08-23"));
  const Result range = Run({"jobs", "extract-log", "--organization=usmf", "--from=2024-01-02", "--to=2024-01-01"});
  EXPECT_EQ(range.status, kExitFailure);
  EXPECT_THAT(range.err, HasSubstr("UtcToDate lies before UtcFromDate"));
  EXPECT_EQ(Run({"jobs", "extract-log", "--organization=usmf"}).status, kExitUsage);
  EXPECT_EQ(Run({"jobs", "show"}).status, kExitUsage);
}

}  // namespace
}  // namespace onhand::cli
