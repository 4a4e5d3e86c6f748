#include "tests/proof/linearizability/recorder.h"

#include <signal.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "storage/base/mutex.h"
#include "tests/end_to_end/grpc_client.h"
#include "tests/end_to_end/rest_client.h"
#include "tests/proof/kill/stock.h"
#include "tests/proof/linearizability/product_model.h"
#include "tests/proof/support/onhandd_process.h"

namespace onhand::proof {
namespace {

constexpr std::chrono::seconds kEndPatience(60);
const char* const kColors[kRows] = {"red", "blue"};

int64_t NowNs() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// An operation and the product it is on.
struct Request {
  std::string product;
  Operation operation;
};

// Events that somebody sent a moment ago, for somebody else to send again. Thread-safe.
class Board {
 public:
  void Put(const Request& request) {
    MutexLock lock(&mutex_);
    newest_ = request;
  }
  std::optional<Request> newest() {
    MutexLock lock(&mutex_);
    return newest_;
  }
  int64_t NextId() { return ++last_id_; }

 private:
  Mutex mutex_;
  std::optional<Request> newest_ ABSL_GUARDED_BY(mutex_);
  std::atomic<int64_t> last_id_ = 0;
};

// The shared reservation of a row, once anybody has one. Thread-safe.
class Reservations {
 public:
  void Put(const std::string& product, size_t row, const std::string& id) {
    MutexLock lock(&mutex_);
    ids_[{product, row}] = id;
  }
  std::string Find(const std::string& product, size_t row) {
    MutexLock lock(&mutex_);
    const auto found = ids_.find({product, row});
    return found == ids_.end() ? "" : found->second;
  }

 private:
  Mutex mutex_;
  std::map<std::pair<std::string, size_t>, std::string> ids_ ABSL_GUARDED_BY(mutex_);
};

class Client {
 public:
  Client(int number, const RecordingOptions& options, Board* board, Reservations* reservations)
      : number_(number),
        options_(options),
        board_(board),
        reservations_(reservations),
        random_(options.seed * 100 + static_cast<uint64_t>(number)) {}

  // What there is of every product. False: no answer.
  bool AskForAll(ScenarioClient* client);
  // Until the server is gone, or `left` operations are done by all.
  void Run(ScenarioClient* client, std::atomic<int64_t>* left, const std::atomic<bool>& stop);
  // What had no answer ended when the server did, at the latest.
  void ServerEnded(int64_t time_ns);

  bool failed() const { return failed_; }
  const std::string& problem() const { return problem_; }
  const std::map<std::string, History>& products() const { return products_; }
  int64_t unanswered() const { return unanswered_; }

 private:
  Request Next();
  // Asks, and writes down what was asked and answered. False: no answer.
  bool Do(ScenarioClient* client, Request request);
  // False: no answer.
  bool Send(ScenarioClient* client, const Request& request, Answer* answer);
  bool SendEvents(ScenarioClient* client, const Request& request, Answer* answer);
  int64_t Below(int64_t most) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(most)); }

  const int number_;
  const RecordingOptions& options_;
  Board* const board_;
  Reservations* const reservations_;
  std::mt19937_64 random_;
  std::map<std::string, History> products_;
  std::map<std::string, ProductRows> last_seen_;  // by product: what this client saw last
  std::optional<Request> in_flight_;
  std::optional<Request> to_repeat_;
  bool failed_ = false;
  std::string problem_;
  int64_t unanswered_ = 0;
};

Request Client::Next() {
  if (to_repeat_.has_value()) return *std::exchange(to_repeat_, std::nullopt);
  if (Below(25) == 0) {
    if (std::optional<Request> other = board_->newest()) return *std::move(other);
  }
  Request request;
  const int64_t product = Below(2) == 0 ? 0 : Below(options_.products);
  request.product = absl::StrCat("hot-", product);
  Operation& operation = request.operation;
  operation.row = static_cast<size_t>(Below(kRows));
  operation.id = board_->NextId();
  const ProductRows& seen = last_seen_[request.product];
  const int64_t dice = Below(100);
  if (dice < 30) {
    operation.kind = OperationKind::kQuery;
  } else if (dice < 55) {
    operation.kind = OperationKind::kPost;
    operation.amount = Below(5) == 0 ? -1 - Below(3) : 1 + Below(5);
  } else if (dice < 58) {
    operation.kind = OperationKind::kSet;
    operation.amount = seen[operation.row].reserved + Below(20);
  } else if (dice < 66) {
    operation.kind = OperationKind::kCompareAndSet;
    operation.expected = seen[operation.row].inbound;
    operation.amount = operation.expected + Below(7) - 3;
  } else if (dice < 85) {
    operation.kind = OperationKind::kReserve;
    operation.amount = 1 + Below(4);
  } else if (dice < 90) {
    operation.kind = OperationKind::kReserveBoth;
    operation.row = 0;
    operation.amount = 1 + Below(3);
    operation.expected = 1 + Below(3);
  } else if (!reservations_->Find(request.product, operation.row).empty()) {
    operation.kind = OperationKind::kUnreserve;
    operation.amount = 1 + Below(6);
  } else {
    operation.kind = OperationKind::kPost;
    operation.amount = 5;
  }
  if (operation.kind != OperationKind::kQuery && Below(4) == 0) board_->Put(request);
  return request;
}

