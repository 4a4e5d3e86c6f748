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
  bool last_caller_system() const;

  absl::Status submit_status;  // of every submission that is not held
  absl::StatusOr<QueryAnswer> answer = QueryAnswer();
  std::function<void()> on_query;
  absl::StatusOr<ConfigurationResult> replaced = ConfigurationResult{{}, 2};
  absl::Status clean_up_status;

  const std::string& id() const override { return id_; }
  EventResults PostChanges(absl::Span<const ChangeEvent>, Caller) override {
    return {absl::UnimplementedError(""), {}};
  }
  EventResults SetOnHand(std::string_view, absl::Span<const SetEvent>, Caller) override {
    return {absl::UnimplementedError(""), {}};
  }
  void SubmitChanges(absl::Span<const ChangeEvent> events, Caller caller, Completion done) override;
  void SubmitSetOnHand(std::string_view inventory_system, absl::Span<const SetEvent> events, Caller caller,
                       Completion done) override;
  absl::StatusOr<QueryAnswer> Query(const IndexQuery&) override { return AnswerQuery(); }
  absl::StatusOr<QueryAnswer> Query(const ExactQuery&) override { return AnswerQuery(); }
  std::shared_ptr<const ConfigurationVersion> configuration() const override {
    return std::make_shared<ConfigurationVersion>();
  }
  absl::StatusOr<ConfigurationResult> ReplaceConfiguration(Configuration) override { return replaced; }
  absl::StatusOr<std::vector<std::string>> ListPartitions() override { return std::vector<std::string>{"p1", "p2"}; }
  absl::Status CleanUpPartitions(absl::Span<const std::string>) override { return clean_up_status; }
  absl::Status RunMaintenance() override { return absl::OkStatus(); }
  EnvironmentStatistics Statistics() override { return {}; }

 private:
  struct Waiting {
    size_t events;
    Completion done;
  };

  void Take(std::vector<std::string> ids, Caller caller, Completion done);
  absl::StatusOr<QueryAnswer> AnswerQuery() {
    if (on_query) on_query();
    return answer;
  }

  const std::string id_ = "shop";
  mutable Mutex mutex_;
  CondVar changed_;
  bool held_ ABSL_GUARDED_BY(mutex_) = false;
  bool caller_system_ ABSL_GUARDED_BY(mutex_) = false;
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
