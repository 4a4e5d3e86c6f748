#include "tests/benchmark/subjects/empty_subject.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace onhand::benchmark {

std::string EmptySubject::description() const {
  return absl::StrCat(wire_ == Wire::kGrpc ? "gRPC's callback server" : "onhand's HTTP server",
                      " with a handler that decodes a post, answers a success for each event and keeps nothing");
}

absl::Status EmptySubject::Prepare(const Dataset& dataset, uint64_t run) {
  run_ = run;
  names_ = std::make_unique<NameTable>(dataset);
  server_.reset();
  std::error_code ignored;
  std::filesystem::create_directories(options_.dir, ignored);
  absl::StatusOr<std::unique_ptr<OnhanddProcess>> server =
      OnhanddProcess::Start("tests/benchmark/subjects/empty_server", {}, options_.dir + "/empty_server.log");
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Session>> EmptySubject::OpenSession() {
  if (server_ == nullptr) return absl::FailedPreconditionError("Prepare comes first");
  return OpenWireSession(wire_, *server_, names_.get(), run_);
}

absl::StatusOr<Totals> EmptySubject::Audit() { return absl::UnimplementedError("an empty server keeps no books"); }

void AddEmptySubjects(SubjectRegistry* registry) {
  for (const Wire wire : {Wire::kGrpc, Wire::kRest}) {
    registry->Add({.name = wire == Wire::kGrpc ? "empty-grpc" : "empty-rest",
                   .family = "empty",
                   .help = wire == Wire::kGrpc ? "gRPC's server with an empty handler"
                                               : "onhand's HTTP server with an empty handler",
                   .make = [wire](const SubjectOptions& options) -> absl::StatusOr<std::unique_ptr<Subject>> {
                     return std::make_unique<EmptySubject>(wire, options);
                   }});
  }
}

}  // namespace onhand::benchmark
