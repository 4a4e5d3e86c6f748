#include "service/server/server.h"

#include <atomic>
#include <memory>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "engine/model/clock.h"
#include "service/grpc/grpc_server.h"
#include "service/http/gateway.h"
#include "service/http/http_server.h"
#include "service/metrics/metrics.h"
#include "service/server/fast_clock.h"

namespace onhand {
namespace {

absl::Status CreateEnvironment(Engine* engine, const std::string& id) {
  const absl::Status created = engine->CreateEnvironment(id);
  if (!created.ok() && !absl::IsAlreadyExists(created)) return created;
  return engine->Find(id).status();
}

absl::Status Because(absl::string_view what, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(what, ": ", status.message()));
}

}  // namespace

struct Server::State {
  explicit State(const ServerOptions& server_options) : options(server_options) {
    if (options.fixed_time_us) {
      clock = std::make_unique<FixedClock>(*options.fixed_time_us);
    } else if (options.clock_speed > 1) {
      clock = std::make_unique<FastClock>(SystemClock(), options.clock_speed);
    }
  }

  const ServerOptions options;
  std::unique_ptr<const Clock> clock;  // nullptr: the system's
  std::atomic<bool> ready = false;
  std::atomic<bool> drained = false;
  // Each uses those above it and is destroyed before them.
  Metrics metrics;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<Gateway> gateway;
  std::unique_ptr<HttpServer> http;
  std::unique_ptr<GrpcServer> grpc;
};

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options) {
  auto state = std::make_unique<State>(options);

  EngineOptions engine_options;
  engine_options.data_dir = options.data_dir;
  engine_options.backup_dir = options.backup_dir;
  engine_options.block_cache_bytes = options.block_cache_bytes;
  engine_options.write_buffer_bytes = options.write_buffer_bytes;
  engine_options.row_cache_bytes = options.row_cache_bytes;
  engine_options.write_back_bytes = options.write_back_bytes;
  engine_options.adjustment_push_minutes = options.adjustment_push_minutes;
  engine_options.maintenance_interval_ms = options.maintenance_interval_ms;
  engine_options.log_retention_days = options.log_retention_days;
  engine_options.observer = &state->metrics;
  if (state->clock != nullptr) engine_options.clock = state->clock.get();
  absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(std::move(engine_options));
  if (!engine.ok()) return Because(absl::StrCat("cannot open --data_dir ", options.data_dir), engine.status());
  state->engine = *std::move(engine);
  for (const std::string& id : options.create_environments) {
    const absl::Status status = CreateEnvironment(state->engine.get(), id);
    if (!status.ok()) return Because(absl::StrCat("cannot create or open environment \"", id, "\""), status);
  }

  state->gateway =
      std::make_unique<Gateway>(state->engine.get(), &state->metrics,
                                GatewayOptions{.system_role = options.grant_system,
                                               .ready = [state = state.get()] { return state->ready.load(); }});
  absl::StatusOr<std::unique_ptr<HttpServer>> http =
      HttpServer::Start({.host = options.http_listen.host, .port = options.http_listen.port}, state->gateway.get());
  if (!http.ok()) return Because("--http_listen", http.status());
  state->http = *std::move(http);

  GrpcServerOptions grpc_options;
  grpc_options.host = options.grpc_listen.host;
  grpc_options.port = options.grpc_listen.port;
  grpc_options.system_role = options.grant_system;
  absl::StatusOr<std::unique_ptr<GrpcServer>> grpc =
      GrpcServer::Start(grpc_options, state->engine.get(), &state->metrics);
  if (!grpc.ok()) return Because("--grpc_listen", grpc.status());
  state->grpc = *std::move(grpc);

  state->ready = true;
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() { Drain(absl::ZeroDuration()); }

std::string Server::ReadyLine() const {
  return absl::StrCat("listening http=", FormatListenAddress({state_->options.http_listen.host, state_->http->port()}),
                      " grpc=", FormatListenAddress({state_->options.grpc_listen.host, state_->grpc->port()}));
}

void Server::Drain() { Drain(state_->options.grace_period); }

void Server::Drain(absl::Duration grace) {
  if (state_->drained.exchange(true)) return;
  state_->ready = false;
  std::thread http([this, grace] { state_->http->Drain(grace); });
  state_->grpc->Drain(grace);
  http.join();
}

}  // namespace onhand
