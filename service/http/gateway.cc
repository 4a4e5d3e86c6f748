#include "service/http/gateway.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/model/name.h"
#include "service/http/call.h"
#include "service/http/content_coding.h"
#include "service/http/problem.h"
#include "service/http/router.h"
#include "service/http/target.h"
#include "storage/base/mutex.h"
#include "storage/base/worker_pool.h"

namespace onhand {
namespace {

constexpr size_t kWaitingMax = 1024;            // requests that wait for a worker; more are answered 503
constexpr size_t kInlineBodyBytes = 256 << 10;  // larger bodies are decoded on a worker

std::string BodyTooLarge() {
  return absl::StrCat("The body is larger than ", kBodyBytesMax, " bytes; nothing was applied.");
}

bool InEnvironment(const Route& route) { return route.pattern.starts_with("/api/environment/"); }

// A request that no route takes.
void AnswerUnrouted(HttpCall& call) {
  const HttpRequest& request = call.request();
  const std::vector<std::string_view> methods = AllowedMethods(call.target.segments);
  if (methods.empty()) {
    const std::string path = request.target.substr(0, request.target.find('?'));
    call.Answer(Problem(404, absl::StrCat("Nothing is served at ", path, "; /openapi.json says what is.")));
    return;
  }
  const std::string allow =
      absl::StrJoin(methods, ", ", [](std::string* out, std::string_view method) { out->append(method); });
  if (request.method == "OPTIONS") {
    call.operation = "";
    call.Answer({204, {{"Allow", allow}}, ""});
    return;
  }
  HttpResponse response = Problem(405, absl::StrCat(request.method, " is not served here; ", allow, " are."));
  response.headers.emplace_back("Allow", allow);
  call.Answer(std::move(response));
}

// Decisions T2. False, and the call is answered, if the version is unknown.
bool ReadApiVersion(HttpCall& call) {
  const std::string version(FindHeader(call.request().headers, "Api-Version"));
  call.version_2 = version == "2.0";
  if (version.empty() || version == "1.0" || call.version_2) return true;
  call.Answer(Problem(400, absl::StrCat("Api-Version \"", version, "\" is unknown; 1.0 and 2.0 are served.")));
  return false;
}

// False, and the call is answered, if the body cannot be decompressed.
bool DecompressBody(HttpCall& call) {
  std::string body;
  switch (Gunzip(call.request().body, kBodyBytesMax, &body)) {
    case InflateResult::kOk:
      call.ReplaceBody(std::move(body));
      return true;
    case InflateResult::kBroken:
      call.Answer(Problem(400, "The body is not gzip, as its Content-Encoding says."));
      return false;
    case InflateResult::kTooLarge:
      call.Answer(Problem(413, BodyTooLarge()));
      return false;
  }
  return false;
}

}  // namespace

struct Gateway::State {
  State(Engine* engine, Metrics* metrics, GatewayOptions options)
      : workers(options.worker_threads, kWaitingMax),
        context{engine, metrics, &workers, Caller{options.system_role}, std::move(options.ready)} {}

  CallPtr NewCall(HttpRequest request, Respond respond);
  // Everything that can be told from the head of the request; then hands it to a handler.
  void Route(const CallPtr& call);
  void Carry(const CallPtr& call, const onhand::Route& route, bool compressed);
  // False, and the call is answered, if there is no such environment or it cannot be opened.
  bool FindEnvironment(HttpCall& call);

