// File: fake_engine.h
//
// An engine that does what a test tells it: holds calls back, fails them, answers what it was given. For tests of what
// the service does around the engine.
#ifndef ONHAND_TESTS_SERVICE_GRPC_FAKE_ENGINE_H_
#define ONHAND_TESTS_SERVICE_GRPC_FAKE_ENGINE_H_

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "storage/base/check.h"
#include "storage/base/mutex.h"

namespace onhand {

// Thread-safe but for the members that a test sets before its first call.
class FakeEnvironment : public Environment {
 public:
  ~FakeEnvironment() override { ReleaseAll(); }

  // Submissions wait for Release while it is held.
  void Hold() {
    MutexLock lock(&mutex_);
    held_ = true;
  }
  // Completes the oldest waiting submission; waits for one. False after 10 seconds.
  bool Release(absl::Status status = absl::OkStatus());
  // And holds no more.
  void ReleaseAll();
  // Ids of all events in the order of submission.
  std::vector<std::string> submitted_ids() const;
  int submission_count() const;
  // Waits until there were that many. False after 10 seconds.
  bool WaitForSubmissions(int count);
  // What the last one was: "change", "set", "reserve", "unreserve", "extend", "allocate", "unallocate", "reallocate",
  // "consume", "schedule", "adjust"; an empty one with allocations is an "allocate".
  std::string last_kind() const;
  std::string last_inventory_system() const;
  CallOptions last_options() const;

  // Of every submission that is not held.
  absl::Status submit_status;
  std::vector<Issue> issues;      // not empty: it is refused as a whole
  std::vector<Outcome> outcomes;  // of its events; empty: they all succeed

  absl::StatusOr<QueryAnswer> answer = QueryAnswer();
  absl::StatusOr<AllocationAnswer> allocation_answer = AllocationAnswer();
  absl::StatusOr<Explanation> explanation = Explanation();
  AdjustmentBook* adjustment_book = nullptr;  // what adjustments() is; not owned
  JobBook* job_book = nullptr;                // what jobs() is; not owned
  ProductCatalog* product_catalog = nullptr;  // what products() is; not owned
  std::function<void()> on_query;
  absl::StatusOr<ConfigurationResult> replaced = ConfigurationResult{{}, 2};
  absl::Status clean_up_status;

  const std::string& id() const override { return id_; }
  EventResults Apply(const EventBatch&, const CallOptions&) override { return {absl::UnimplementedError(""), {}, {}}; }
  void Submit(const EventBatch& batch, const CallOptions& options, Completion done) override;
  absl::StatusOr<QueryAnswer> Query(const IndexQuery&) override { return AnswerQuery(); }
  absl::StatusOr<QueryAnswer> Query(const ExactQuery&) override { return AnswerQuery(); }
  absl::StatusOr<AllocationAnswer> Query(const AllocationQuery&) override { return allocation_answer; }
  absl::StatusOr<Explanation> Explain(const ExplainQuery&) override { return explanation; }
  std::shared_ptr<const ConfigurationVersion> configuration() const override {
    return std::make_shared<ConfigurationVersion>();
  }
  absl::StatusOr<ConfigurationResult> ReplaceConfiguration(Configuration) override { return replaced; }
  absl::StatusOr<std::vector<std::string>> ListPartitions() override { return std::vector<std::string>{"p1", "p2"}; }
  absl::Status CleanUpPartitions(absl::Span<const std::string>) override { return clean_up_status; }
  absl::Status RunMaintenance() override { return absl::OkStatus(); }
  absl::StatusOr<AuditReport> Audit(const AuditOptions&) override { return AuditReport(); }
  AdjustmentBook& adjustments() override {
    ONHAND_CHECK(adjustment_book != nullptr);
    return *adjustment_book;
  }
  JobBook& jobs() override {
    ONHAND_CHECK(job_book != nullptr);
    return *job_book;
  }
  ProductCatalog& products() override {
    ONHAND_CHECK(product_catalog != nullptr);
    return *product_catalog;
  }
  EnvironmentStatistics Statistics() override { return {}; }

 private:
  // What a batch is and holds.
  struct Batch {
    std::string kind;
    std::string inventory_system;
    std::vector<std::string> ids;
  };
  struct Waiting {
    size_t events;
    Completion done;
  };

  static Batch Describe(const EventBatch& batch);
  absl::StatusOr<QueryAnswer> AnswerQuery() {
    if (on_query) on_query();
    return answer;
  }

  const std::string id_ = "shop";
  mutable Mutex mutex_;
  CondVar changed_;
  bool held_ ABSL_GUARDED_BY(mutex_) = false;
  CallOptions options_ ABSL_GUARDED_BY(mutex_);
  Batch last_ ABSL_GUARDED_BY(mutex_);
  std::deque<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> ids_ ABSL_GUARDED_BY(mutex_);
  int submissions_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Knows one environment, "shop".
class FakeEngine : public Engine {
 public:
  std::shared_ptr<FakeEnvironment> shop = std::make_shared<FakeEnvironment>();
  std::function<void()> on_find;  // runs in every Find
  absl::Status find_status;       // of "shop"

  absl::Status CreateEnvironment(std::string_view) override { return absl::OkStatus(); }
  absl::Status DeleteEnvironment(std::string_view) override { return absl::OkStatus(); }
  absl::StatusOr<std::vector<std::string>> ListEnvironments() const override {
    return std::vector<std::string>{"shop"};
  }
  absl::StatusOr<std::shared_ptr<Environment>> Find(std::string_view id) override {
    if (on_find) on_find();
    if (id != "shop") return absl::NotFoundError("There is no such environment.");
    if (!find_status.ok()) return find_status;
    return std::shared_ptr<Environment>(shop);
  }
  std::vector<std::shared_ptr<Environment>> OpenEnvironments() const override { return {shop}; }
};

}  // namespace onhand

#endif  // ONHAND_TESTS_SERVICE_GRPC_FAKE_ENGINE_H_