bool Client::SendEvents(ScenarioClient* client, const Request& request, Answer* answer) {
  const Operation& operation = request.operation;
  ScenarioCall call;
  std::vector<ScenarioEvent> events;
  const auto event_on = [&](size_t row) -> ScenarioEvent& {
    events.push_back(
        EventOn(absl::StrCat("e", operation.id, events.empty() ? "" : "b"), request.product, kColors[row]));
    return events.back();
  };
  const std::string amount = absl::StrCat(operation.amount);
  switch (operation.kind) {
    case OperationKind::kPost:
      event_on(operation.row).quantities = {{"pos", "inbound", amount}};
      break;
    case OperationKind::kCompareAndSet:
    case OperationKind::kSet: {
      call = {.kind = ScenarioKind::kSet, .inventory_system = "pos"};
      ScenarioEvent& event = event_on(operation.row);
      event.quantities = {{"pos", "inbound", amount}};
      if (operation.kind == OperationKind::kCompareAndSet) {
        event.expected = {{"pos", "inbound", absl::StrCat(operation.expected)}};
      }
      break;
    }
    case OperationKind::kReserve:
      call.kind = ScenarioKind::kReserve;
      event_on(operation.row).quantities = {{"iv", "softreservordered", amount}};
      break;
    case OperationKind::kReserveBoth:
      call = {.kind = ScenarioKind::kReserve, .inventory_system = "", .atomic = true};
      event_on(0).quantities = {{"iv", "softreservordered", amount}};
      event_on(1).quantities = {{"iv", "softreservordered", absl::StrCat(operation.expected)}};
      break;
    case OperationKind::kUnreserve: {
      call.kind = ScenarioKind::kUnreserve;
      ScenarioEvent& event = event_on(operation.row);
      event.reservation_id = reservations_->Find(request.product, operation.row);
      event.quantity = amount;
      break;
    }
    case OperationKind::kQuery:
      std::abort();
  }
  const absl::StatusOr<std::vector<ScenarioOutcome>> outcomes = client->Apply(call, events);
  if (!outcomes.ok()) {
    problem_ = outcomes.status().ToString();
    return false;
  }
  for (size_t i = 0; i < events.size(); ++i) {
    const ScenarioOutcome& outcome = (*outcomes)[i];
    if (call.kind == ScenarioKind::kReserve && outcome.code == 200) {
      reservations_->Put(request.product, operation.kind == OperationKind::kReserveBoth ? i : operation.row,
                         outcome.reservation_id);
    }
    if (outcome.code == 424) continue;  // the other one of the cart says why
    answer->code = outcome.code;
    if (outcome.code == 409) {
      const auto present = outcome.present.find("pos.inbound");
      answer->number = present == outcome.present.end() ? INT64_MIN : std::atoll(present->second.c_str());
    } else if (outcome.code == 500) {
      const size_t is = outcome.message.find(" is ");
      answer->number = is == std::string::npos ? INT64_MIN : std::atoll(outcome.message.c_str() + is + 4);
    } else if (call.kind == ScenarioKind::kUnreserve) {
      answer->number = std::atoll(outcome.invalid_offset.c_str());
    }
    if (outcome.code != 200) break;
  }
  return true;
}

bool Client::Send(ScenarioClient* client, const Request& request, Answer* answer) {
  if (request.operation.kind != OperationKind::kQuery) return SendEvents(client, request, answer);
  const absl::StatusOr<Stock> stock = ReadStock(client, {request.product});
  if (!stock.ok()) {
    problem_ = stock.status().ToString();
    return false;
  }
  for (size_t row = 0; row < kRows; ++row) {
    const auto found = stock->find({request.product, kColors[row]});
    if (found != stock->end()) answer->rows[row] = {found->second.inbound, found->second.reserved};
  }
  last_seen_[request.product] = answer->rows;
  return true;
}

bool Client::Do(ScenarioClient* client, Request request) {
  Operation& operation = request.operation;
  operation.client = number_;
  const bool hasty = options_.hasty_proxy && operation.kind == OperationKind::kPost && Below(10) == 0;
  operation.invoked_ns = NowNs();
  if (hasty) operation.returned_ns = operation.invoked_ns + 1;
  Answer answer;
  if (hasty) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  in_flight_ = request;
  failed_ = !Send(client, request, &answer);
  if (failed_) return false;
  in_flight_.reset();
  if (!hasty) operation.returned_ns = NowNs();
  operation.answer = answer;
  products_[request.product].push_back(operation);
  return true;
}

