#include "tests/end_to_end/launch.h"

#include <signal.h>

namespace onhand {

std::unique_ptr<ServerProcess> Launch(const std::string& data_dir, const std::vector<std::string>& flags) {
  std::vector<std::string> all = {"--data_dir=" + data_dir, "--http_listen=127.0.0.1:0", "--grpc_listen=127.0.0.1:0",
                                  "--auth=off"};
  all.insert(all.end(), flags.begin(), flags.end());
  auto server = std::make_unique<ServerProcess>(all);
  return server->WaitUntilReady() ? std::move(server) : nullptr;
}

void Kill(ServerProcess* server) {
  server->Signal(SIGKILL);
  server->Wait();
}

int Stop(ServerProcess* server) {
  server->Signal(SIGTERM);
  return server->Wait();
}

}  // namespace onhand