  Mutex mutex;
  CondVar changed;
  int calls ABSL_GUARDED_BY(mutex) = 0;  // not yet destroyed
  // Environments that were found before, folded: finding them again is quick enough for the caller's thread.
  absl::flat_hash_set<std::string> found ABSL_GUARDED_BY(mutex);
  WorkerPool workers;
  const GatewayContext context;
};

CallPtr Gateway::State::NewCall(HttpRequest request, Respond respond) {
  bool alone = false;
  {
    MutexLock lock(&mutex);
    alone = ++calls == 1;
  }
  return CallPtr(new HttpCall(std::move(request), std::move(respond), &context, alone), [this](HttpCall* call) {
    delete call;
    MutexLock lock(&mutex);
    if (--calls == 0) changed.SignalAll();
  });
}

bool Gateway::State::FindEnvironment(HttpCall& call) {
  absl::StatusOr<std::shared_ptr<Environment>> environment = context.engine->Find(call.environment_id);
  if (environment.ok()) {
    call.environment = *std::move(environment);
    MutexLock lock(&mutex);
    found.insert(FoldName(call.environment_id));
    return true;
  }
  if (environment.status().code() == absl::StatusCode::kNotFound) {
    call.Answer(Problem(404, absl::StrCat("There is no environment \"", call.environment_id,
                                          "\". Create it with `onhand env create ", call.environment_id,
                                          "`, or start onhandd with --create_environment=", call.environment_id, ".")));
  } else {
    call.Answer(ProblemOfStatus(environment.status()));
  }
  return false;
}

void Gateway::State::Carry(const CallPtr& call, const onhand::Route& route, bool compressed) {
  if (InEnvironment(route) && !FindEnvironment(*call)) return;
  if (compressed && !DecompressBody(*call)) return;
  route.handle(call);
}

void Gateway::State::Route(const CallPtr& call) {
  const HttpRequest& request = call->request();
  std::string error;
  if (request.method == "OPTIONS" && request.target == "*") {
    call->operation = "";
    call->Answer({204, {{"Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS"}}, ""});
    return;
  }
  if (!ParseTarget(request.target, &call->target, &error)) {
    call->Answer(Problem(400, error));
    return;
  }
  RouteMatch match = MatchRoute(request.method, call->target.segments);
  if (match.route == nullptr) {
    AnswerUnrouted(*call);
    return;
  }
  const onhand::Route& route = *match.route;
  call->operation = route.operation;
  call->environment_id = std::move(match.environment_id);
  call->inventory_system = std::move(match.inventory_system);
  call->job_id = std::move(match.job_id);
  if (!ReadApiVersion(*call)) return;
  if (request.body.size() > kBodyBytesMax) {
    call->Answer(Problem(413, BodyTooLarge()));
    return;
  }
  const std::string coding(FindHeader(request.headers, "Content-Encoding"));
  const bool compressed = absl::EqualsIgnoreCase(coding, "gzip") || absl::EqualsIgnoreCase(coding, "x-gzip");
  if (!compressed && !coding.empty() && !absl::EqualsIgnoreCase(coding, "identity")) {
    HttpResponse response = Problem(415, absl::StrCat("Content-Encoding \"", coding, "\" is not served; gzip is."));
    response.headers.emplace_back("Accept-Encoding", "gzip");
    call->Answer(std::move(response));
    return;
  }
  bool quick = !route.on_worker && !compressed && request.body.size() <= kInlineBodyBytes;
  if (quick && InEnvironment(route)) {
    MutexLock lock(&mutex);
    quick = found.contains(FoldName(call->environment_id));
  }
  if (quick) {
    Carry(call, route, compressed);
  } else if (!workers.TryRun([this, call, &route, compressed] { Carry(call, route, compressed); })) {
    call->Answer(Problem(503, "Too many requests wait already; nothing was applied. Try again shortly."));
  }
}

Gateway::Gateway(Engine* engine, Metrics* metrics, GatewayOptions options)
    : state_(std::make_unique<State>(engine, metrics, std::move(options))) {}

Gateway::~Gateway() {
  MutexLock lock(&state_->mutex);
  while (state_->calls > 0) state_->changed.Wait(&state_->mutex);
}

void Gateway::Handle(HttpRequest request, Respond respond) {
  state_->Route(state_->NewCall(std::move(request), std::move(respond)));
}

}  // namespace onhand
