#include "service/http/http_server.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "boost/asio/bind_executor.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/post.hpp"
#include "boost/asio/steady_timer.hpp"
#include "boost/asio/strand.hpp"
#include "boost/asio/write.hpp"
#include "boost/beast/core/flat_buffer.hpp"
#include "boost/beast/core/tcp_stream.hpp"
#include "boost/beast/http.hpp"
#include "service/http/problem.h"
#include "storage/base/mutex.h"

namespace onhand {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using net::ip::tcp;

constexpr size_t kFirstReadBytes = 512;       // what an idle connection holds ready
constexpr size_t kLingerBytesMax = 64 << 20;  // read and dropped from a client that is still sending
constexpr absl::Duration kLingerTimeout = absl::Seconds(1);
constexpr absl::Duration kAcceptRetry = absl::Milliseconds(100);

std::chrono::nanoseconds Nanos(absl::Duration duration) { return absl::ToChronoNanoseconds(duration); }

std::string_view View(beast::string_view text) { return {text.data(), text.size()}; }
beast::string_view View(std::string_view text) { return {text.data(), text.size()}; }

std::string HttpDate() { return absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", absl::Now(), absl::UTCTimeZone()); }

HttpRequest ToRequest(http::request<http::string_body>&& message) {
  HttpRequest request;
  request.method = std::string(View(message.method_string()));
  request.target = std::string(View(message.target()));
  request.headers.reserve(8);
  for (const auto& field : message) {
    request.headers.emplace_back(std::string(View(field.name_string())), std::string(View(field.value())));
  }
  request.body = std::move(message.body());
  return request;
}

// What to answer to bytes that are no request; nothing if there is nobody to answer to.
std::optional<HttpResponse> ProblemOfReading(const error_code& error, const HttpServerOptions& options) {
  if (error == http::error::body_limit) {
    return Problem(413,
                   absl::StrCat("The body is larger than ", options.body_bytes_max, " bytes; nothing was applied."));
  }
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return Problem(431, absl::StrCat("The header is larger than ", options.header_bytes_max, " bytes."));
  }
  if (error == http::error::bad_version) return Problem(505, "Only HTTP/1.0 and HTTP/1.1 are served.");
  if (error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
  if (error.category() != http::make_error_code(http::error::bad_method).category()) return std::nullopt;
  return Problem(400, absl::StrCat("This is not an HTTP request: ", error.message(), "."));
}

class Connection;

}  // namespace

// What the server, its threads and its connections share. Lives as long as any of them: an answer may come after the
// server is gone.
struct HttpServerCore {
  HttpServerCore(HttpServerOptions server_options, HttpHandler* request_handler)
      : options(std::move(server_options)), handler(request_handler), acceptor(net::make_strand(io)), retry(io) {}

  static void Accept(const std::shared_ptr<HttpServerCore>& core);

  const HttpServerOptions options;
  HttpHandler* const handler;
  net::io_context io;
  net::executor_work_guard<net::io_context::executor_type> work = net::make_work_guard(io);
  tcp::acceptor acceptor;
  net::steady_timer retry;
  int port = 0;
  std::vector<std::thread> threads;

  Mutex mutex;
  CondVar changed;
  // Those whose socket is open.
  absl::flat_hash_map<Connection*, std::weak_ptr<Connection>> connections ABSL_GUARDED_BY(mutex);
  bool draining ABSL_GUARDED_BY(mutex) = false;
  bool stopped ABSL_GUARDED_BY(mutex) = false;  // nothing may be posted to `io` any more

  bool IsDraining() {
    MutexLock lock(&mutex);
    return draining;
  }
  // Runs `task` on the connection's strand, unless the server has stopped.
  template <typename Executor, typename Task>
  void Post(const Executor& executor, Task task) {
    MutexLock lock(&mutex);
    if (!stopped) net::post(executor, std::move(task));
  }
};

namespace {

// One connection. Everything but the constructor and Respond runs on its strand. It keeps itself alive by the operation
// that is under way.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using CorePtr = std::shared_ptr<HttpServerCore>;

  Connection(CorePtr core, tcp::socket socket) : core_(std::move(core)), stream_(std::move(socket)) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  auto executor() { return stream_.get_executor(); }

  void Start(bool too_many) {
    error_code ignored;
    stream_.socket().set_option(tcp::no_delay(true), ignored);
    if (too_many) {
      keep_alive_ = false;
      Write(Problem(503, "Too many connections are open; try again shortly."));
    } else {
      NextRequest();
    }
  }

