// onhand, the command line. service/cli/commands/program.cc has its commands.

#include <signal.h>

#include <iostream>
#include <string>
#include <vector>

#include "service/cli/commands/command.h"

int main(int argc, char** argv) {
  // `onhand … | head` ends by a failed write, which is reported, not by a signal.
  signal(SIGPIPE, SIG_IGN);
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const int status = onhand::cli::RunProgram(arguments, {std::cout, std::cerr});
  std::cout.flush();
  return status;
}
