#include "tests/service/grpc/fake_engine.h"

#include <chrono>
#include <iterator>
#include <variant>

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
  std::move(oldest.done)({std::move(status), {}, std::move(outcomes)});
  return true;
}

void FakeEnvironment::ReleaseAll() {
  std::deque<Waiting> waiting;
  {
    MutexLock lock(&mutex_);
    held_ = false;
    waiting.swap(waiting_);
  }
  for (Waiting& w : waiting) std::move(w.done)({absl::OkStatus(), {}, std::vector<Outcome>(w.events)});
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

std::string FakeEnvironment::last_kind() const {
  MutexLock lock(&mutex_);
  return last_.kind;
}

std::string FakeEnvironment::last_inventory_system() const {
  MutexLock lock(&mutex_);
  return last_.inventory_system;
}

CallOptions FakeEnvironment::last_options() const {
  MutexLock lock(&mutex_);
  return options_;
}

FakeEnvironment::Batch FakeEnvironment::Describe(const EventBatch& batch) {
  static constexpr const char* kKinds[] = {"change", "set", "reserve", "unreserve", "extend", "", "schedule", "adjust"};
  static constexpr const char* kOperations[] = {"allocate", "unallocate", "reallocate", "consume"};
  static_assert(std::variant_size_v<EventBatch> == std::size(kKinds));
  Batch described;
  described.kind = kKinds[batch.index()];
  std::visit(
      [&described](const auto& kind) {
        const auto take = [&described](const auto& events) {
          for (const EventKey& event : events) described.ids.emplace_back(event.id);
        };
        if constexpr (requires { kind.events; }) {
          take(kind.events);
        } else {
          take(kind);
        }
        if constexpr (requires { kind.inventory_system; }) {
          described.inventory_system = std::string(kind.inventory_system);
        }
        if constexpr (requires { kind.front().operation; }) {
          described.kind = kOperations[kind.empty() ? 0 : static_cast<int>(kind.front().operation)];
        }
      },
      batch);
  return described;
}

void FakeEnvironment::Submit(const EventBatch& batch, const CallOptions& options, Completion done) {
  Batch described = Describe(batch);
  const size_t events = described.ids.size();
  {
    MutexLock lock(&mutex_);
    ++submissions_;
    options_ = options;
    ids_.insert(ids_.end(), described.ids.begin(), described.ids.end());
    last_ = std::move(described);
    changed_.SignalAll();
    if (held_) {
      waiting_.push_back({events, std::move(done)});
      return;
    }
  }
  EventResults results{submit_status, issues, {}};
  if (results.answered()) results.outcomes = outcomes.empty() ? std::vector<Outcome>(events) : outcomes;
  std::move(done)(std::move(results));
}

}  // namespace onhand
