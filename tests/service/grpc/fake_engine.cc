#include "tests/service/grpc/fake_engine.h"

#include <chrono>

namespace onhand {
namespace {

constexpr std::chrono::seconds kPatience(10);

template <typename Condition>
bool WaitUntil(Mutex* mutex, CondVar* changed, Condition condition) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    changed->WaitFor(mutex, std::chrono::milliseconds(50));
  }
  return true;
}

}  // namespace

bool FakeEnvironment::Release(absl::Status status) {
  Waiting oldest;
  {
    MutexLock lock(&mutex_);
    if (!WaitUntil(&mutex_, &changed_, [this]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return !waiting_.empty(); })) {
      return false;
    }
    oldest = std::move(waiting_.front());
    waiting_.pop_front();
  }
  std::vector<Outcome> outcomes(status.ok() ? oldest.events : 0);
  std::move(oldest.done)({std::move(status), std::move(outcomes)});
  return true;
}

void FakeEnvironment::ReleaseAll() {
  std::deque<Waiting> waiting;
  {
    MutexLock lock(&mutex_);
    held_ = false;
    waiting.swap(waiting_);
  }
  for (Waiting& w : waiting) std::move(w.done)({absl::OkStatus(), std::vector<Outcome>(w.events)});
}

std::vector<std::string> FakeEnvironment::submitted_ids() const {
  MutexLock lock(&mutex_);
  return ids_;
}

int FakeEnvironment::submission_count() const {
  MutexLock lock(&mutex_);
  return submissions_;
}

bool FakeEnvironment::WaitForSubmissions(int count) {
  MutexLock lock(&mutex_);
  return WaitUntil(&mutex_, &changed_,
                   [this, count]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return submissions_ >= count; });
}

bool FakeEnvironment::last_caller_system() const {
  MutexLock lock(&mutex_);
  return caller_system_;
}

void FakeEnvironment::SubmitChanges(absl::Span<const ChangeEvent> events, Caller caller, Completion done) {
  std::vector<std::string> ids;
  for (const ChangeEvent& event : events) ids.emplace_back(event.id);
  Take(std::move(ids), caller, std::move(done));
}

void FakeEnvironment::SubmitSetOnHand(std::string_view, absl::Span<const SetEvent> events, Caller caller,
                                      Completion done) {
  std::vector<std::string> ids;
  for (const SetEvent& event : events) ids.emplace_back(event.event.id);
  Take(std::move(ids), caller, std::move(done));
}

void FakeEnvironment::Take(std::vector<std::string> ids, Caller caller, Completion done) {
  const size_t events = ids.size();
  {
    MutexLock lock(&mutex_);
    ++submissions_;
    caller_system_ = caller.system_role;
    ids_.insert(ids_.end(), ids.begin(), ids.end());
    changed_.SignalAll();
    if (held_) {
      waiting_.push_back({events, std::move(done)});
      return;
    }
  }
  std::move(done)({submit_status, std::vector<Outcome>(submit_status.ok() ? events : 0)});
}

}  // namespace onhand