  // No further request is taken. `now`: whatever is under way is given up.
  void Drain(bool now) {
    if (now || idle_) Close();
  }

 private:
  void NextRequest() {
    if (core_->IsDraining()) {
      Close();
      return;
    }
    if (buffer_.size() > 0) {  // sent ahead by the client
      ReadHeader();
      return;
    }
    // An idle connection holds no more than a first small buffer.
    buffer_.consume(buffer_.size());
    buffer_.shrink_to_fit();
    idle_ = true;
    stream_.expires_after(Nanos(core_->options.idle_timeout));
    stream_.async_read_some(buffer_.prepare(kFirstReadBytes),
                            [self = shared_from_this()](const error_code& error, size_t bytes) {
                              self->idle_ = false;
                              if (error) {
                                self->Close();
                                return;
                              }
                              self->buffer_.commit(bytes);
                              self->ReadHeader();
                            });
  }

  void ReadHeader() {
    // Empty lines before a request line are to be ignored (RFC 9112, 2.2).
    while (buffer_.size() > 0 && std::strchr("\r\n", *static_cast<const char*>(buffer_.data().data())) != nullptr) {
      buffer_.consume(1);
    }
    if (buffer_.size() == 0) {
      NextRequest();
      return;
    }
    parser_.emplace();
    parser_->body_limit(core_->options.body_bytes_max);
    parser_->header_limit(static_cast<std::uint32_t>(core_->options.header_bytes_max));
    stream_.expires_after(Nanos(core_->options.header_timeout));
    http::async_read_header(stream_, buffer_, *parser_, [self = shared_from_this()](const error_code& error, size_t) {
      if (error) {
        self->RefuseReading(error);
      } else {
        self->OnHeader();
      }
    });
  }

  void OnHeader() {
    head_ = parser_->get().method() == http::verb::head;
    stream_.expires_after(Nanos(core_->options.body_timeout));
    const auto expect = parser_->get()[http::field::expect];
    if (expect.empty() || parser_->get().version() < 11) {
      ReadBody();
    } else if (!beast::iequals(expect, "100-continue")) {
      Refuse(Problem(417, "Only the expectation 100-continue is served."));
    } else {
      static constexpr char kContinue[] = "HTTP/1.1 100 Continue\r\n\r\n";
      net::async_write(stream_, net::buffer(kContinue, sizeof(kContinue) - 1),
                       [self = shared_from_this()](const error_code& error, size_t) {
                         if (error) {
                           self->Close();
                         } else {
                           self->ReadBody();
                         }
                       });
    }
  }

