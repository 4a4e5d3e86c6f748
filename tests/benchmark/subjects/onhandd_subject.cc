#include "tests/benchmark/subjects/onhandd_subject.h"

#include <string_view>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/benchmark/subjects/engine_subject.h"
#include "tests/benchmark/subjects/grpc_session.h"
#include "tests/benchmark/subjects/rest_connection.h"
#include "tests/benchmark/subjects/rest_session.h"

namespace onhand::benchmark {

absl::StatusOr<std::unique_ptr<Session>> OpenWireSession(Wire wire, const OnhanddProcess& server,
                                                         const NameTable* names, uint64_t run) {
  if (wire == Wire::kGrpc) return NewGrpcSession(server.grpc_address(), kBenchmarkEnvironment, names, run);
  absl::StatusOr<std::unique_ptr<RestConnection>> connection = RestConnection::Connect(server.http_port());
  if (!connection.ok()) return connection.status();
  return std::make_unique<RestSession>(*std::move(connection), kBenchmarkEnvironment, names, run);
}

std::string OnhanddSubject::description() const {
  return absl::StrCat("onhandd over ", wire_ == Wire::kGrpc ? "gRPC" : "HTTP/1.1 and JSON",
                      " on loopback, a connection for each caller, every post synced");
}

absl::Status OnhanddSubject::Prepare(const Dataset& dataset, uint64_t run) {
  run_ = run;
  names_ = std::make_unique<NameTable>(dataset);
  server_.reset();
  SubjectOptions data = options_;
  data.dir += "/data";
  const EngineOptions engine = BenchmarkEngineOptions(data);
  {
    const std::unique_ptr<Subject> rows =
        NewEngineSubject({.engine = engine, .configuration = BenchmarkConfiguration(options_)});
    if (absl::Status status = rows->Prepare(dataset, run); !status.ok()) return status;
    if (absl::Status status = rows->Drain(); !status.ok()) return status;
  }
  absl::StatusOr<std::unique_ptr<OnhanddProcess>> server = OnhanddProcess::Start(
      "service/onhandd",
      {"--auth=off", "--data_dir=" + engine.data_dir, absl::StrCat("--block_cache=", engine.block_cache_bytes >> 20),
       absl::StrCat("--write_buffer=", engine.write_buffer_bytes >> 20),
       absl::StrCat("--row_cache=", engine.row_cache_bytes >> 20),
       absl::StrCat("--write_back=", engine.write_back_bytes >> 20)},
      options_.dir + "/onhandd.log");
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  // The others made their rows themselves and have them in memory.
  return AuditOverGrpc(server_->grpc_address(), kBenchmarkEnvironment, *names_).status();
}

absl::StatusOr<std::unique_ptr<Session>> OnhanddSubject::OpenSession() {
  if (server_ == nullptr) return absl::FailedPreconditionError("Prepare comes first");
  return OpenWireSession(wire_, *server_, names_.get(), run_);
}

absl::StatusOr<double> OnhanddSubject::Metric(const std::string& metric) const {
  absl::StatusOr<std::unique_ptr<RestConnection>> connection = RestConnection::Connect(server_->http_port());
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<std::string_view> page = (*connection)->Get("/metrics");
  if (!page.ok()) return page.status();
  double sum = 0;
  bool found = false;
  for (const absl::string_view line : absl::StrSplit(absl::string_view(page->data(), page->size()), '\n')) {
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(line, absl::MaxSplits(' ', 1));
    double value = 0;
    if (parts.first.substr(0, parts.first.find('{')) != metric || !absl::SimpleAtod(parts.second, &value)) continue;
    sum += value;
    found = true;
  }
  if (!found) return absl::InternalError(absl::StrCat("/metrics has no ", metric));
  return sum;
}

absl::Status OnhanddSubject::Drain() {
  const bool by_location = !options_.by_product;
  if (absl::Status status = WriteBackOverGrpc(server_->grpc_address(), kBenchmarkEnvironment, by_location);
      !status.ok()) {
    return status;
  }
  while (true) {
    const absl::StatusOr<double> running = Metric("onhand_running_compactions");
    if (!running.ok()) return running.status();
    if (*running == 0) return absl::OkStatus();
    absl::SleepFor(absl::Milliseconds(5));
  }
}

absl::StatusOr<Totals> OnhanddSubject::Audit() {
  absl::StatusOr<Totals> totals = AuditOverGrpc(server_->grpc_address(), kBenchmarkEnvironment, *names_);
  if (!totals.ok()) return totals;
  const absl::StatusOr<double> events = Metric("onhand_commit_events_sum");
  if (!events.ok()) return events.status();
  totals->events = static_cast<int64_t>(*events);
  return totals;
}

void AddOnhanddSubjects(SubjectRegistry* registry) {
  for (const Wire wire : {Wire::kGrpc, Wire::kRest}) {
    registry->Add({.name = wire == Wire::kGrpc ? "onhand-grpc" : "onhand-rest",
                   .family = "onhand",
                   .help = wire == Wire::kGrpc ? "onhandd over gRPC" : "onhandd over HTTP/1.1 and JSON",
                   .make = [wire](const SubjectOptions& options) -> absl::StatusOr<std::unique_ptr<Subject>> {
                     return std::make_unique<OnhanddSubject>(wire, options);
                   }});
  }
}

}  // namespace onhand::benchmark
