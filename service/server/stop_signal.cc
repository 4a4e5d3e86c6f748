#include "service/server/stop_signal.h"

#include <pthread.h>
#include <signal.h>

#include "storage/base/check.h"

namespace onhand {
namespace {

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

void HoldStopSignals() {
  const sigset_t signals = StopSignals();
  ONHAND_CHECK(pthread_sigmask(SIG_BLOCK, &signals, nullptr) == 0);
  // A shell that starts it in the background leaves SIGINT ignored; sigwait would then never see it.
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  signal(SIGPIPE, SIG_IGN);
}

int WaitForStopSignal() {
  const sigset_t signals = StopSignals();
  int received = 0;
  ONHAND_CHECK(sigwait(&signals, &received) == 0);
  // Threads inherited the mask; letting the signals through in this one is enough for their default action.
  ONHAND_CHECK(pthread_sigmask(SIG_UNBLOCK, &signals, nullptr) == 0);
  return received;
}

}  // namespace onhand
