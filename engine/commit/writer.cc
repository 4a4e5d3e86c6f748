#include "engine/commit/writer.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "storage/base/check.h"
#include "storage/base/failpoint.h"

namespace onhand {
namespace {

// Bounds the memory of a group and the time that its last caller waits for its first.
constexpr size_t kGroupEventsMax = 8192;

uint64_t EstimateBytes(const WriteCall& call) {
  uint64_t bytes = sizeof(WriteCall);
  for (const ValidEvent& event : call.valid) bytes += sizeof(ValidEvent) + event.row_key.size() + event.id.size();
  return bytes;
}

}  // namespace

Writer::Writer(WorkerPool* pool, uint64_t pending_bytes_max, Execute execute)
    : pool_(pool), pending_bytes_max_(pending_bytes_max), execute_(std::move(execute)) {}

Writer::~Writer() {
  MutexLock lock(&mutex_);
  ONHAND_CHECK(queue_.empty() && !led_);
}

bool Writer::Enqueue(WriteCall* call) {
  call->pending_bytes = EstimateBytes(*call);
  // What runs alone is rare and small, and nobody may lock it out by flooding the queue.
  if (call->exclusive == nullptr && pending_bytes_ + call->pending_bytes > pending_bytes_max_ && pending_bytes_ > 0) {
    call->results = EventResults{
        absl::ResourceExhaustedError(absl::StrCat("too many events are waiting to be written (", pending_bytes_,
                                                  " bytes); send them again a little later")),
        {},
        {}};
    return false;
  }
  pending_bytes_ += call->pending_bytes;
  queue_.push_back(call);
  return true;
}

void Writer::Run(WriteCall* call) {
  {
    MutexLock lock(&mutex_);
    if (!Enqueue(call)) return;
    if (!led_) {
      led_ = true;
      Lead(call);
      return;
    }
  }
  if (call->WaitForState() == WriteCall::State::kDone) return;
  MutexLock lock(&mutex_);
  Lead(call);
}

void Writer::Submit(std::unique_ptr<WriteCall> call) {
  {
    MutexLock lock(&mutex_);
    if (Enqueue(call.get())) {
      const bool lead = !led_;
      led_ = true;
      if (!lead || !call->options.may_block) {
        call.release();  // the leader of its group deletes it
        if (lead) pool_->Run([this] { LeadFromPool(); });
        return;
      }
      Lead(call.get());
    }
  }
  // The writer may be gone as soon as this runs.
  std::move(call->done)(std::move(call->results));
}

void Writer::LeadFromPool() {
  MutexLock lock(&mutex_);
  Lead(nullptr);
}

std::vector<WriteCall*> Writer::TakeGroup() {
  std::vector<WriteCall*> group;
  size_t events = 0;
  while (!queue_.empty()) {
    WriteCall* const call = queue_.front();
    const bool alone = call->exclusive != nullptr;
    if (!group.empty() && (alone || events + call->event_count() > kGroupEventsMax)) break;
    queue_.pop_front();
    pending_bytes_ -= call->pending_bytes;
    events += call->event_count();
    group.push_back(call);
    if (alone) break;
  }
  return group;
}

void Writer::Lead(WriteCall* own) {
  bool own_done = false;
  while (own == nullptr ? !queue_.empty() : !own_done) {
    const std::vector<WriteCall*> group = TakeGroup();
    mutex_.Unlock();
    PassFailpoint("writer.group.begin");
    execute_(group);
    for (WriteCall* call : group) {
      if (call == own) {
        own_done = true;
      } else if (call->done != nullptr) {
        std::move(call->done)(std::move(call->results));
        delete call;
      } else {
        call->Become(WriteCall::State::kDone);
      }
      PassFailpoint("writer.call.answered");
    }
    mutex_.Lock();
  }
  HandOn();
}

void Writer::HandOn() {
  if (queue_.empty()) {
    led_ = false;
    idle_.SignalAll();
    return;
  }
  WriteCall* const next = queue_.front();
  if (next->done == nullptr) {
    next->Become(WriteCall::State::kLead);
  } else {
    pool_->Run([this] { LeadFromPool(); });
  }
}

size_t Writer::waiting() {
  MutexLock lock(&mutex_);
  return queue_.size();
}

void Writer::WaitUntilIdle() {
  MutexLock lock(&mutex_);
  while (led_ || !queue_.empty()) idle_.Wait(&mutex_);
}

}  // namespace onhand
