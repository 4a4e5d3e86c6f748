#include "service/metrics/metrics.h"

#include <string>
#include <thread>
#include <vector>

#include "engine/engine.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace onhand {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Metrics, CountsAndTimesRequests) {
  Metrics metrics;
  metrics.RecordRequest("http", "post_changes", "ok", 0.002);
  metrics.RecordRequest("http", "post_changes", "ok", 20);
  metrics.RecordRequest("grpc", "post_changes", "failed", 0.2);
  metrics.RecordEvents("post_changes", "OK", 512);
  metrics.RecordEvents("post_changes", "OK", 1);
  metrics.RecordEvents("set_on_hand", "ID_REUSED", 2);
  const std::string text = metrics.Render(nullptr);
  for (const char* line :
       {"onhand_requests_total{operation=\"post_changes\",protocol=\"http\",result=\"ok\"} 2\n",
        "onhand_requests_total{operation=\"post_changes\",protocol=\"grpc\",result=\"failed\"} 1\n",
        "onhand_request_seconds_bucket{operation=\"post_changes\",protocol=\"http\",le=\"0.0025\"} 1\n",
        "onhand_request_seconds_bucket{operation=\"post_changes\",protocol=\"http\",le=\"10\"} 1\n",
        "onhand_request_seconds_bucket{operation=\"post_changes\",protocol=\"http\",le=\"+Inf\"} 2\n",
        "onhand_events_total{operation=\"post_changes\",outcome=\"OK\"} 513\n",
        "onhand_events_total{operation=\"set_on_hand\",outcome=\"ID_REUSED\"} 2\n", "# HELP onhand_commit_seconds ",
        "# TYPE onhand_commit_events histogram\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
  EXPECT_THAT(text, Not(HasSubstr("onhand_rows")));
}

TEST(Metrics, MeasuresCommits) {
  Metrics metrics;
  metrics.OnCommit({.environment = "shop", .calls = 3, .events = 600, .commit_us = 40});
  metrics.OnCommit({.environment = "shop", .calls = 1, .events = 1, .commit_us = 3'000});
  const std::string text = metrics.Render(nullptr);
  for (const char* line :
       {"onhand_commit_events_sum 601\n", "onhand_commit_calls_sum 4\n", "onhand_commit_calls_count 2\n",
        "onhand_commit_seconds_bucket{le=\"0.0001\"} 1\n", "onhand_commit_seconds_bucket{le=\"0.005\"} 2\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(Metrics, ShowsEveryOpenEnvironment) {
  Metrics metrics;
  EngineOptions options;
  options.observer = &metrics;
  auto engine = Engine::Open(std::move(options)).value();
  ASSERT_TRUE(engine->CreateEnvironment("Shop").ok());
  ASSERT_TRUE(engine->CreateEnvironment("b").ok());
  ASSERT_TRUE(engine->Find("shop").ok());
  ASSERT_TRUE(engine->Find("b").ok());
  const std::string text = metrics.Render(engine.get());
  EXPECT_THAT(text, HasSubstr("onhand_environments_open 2\n"));
  for (const char* name :
       {"onhand_sequence", "onhand_rows", "onhand_disk_bytes", "onhand_memtable_bytes",
        "onhand_pending_compaction_bytes", "onhand_running_compactions", "onhand_receipt_reads_total",
        "onhand_receipt_reads_past_filter_total", "onhand_write_stopped"}) {
    EXPECT_THAT(text, HasSubstr(std::string(name) + "{environment=\"shop\"} "));
    EXPECT_THAT(text, HasSubstr(std::string(name) + "{environment=\"b\"} "));
  }
}

TEST(Metrics, IsThreadSafe) {
  Metrics metrics;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&metrics] {
      for (int i = 0; i < 1000; ++i) {
        metrics.RecordRequest("http", i % 2 == 0 ? "a" : "b", "ok", 0.001);
        metrics.RecordEvents("a", "OK", 1);
        metrics.OnCommit({.environment = "e", .calls = 1, .events = 1, .commit_us = 1});
        if (i % 100 == 0) metrics.Render(nullptr);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(metrics.Render(nullptr), HasSubstr("onhand_events_total{operation=\"a\",outcome=\"OK\"} 4000\n"));
}

}  // namespace
}  // namespace onhand