  void ReadBody() {
    http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](const error_code& error, size_t) {
      if (error) {
        self->RefuseReading(error);
      } else {
        self->OnRequest();
      }
    });
  }

  void OnRequest() {
    http::request<http::string_body> message = parser_->release();
    parser_.reset();
    keep_alive_ = message.keep_alive();
    version_ = message.version();
    stream_.expires_never();
    core_->handler->Handle(ToRequest(std::move(message)), [self = shared_from_this()](HttpResponse response) mutable {
      // After the server has stopped this is the last that holds the connection: the core must go after all else.
      const CorePtr core = self->core_;
      const auto executor = self->executor();
      core->Post(executor, [self = std::move(self), response = std::move(response)]() mutable {
        self->Write(std::move(response));
      });
    });
  }

  void RefuseReading(const error_code& error) {
    if (auto problem = ProblemOfReading(error, core_->options)) {
      Refuse(*std::move(problem));
    } else {
      Close();
    }
  }

  // Answers what was not read to its end; the connection cannot go on.
  void Refuse(HttpResponse response) {
    keep_alive_ = false;
    version_ = 11;
    Write(std::move(response));
  }

  void Write(HttpResponse response) {
    if (core_->IsDraining()) keep_alive_ = false;
    http::response<http::string_body>& message = message_.emplace();
    message.version(version_);
    message.result(static_cast<unsigned>(response.status));
    message.reason(View(StatusPhrase(response.status)));
    message.set(http::field::server, "onhand");
    message.set(http::field::date, HttpDate());
    for (const auto& [name, value] : response.headers) message.insert(View(std::string_view(name)), value);
    message.keep_alive(keep_alive_);
    if (response.source != nullptr) {
      message.content_length(response.source->size());
      if (!head_) source_ = std::move(response.source);
    } else {
      if (response.status != 204) message.content_length(response.body.size());
      if (!head_) message.body() = std::move(response.body);
    }
    head_ = false;
    serializer_.emplace(message);
    WriteSome();
  }

  // The timeout is one without progress: a long answer to a slow client is fine.
  void WriteSome() {
    stream_.expires_after(Nanos(core_->options.write_timeout));
    http::async_write_some(stream_, *serializer_, [self = shared_from_this()](const error_code& error, size_t) {
      if (error) {
        self->Close();
      } else if (!self->serializer_->is_done()) {
        self->WriteSome();
      } else {
        self->OnWritten();
      }
    });
  }

  // The next piece of a body that comes in pieces. Waiting for it is not the client's fault and has no timeout.
  void NextPiece() {
    stream_.expires_never();
    source_->Next([self = shared_from_this()](absl::StatusOr<std::string> piece) mutable {
      const CorePtr core = self->core_;
      const auto executor = self->executor();
      core->Post(executor,
                 [self = std::move(self), piece = std::move(piece)]() mutable { self->OnPiece(std::move(piece)); });
    });
  }

  void OnPiece(absl::StatusOr<std::string> piece) {
    // An early end is one that the client can see: fewer bytes than Content-Length says.
    if (!piece.ok() || (piece->empty() && source_bytes_ < source_->size()) || !stream_.socket().is_open()) {
      Close();
      return;
    }
    piece_ = *std::move(piece);
    source_bytes_ += piece_.size();
    WritePiece(0);
  }

  void WritePiece(size_t written) {
    stream_.expires_after(Nanos(core_->options.write_timeout));
    stream_.async_write_some(net::buffer(piece_.data() + written, piece_.size() - written),
                             [self = shared_from_this(), written](const error_code& error, size_t bytes) {
                               if (error) {
                                 self->Close();
                               } else if (written + bytes < self->piece_.size()) {
                                 self->WritePiece(written + bytes);
                               } else {
                                 self->OnWritten();
                               }
                             });
  }

  void OnWritten() {
    serializer_.reset();
    message_.reset();
    if (source_ != nullptr && source_bytes_ < source_->size()) {
      NextPiece();
      return;
    }
    source_.reset();
    source_bytes_ = 0;
    piece_ = {};
    if (keep_alive_) {
      NextRequest();
      return;
    }
    // Closing while the client still sends would reset the connection and lose the answer on its way.
    parser_.reset();
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.expires_after(Nanos(kLingerTimeout));
    Linger();
  }

  void Linger() {
    buffer_.consume(buffer_.size());
    stream_.async_read_some(buffer_.prepare(16 << 10),
                            [self = shared_from_this()](const error_code& error, size_t bytes) {
                              self->lingered_bytes_ += bytes;
                              if (error || self->lingered_bytes_ > kLingerBytesMax) {
                                self->Close();
                              } else {
                                self->Linger();
                              }
                            });
  }

  void Close() {
    source_.reset();
    stream_.close();
    MutexLock lock(&core_->mutex);
    core_->connections.erase(this);
    core_->changed.SignalAll();
  }

  const CorePtr core_;  // first, so that it outlives the stream, which uses its io_context
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<http::response<http::string_body>> message_;
  std::optional<http::response_serializer<http::string_body>> serializer_;
  // Of a body that comes in pieces: what it comes from, the piece that is being written, and the bytes of all so far.
  std::shared_ptr<BodySource> source_;
  std::string piece_;
  uint64_t source_bytes_ = 0;
  size_t lingered_bytes_ = 0;
  unsigned version_ = 11;
  bool keep_alive_ = true;
  bool head_ = false;
  bool idle_ = false;
};

}  // namespace

void HttpServerCore::Accept(const std::shared_ptr<HttpServerCore>& core) {
  core->acceptor.async_accept(net::make_strand(core->io), [core](const error_code& error, tcp::socket socket) {
    if (error == net::error::operation_aborted || !core->acceptor.is_open()) return;
    if (error) {
      // Most likely out of files: existing connections go on, and closing some will help.
      core->retry.expires_after(Nanos(kAcceptRetry));
      core->retry.async_wait(net::bind_executor(core->acceptor.get_executor(), [core](const error_code& cancelled) {
        if (!cancelled && core->acceptor.is_open()) Accept(core);
      }));
      return;
    }
    auto connection = std::make_shared<Connection>(core, std::move(socket));
    bool too_many = false;
    {
      MutexLock lock(&core->mutex);
      too_many = core->connections.size() >= core->options.connections_max;
      core->connections.emplace(connection.get(), connection);
    }
    core->Post(connection->executor(), [connection, too_many] { connection->Start(too_many); });
    Accept(core);
  });
}

