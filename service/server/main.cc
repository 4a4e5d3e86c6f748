// onhandd, the inventory server. service/server/server_flags.cc has its flags.

#include <signal.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "service/flags/flag_set.h"
#include "service/server/server.h"
#include "service/server/server_flags.h"
#include "service/server/stop_signal.h"
#include "service/version.h"

namespace {

constexpr int kExitCannotStart = 1;
constexpr int kExitWrongFlags = 2;

// One line whatever the message holds.
int Fail(const absl::Status& status, int exit_status) {
  std::string line = absl::StrCat("onhandd: ", status.message());
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::fprintf(stderr, "%s\n", line.c_str());
  return exit_status;
}

}  // namespace

int main(int argc, char** argv) {
  onhand::HoldStopSignals();
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (onhand::FlagSet::Has(arguments, "help")) {
    std::fputs(onhand::ServerHelp().c_str(), stdout);
    return 0;
  }
  if (onhand::FlagSet::Has(arguments, "version")) {
    std::printf("onhandd %s\n", onhand::kVersion);
    return 0;
  }
  const absl::StatusOr<onhand::ServerOptions> options = onhand::ParseServerFlags(arguments);
  if (!options.ok()) return Fail(options.status(), kExitWrongFlags);

  absl::StatusOr<std::unique_ptr<onhand::Server>> server = onhand::Server::Start(*options);
  if (!server.ok()) return Fail(server.status(), kExitCannotStart);
  std::printf("%s\n", (*server)->ReadyLine().c_str());
  std::fflush(stdout);

  const int signal_number = onhand::WaitForStopSignal();
  std::fprintf(stderr, "onhandd: %s: finishing calls in flight; a second signal ends at once\n",
               signal_number == SIGINT ? "SIGINT" : "SIGTERM");
  (*server)->Drain();
  server->reset();
  std::fputs("onhandd: stopped\n", stderr);
  return 0;
}
