#include "service/grpc/grpc_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "grpc/grpc.h"
#include "grpc/support/log.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "service/grpc/adjustment_service.h"
#include "service/grpc/allocation_service.h"
#include "service/grpc/audit_service.h"
#include "service/grpc/backup_service.h"
#include "service/grpc/call.h"
#include "service/grpc/configuration_service.h"
#include "service/grpc/environment_service.h"
#include "service/grpc/ingest_stream.h"
#include "service/grpc/inventory_service.h"
#include "service/grpc/job_service.h"
#include "service/grpc/malformed_request.h"
#include "service/grpc/product_import_stream.h"
#include "service/grpc/product_service.h"
#include "service/grpc/reservation_service.h"
#include "service/grpc/schedule_service.h"
#include "storage/base/worker_pool.h"

namespace onhand {
namespace {

constexpr int kMessageBytesMax = 8 << 20;
constexpr int kStreamsPerConnectionMax = 1024;
constexpr int kHandshakeTimeoutMs = 10'000;
// A client that vanished without a word is noticed after their sum.
constexpr int kKeepaliveTimeMs = 60'000;
constexpr int kKeepaliveTimeoutMs = 20'000;
constexpr int kClientPingIntervalMinMs = 10'000;
// gRPC's own shutdown lets calls that come meanwhile end as CANCELLED. Before it, clients that call all the time have
// this long to be told in words that the server is stopping.
constexpr std::chrono::milliseconds kTurnAwayFor(200);
// Once the last call has ended, clients have this long to close their connections themselves.
constexpr std::chrono::milliseconds kHangUpAfter(250);
// For ever, as far as clocks go: more would be out of their range.
constexpr absl::Duration kGraceMax = absl::Hours(24 * 365);

// gRPC only says that it could not bind; this says why.
std::string WhyNotBound(const std::string& host, int port) {
  sockaddr_storage storage = {};
  socklen_t length = 0;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
  if (inet_pton(AF_INET, host.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(static_cast<uint16_t>(port));
    length = sizeof(sockaddr_in);
  } else if (inet_pton(AF_INET6, host.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(static_cast<uint16_t>(port));
    length = sizeof(sockaddr_in6);
  } else {
    return "it is no numeric address";
  }
  const int probe = socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (probe < 0) return strerror(errno);
  const bool bound = bind(probe, reinterpret_cast<sockaddr*>(&storage), length) == 0;
  const int error = errno;
  close(probe);
  return bound ? "the socket was refused" : strerror(error);
}

// While it lives, gRPC does not write to stderr what Start is about to report.
class QuietLog {
 public:
  QuietLog() {
    gpr_set_log_function([](gpr_log_func_args*) {});
  }
  ~QuietLog() { gpr_set_log_function(nullptr); }
};

}  // namespace

struct GrpcServer::State {
  State(const GrpcServerOptions& options, Engine* engine, Metrics* metrics)
      : submit_pool(options.submit_threads, options.calls_waiting_max),
        blocking_pool(options.blocking_threads, options.calls_waiting_max),
        inventory(&services, &streams),
        reservations(&services),
        allocation(&services),
        schedules(&services),
        adjustments(&services),
        jobs(&services),
        products(&services, &product_imports),
        configuration(&services),
        environments(&services),
        backups(&services),
        audits(&services) {
    services.engine = engine;
    services.metrics = metrics;
    services.caller.system_role = options.system_role;
    services.submit_pool = &submit_pool;
    services.blocking_pool = &blocking_pool;
    services.answers_max = options.answers_max;
  }

  // In this order: calls use the services, the services the pools. Destroyed the other way round.
  ServiceContext services;
  WorkerPool submit_pool;
  WorkerPool blocking_pool;
  IngestStreams streams;
  ProductImportStreams product_imports;
  InventoryServiceImpl inventory;
  ReservationServiceImpl reservations;
  AllocationServiceImpl allocation;
  ScheduleServiceImpl schedules;
  AdjustmentServiceImpl adjustments;
  JobServiceImpl jobs;
  ProductServiceImpl products;
  ConfigurationServiceImpl configuration;
  EnvironmentServiceImpl environments;
  BackupServiceImpl backups;
  AuditServiceImpl audits;
  int port = 0;
  std::atomic<bool> drained = false;
  std::unique_ptr<grpc::Server> server;
};

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::Start(const GrpcServerOptions& options, Engine* engine,
                                                              Metrics* metrics) {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();

  auto state = std::make_unique<State>(options, engine, metrics);
  const bool v6 = options.host.find(':') != std::string::npos;
  const std::string address =
      v6 ? absl::StrCat("[", options.host, "]:", options.port) : absl::StrCat(options.host, ":", options.port);

  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(kMessageBytesMax);
  // Two servers on one port would share it silently otherwise.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsPerConnectionMax);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveTimeMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kClientPingIntervalMinMs);
  builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &state->port);
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> interceptors;
  interceptors.push_back(MakeMalformedRequestInterceptors());
  builder.experimental().SetInterceptorCreators(std::move(interceptors));
  builder.RegisterService(&state->inventory);
  builder.RegisterService(&state->reservations);
  builder.RegisterService(&state->allocation);
  builder.RegisterService(&state->schedules);
  builder.RegisterService(&state->adjustments);
  builder.RegisterService(&state->jobs);
  builder.RegisterService(&state->products);
  builder.RegisterService(&state->configuration);
  builder.RegisterService(&state->environments);
  builder.RegisterService(&state->backups);
  builder.RegisterService(&state->audits);
  {
    const QuietLog quiet;
    state->server = builder.BuildAndStart();
  }
  if (state->server == nullptr || state->port == 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen for gRPC on ", address, ": ", WhyNotBound(options.host, options.port)));
  }
  grpc::HealthCheckServiceInterface* health = state->server->GetHealthCheckService();
  health->SetServingStatus(v1::InventoryService::service_full_name(), true);
  health->SetServingStatus(v1::ReservationService::service_full_name(), true);
  health->SetServingStatus(v1::AllocationService::service_full_name(), true);
  health->SetServingStatus(v1::ScheduleService::service_full_name(), true);
  health->SetServingStatus(v1::AdjustmentService::service_full_name(), true);
  health->SetServingStatus(v1::JobService::service_full_name(), true);
  health->SetServingStatus(v1::ProductService::service_full_name(), true);
  health->SetServingStatus(v1::ConfigurationService::service_full_name(), true);
  health->SetServingStatus(v1::EnvironmentService::service_full_name(), true);
  health->SetServingStatus(v1::BackupService::service_full_name(), true);
  health->SetServingStatus(v1::AuditService::service_full_name(), true);
  return std::unique_ptr<GrpcServer>(new GrpcServer(std::move(state)));
}

GrpcServer::GrpcServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

GrpcServer::~GrpcServer() { Drain(absl::ZeroDuration()); }

int GrpcServer::port() const { return state_->port; }

void GrpcServer::Drain(absl::Duration grace) {
  if (state_->drained.exchange(true)) return;
  const auto deadline = std::chrono::steady_clock::now() + absl::ToChronoMicroseconds(std::min(grace, kGraceMax));
  state_->server->GetHealthCheckService()->Shutdown();
  state_->services.calls.Close();
  state_->streams.StopAll();
  state_->product_imports.StopAll();
  const bool all_ended = state_->services.calls.WaitUntilNone(deadline);
  std::this_thread::sleep_until(std::min(deadline, std::chrono::steady_clock::now() + kTurnAwayFor));
  // What remains is idle clients and those that watch the health, for whom Shutdown alone would wait the whole grace.
  state_->server->Shutdown(std::chrono::system_clock::now() +
                           (all_ended ? kHangUpAfter : std::chrono::milliseconds(0)));
  state_->server->Wait();
}

}  // namespace onhand