namespace {

void RaiseFileLimit() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

absl::Status Listen(const HttpServerOptions& options, HttpServerCore* core) {
  const std::string where = absl::StrCat(options.host, ":", options.port);
  error_code error;
  tcp::endpoint endpoint;
  const net::ip::address address = net::ip::make_address(options.host, error);
  if (!error) {
    endpoint = tcp::endpoint(address, static_cast<unsigned short>(options.port));
  } else {
    tcp::resolver resolver(core->io);
    const auto found = resolver.resolve(options.host, std::to_string(options.port), error);
    if (error || found.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("cannot listen on ", where, ": no such host"));
    }
    endpoint = found.begin()->endpoint();
  }
  core->acceptor.open(endpoint.protocol(), error);
  if (!error) core->acceptor.set_option(net::socket_base::reuse_address(true), error);
  if (!error) core->acceptor.bind(endpoint, error);
  if (!error) core->acceptor.listen(net::socket_base::max_listen_connections, error);
  if (error) return absl::UnavailableError(absl::StrCat("cannot listen on ", where, ": ", error.message()));
  core->port = core->acceptor.local_endpoint().port();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(HttpServerOptions options, HttpHandler* handler) {
  if (options.port < 0 || options.port > 65535) {
    return absl::InvalidArgumentError(absl::StrCat("port ", options.port, " is not between 0 and 65535"));
  }
  if (options.threads < 1) return absl::InvalidArgumentError("an HTTP server needs at least one thread");
  RaiseFileLimit();
  auto core = std::make_shared<HttpServerCore>(std::move(options), handler);
  if (absl::Status status = Listen(core->options, core.get()); !status.ok()) return status;
  HttpServerCore::Accept(core);
  for (int i = 0; i < core->options.threads; ++i) {
    core->threads.emplace_back([core = core.get()] { core->io.run(); });
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(core)));
}

HttpServer::HttpServer(std::shared_ptr<HttpServerCore> core) : core_(std::move(core)) {}

HttpServer::~HttpServer() { Drain(absl::ZeroDuration()); }

int HttpServer::port() const { return core_->port; }

size_t HttpServer::connection_count() const {
  MutexLock lock(&core_->mutex);
  return core_->connections.size();
}

void HttpServer::Drain(absl::Duration grace) {
  const auto drain_all = [this](bool now) {
    std::vector<std::shared_ptr<Connection>> open;
    {
      MutexLock lock(&core_->mutex);
      for (const auto& [pointer, weak] : core_->connections) {
        if (auto connection = weak.lock()) open.push_back(std::move(connection));
      }
    }
    for (const auto& connection : open) {
      core_->Post(connection->executor(), [connection, now] { connection->Drain(now); });
    }
  };
  {
    MutexLock lock(&core_->mutex);
    if (core_->draining) return;
    core_->draining = true;
  }
  // In this order: a client whose idle connection is closed may connect again at once, and must not get in.
  core_->Post(core_->acceptor.get_executor(), [core = core_, drain_all] {
    error_code ignored;
    core->acceptor.close(ignored);
    core->retry.cancel();
    drain_all(/*now=*/false);
  });
  const absl::Time deadline = absl::Now() + grace;
  {
    MutexLock lock(&core_->mutex);
    while (!core_->connections.empty()) {
      const absl::Duration left = deadline - absl::Now();
      if (left <= absl::ZeroDuration()) break;
      core_->changed.WaitFor(&core_->mutex, absl::ToChronoMicroseconds(std::min(left, absl::Seconds(1))));
    }
  }
  drain_all(/*now=*/true);
  {
    MutexLock lock(&core_->mutex);
    while (!core_->connections.empty()) core_->changed.Wait(&core_->mutex);
    core_->stopped = true;
  }
  // Nothing is open and nothing new comes: the threads run out of work.
  core_->work.reset();
  for (std::thread& thread : core_->threads) thread.join();
}

}  // namespace onhand
