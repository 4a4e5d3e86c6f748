#include "engine/job_book.h"

namespace onhand {

std::string_view JobKindName(JobKind kind) {
  switch (kind) {
    case JobKind::kReservationResync:
      return "ReservationResyncJob";
    case JobKind::kLogExtract:
      return "TransactionLogJob";
  }
  return {};
}

std::string_view JobStateName(JobState state) {
  switch (state) {
    case JobState::kQueued:
      return "Queued";
    case JobState::kRunning:
      return "Running";
    case JobState::kCompleted:
      return "Completed";
    case JobState::kFailed:
      return "Failed";
  }
  return {};
}

}  // namespace onhand
