#include "tests/benchmark/subjects/onhandd_process.h"

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "tests/benchmark/subjects/tree_file.h"

namespace onhand::benchmark {

absl::StatusOr<std::unique_ptr<OnhanddProcess>> OnhanddProcess::Start(const std::string& program,
                                                                      const std::vector<std::string>& flags,
                                                                      const std::string& log_path) {
  const absl::StatusOr<std::string> path = FindInTree(program);
  if (!path.ok()) return path.status();
  std::vector<std::string> arguments = {*path, "--http_listen=127.0.0.1:0", "--grpc_listen=127.0.0.1:0"};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  absl::StatusOr<std::unique_ptr<PeerProcess>> process =
      PeerProcess::Start({.arguments = arguments, .log_path = log_path, .read_output = true});
  if (!process.ok()) return process.status();
  std::unique_ptr<OnhanddProcess> server(new OnhanddProcess(*std::move(process)));
  const absl::StatusOr<std::string> ready = server->process_->ReadLine(absl::Minutes(1));
  if (!ready.ok()) return ready.status();
  char grpc[100] = "";
  if (std::sscanf(ready->c_str(), "listening http=127.0.0.1:%d grpc=%99s", &server->http_port_, grpc) != 2) {
    return absl::UnavailableError(absl::StrCat(program, " said \"", *ready, "\" where it should be ready"));
  }
  server->grpc_address_ = grpc;
  return server;
}

}  // namespace onhand::benchmark
