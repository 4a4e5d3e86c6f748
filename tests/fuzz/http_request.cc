// REST from its outermost bytes: requests as a text, answered by the gateway on an engine in memory. The text is that
// of an `.http` file: a request line without its version, headers, a blank line, the body; `###` on a line of its own
// stands between requests. Whatever they say: each is answered, never as a failure of the server; an answer that says
// it is JSON is JSON; what is refused changes nothing; events that succeeded succeed in the same words when they are
// sent again, and change nothing; and in the end all books add up.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "engine/engine.h"
#include "engine/model/name.h"
#include "service/http/content_coding.h"
#include "service/http/gateway.h"
#include "service/http/http_message.h"
#include "service/json/json_reader.h"
#include "service/metrics/metrics.h"
#include "storage/base/check.h"
#include "tests/fuzz/shop.h"

namespace onhand {
namespace {

constexpr int kRequestsMax = 12;

// One for the whole process; what a run changes lies in the environment alone.
struct Server {
  fuzz::Shop shop;
  Metrics metrics;
  Gateway gateway{shop.engine(), &metrics, {}};
};

bool Contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// Takes off the text up to `end`, and `end` itself; all of it if that is not there.
std::string_view Take(std::string_view end, std::string_view* text) {
  const size_t at = text->find(end);
  const std::string_view taken = text->substr(0, at);
  text->remove_prefix(at == std::string_view::npos ? text->size() : at + end.size());
  return taken;
}

HttpRequest ParseRequest(std::string_view text) {
  HttpRequest request;
  std::string_view line = Take("\n", &text);
  request.method = Take(" ", &line);
  request.target = line;
  while (!text.empty()) {
    line = Take("\n", &text);
    if (line.empty()) break;
    const std::string_view name = Take(": ", &line);
    request.headers.emplace_back(name, line);
  }
  request.body = text;
  return request;
}

HttpResponse Send(Server& server, const HttpRequest& request) {
  std::promise<HttpResponse> promise;
  server.gateway.Handle(request, [&promise](HttpResponse response) { promise.set_value(std::move(response)); });
  return promise.get_future().get();
}

// The whole body, as it was before it was compressed.
std::string PlainBody(const HttpResponse& response) {
  std::string body = response.body;
  while (response.source != nullptr && body.size() < response.source->size()) {
    std::promise<absl::StatusOr<std::string>> promise;
    response.source->Next([&promise](absl::StatusOr<std::string> piece) { promise.set_value(std::move(piece)); });
    const absl::StatusOr<std::string> piece = promise.get_future().get();
    ONHAND_CHECK(piece.ok() && !piece->empty());
    body += *piece;
  }
  if (FindHeader(response.headers, "Content-Encoding").empty()) return body;
  std::string plain;
  ONHAND_CHECK(Gunzip(body, size_t{64} << 20, &plain) == InflateResult::kOk);
  return plain;
}

void CheckForm(const HttpResponse& response, const std::string& body) {
  if (response.status >= 500) std::fprintf(stderr, "status %d: %s\n", response.status, body.c_str());
  ONHAND_CHECK(response.status >= 200 && response.status < 500);
  const std::string_view type = FindHeader(response.headers, "Content-Type");
  if (!Contains(type, "json") || body.empty()) return;
  JsonError error;
  if (JsonDocument::Read(body, {}, &error) == nullptr) {
    std::fprintf(stderr, "%s\n%s\n", error.message.c_str(), body.c_str());
    ONHAND_CHECK(false && "an answer is not JSON");
  }
}

// Events, all of which were applied.
bool AllSucceeded(const HttpRequest& request, const HttpResponse& response, const std::string& body) {
  return request.method == "POST" && response.status == 200 && Contains(body, "\"processingStatus\":\"success\"") &&
         !Contains(body, "\"failure\"") && !Contains(body, "artial") && !Contains(request.target, "tatus");
}

void Run(std::string_view text) {
  static auto* const server = new Server();
  const std::shared_ptr<Environment> environment = server->shop.Fresh();
  bool jobs = false;  // run by themselves from then on
  for (int i = 0; i < kRequestsMax && !text.empty(); ++i) {
    const HttpRequest request = ParseRequest(Take("\n###\n", &text));
    const uint64_t before = environment->Statistics().sequence;
    const HttpResponse response = Send(*server, request);
    const std::string body = PlainBody(response);
    CheckForm(response, body);
    jobs |= Contains(FoldName(request.target), "job") || Contains(FoldName(request.target), "logtrans") ||
            Contains(request.target, "%");
    if (jobs) continue;
    const uint64_t after = environment->Statistics().sequence;
    if (response.status >= 400) ONHAND_CHECK(after == before);
    if (!AllSucceeded(request, response, body)) continue;
    ONHAND_CHECK(PlainBody(Send(*server, request)) == body);
    ONHAND_CHECK(environment->Statistics().sequence == after);
  }
  server->shop.CheckAll();
}

}  // namespace
}  // namespace onhand

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  onhand::Run(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