bool Client::AskForAll(ScenarioClient* client) {
  for (int product = 0; product < options_.products; ++product) {
    if (!Do(client, {absl::StrCat("hot-", product), {.kind = OperationKind::kQuery}})) return false;
  }
  return true;
}

void Client::Run(ScenarioClient* client, std::atomic<int64_t>* left, const std::atomic<bool>& stop) {
  failed_ = false;
  problem_.clear();
  while (!stop && !failed_ && left->fetch_sub(1) > 0) Do(client, Next());
}

void Client::ServerEnded(int64_t time_ns) {
  if (!in_flight_.has_value()) return;
  Request request = *std::exchange(in_flight_, std::nullopt);
  // A query without an answer says nothing.
  if (request.operation.kind == OperationKind::kQuery) return;
  ++unanswered_;
  if (Below(4) != 0) to_repeat_ = request;
  request.operation.answered = false;
  request.operation.returned_ns = time_ns;
  products_[request.product].push_back(request.operation);
}

class Recorder {
 public:
  explicit Recorder(const RecordingOptions& options) : options_(options) {
    std::filesystem::remove_all(options_.folder);
    std::filesystem::create_directories(options_.folder);
    for (int i = 0; i < options_.clients; ++i) {
      clients_.push_back(std::make_unique<Client>(i, options_, &board_, &reservations_));
    }
  }

  Recording Run() {
    Recording recording;
    for (int life = 0; life <= options_.kills && recording.problems.empty(); ++life) {
      Live(options_.operations / (options_.kills + 1), /*kill=*/life < options_.kills, &recording);
    }
    for (const auto& client : clients_) {
      recording.unanswered += client->unanswered();
      for (const auto& [product, history] : client->products()) {
        History& all = recording.products[product];
        all.insert(all.end(), history.begin(), history.end());
        recording.operations += static_cast<int64_t>(history.size());
      }
    }
    return recording;
  }

 private:
  // One server and so many operations; ends with a kill in the middle of the work, or when all is done.
  void Live(int operations, bool kill, Recording* recording) {
    OnhanddProcess server({.data_dir = options_.folder + "/data",
                           .flags = {"--create_environment=shop", "--write_back=1", "--maintenance_interval_ms=50"},
                           .failpoint = options_.failpoint,
                           .error_path = options_.folder + "/stderr"});
    if (!server.WaitUntilReady()) {
      recording->problems.push_back(absl::StrCat("the server does not start: ", options_.folder, "/stderr"));
      return;
    }
    // Of a server that is killed nobody waits for the end of the work.
    std::atomic<int64_t> left = kill ? operations * int64_t{1000} : operations;
    const int64_t until = left - operations;
    std::atomic<bool> stop = false;
    std::atomic<int> ended = 0;
    std::vector<std::unique_ptr<ScenarioClient>> connections;
    std::vector<std::thread> threads;
    for (int i = 0; i < options_.clients; ++i) {
      if (i % 2 == 0) {
        connections.push_back(std::make_unique<GrpcClient>(server.grpc_address(), "shop"));
      } else {
        connections.push_back(std::make_unique<RestClient>(server.http_port(), "shop"));
      }
    }
    // Before anybody else asks: else what became of all that the last server left unanswered, and all that is repeated
    // now, make more orders together than can be searched.
    if (!clients_[0]->AskForAll(connections[0].get())) {
      recording->problems.push_back("the first questions failed: " + clients_[0]->problem());
      return;
    }
    for (int i = 0; i < options_.clients; ++i) {
      threads.emplace_back([&, i] {
        clients_[static_cast<size_t>(i)]->Run(connections[static_cast<size_t>(i)].get(), &left, stop);
        ++ended;
      });
    }
    bool failed = false;
    while (server.Running() && !failed && (kill ? left > until : ended < options_.clients)) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      failed = left > 0 && ended > 0;
    }
    if (kill && !failed) {
      server.Signal(SIGKILL);
      ++recording->kills;
    }
    if (!failed && kill) server.WaitForEnd(kEndPatience);
    const int64_t ended_ns = NowNs();
    stop = true;
    for (std::thread& thread : threads) thread.join();
    bool unanswered = false;
    for (const auto& client : clients_) {
      unanswered = unanswered || (client->failed() && !kill);
      // Whoever was told of it late had been answered before the end, or never.
      client->ServerEnded(std::max(ended_ns, NowNs()));
    }
    if (!failed && !unanswered) return;
    for (const auto& client : clients_) {
      if (client->problem().empty()) continue;
      recording->problems.push_back("a call failed on a server that lives: " + client->problem());
      return;
    }
  }

  const RecordingOptions options_;
  Board board_;
  Reservations reservations_;
  std::vector<std::unique_ptr<Client>> clients_;
};

}  // namespace

Recording Record(const RecordingOptions& options) { return Recorder(options).Run(); }

}  // namespace onhand::proof
