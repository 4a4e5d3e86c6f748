#include "tests/benchmark/subjects/redis_subject.h"

#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/benchmark/subjects/tree_file.h"

namespace onhand::benchmark {
namespace {

constexpr absl::Duration kStartPatience = absl::Seconds(30);
constexpr int kPipelined = 1000;  // commands sent ahead while rows are made or read

std::string Absolute(const std::string& path) { return std::filesystem::absolute(path).string(); }

// Receives the answers to `count` commands.
absl::Status ReceiveAll(int count, RedisConnection* connection) {
  for (int i = 0; i < count; ++i) {
    if (const auto reply = connection->Receive(); !reply.ok()) return reply.status();
  }
  return absl::OkStatus();
}

// What a row's hash adds to the totals.
void AddRow(const redisReply& fields, Totals* totals) {
  for (size_t i = 0; i + 1 < fields.elements; i += 2) {
    const std::string_view field = TextOf(*fields.element[i]);
    const std::string_view value = TextOf(*fields.element[i + 1]);
    int64_t units = 0;
    if (!absl::SimpleAtoi(absl::string_view(value.data(), value.size()), &units)) continue;
    if (field.ends_with("|out")) totals->sold_units += units;
    if (field.ends_with("|reserved")) totals->reserved_units += units;
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<Subject>> RedisSubject::Make(RedisOptions options) {
  if (access(options.server_path.c_str(), X_OK) != 0) {
    return absl::UnavailableError(
        absl::StrCat("there is no ", options.server_path, "; install the peers with tools/setup --bench"));
  }
  return std::unique_ptr<Subject>(new RedisSubject(std::move(options)));
}

std::string RedisSubject::description() const {
  std::string version = "7";
  if (connection_ != nullptr) {
    const auto info = connection_->Call({"INFO", "server"});
    if (info.ok()) {
      const std::string_view text = TextOf(**info);
      const size_t begin = text.find("redis_version:");
      if (begin != std::string_view::npos) {
        version = std::string(text.substr(begin + 14, text.find('\r', begin) - begin - 14));
      }
    }
  }
  return absl::StrCat("Redis ", version, ", append-only file with appendfsync ",
                      options_.every_write ? "always" : "everysec (may lose the last second)",
                      ", one Lua call for a batch or an event, unix socket; schema, scripts and settings in ",
                      options_.files_dir, "; no available to promise");
}

absl::Status RedisSubject::StartServer() {
  connection_.reset();
  server_.reset();
  std::error_code error;
  std::filesystem::remove_all(options_.dir, error);
  std::filesystem::create_directories(options_.dir, error);
  if (error) return absl::UnavailableError(absl::StrCat("cannot make ", options_.dir, ": ", error.message()));
  // A socket's path has to be short.
  absl::StatusOr<std::unique_ptr<TemporaryFolder>> socket_folder = TemporaryFolder::Make("/tmp", "onhand-redis-");
  if (!socket_folder.ok()) return socket_folder.status();
  socket_folder_ = *std::move(socket_folder);
  const std::string socket_path = socket_folder_->path() + "/socket";
  const absl::StatusOr<std::string> settings = FindInTree(options_.files_dir + "/redis.conf");
  if (!settings.ok()) return settings.status();
  absl::StatusOr<std::unique_ptr<PeerProcess>> server = PeerProcess::Start(
      {.arguments = {options_.server_path, *settings, "--dir", Absolute(options_.dir), "--unixsocket", socket_path,
                     "--appendfsync", options_.every_write ? "always" : "everysec"},
       .log_path = options_.dir + "/redis.log"});
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  for (const absl::Time end = absl::Now() + kStartPatience; absl::Now() < end;) {
    absl::StatusOr<std::unique_ptr<RedisConnection>> connection = RedisConnection::Connect(socket_path);
    if (connection.ok()) {
      connection_ = *std::move(connection);
      return absl::OkStatus();
    }
    if (!server_->running()) break;
    absl::SleepFor(absl::Milliseconds(10));
  }
  return absl::UnavailableError(absl::StrCat("redis-server does not start:\n", server_->LogTail()));
}

absl::Status RedisSubject::LoadScripts() {
  const std::pair<const char*, std::string*> files[] = {{"apply.lua", &scripts_.apply},
                                                        {"reserve.lua", &scripts_.reserve},
                                                        {"query_index.lua", &scripts_.query_index},
                                                        {"query_location.lua", &scripts_.query_location}};
  for (const auto& [file, sha] : files) {
    const absl::StatusOr<std::string> text = ReadTreeFile(options_.files_dir + "/" + file);
    if (!text.ok()) return text.status();
    const absl::StatusOr<RedisReply> reply = connection_->Call({"SCRIPT", "LOAD", *text});
    if (!reply.ok()) return reply.status();
    *sha = std::string(TextOf(**reply));
  }
  return absl::OkStatus();
}

absl::Status RedisSubject::MakeRows() {
  const Dataset& dataset = names_->dataset();
  const std::string stock = std::to_string(dataset.stock_units);
  int sent = 0;
  for (uint64_t first = 0; first < dataset.row_count(); first += dataset.variants) {
    const RowTexts place = names_->Of(first);
    const std::string key = RedisRowKey(place);
    std::vector<std::string> fields;
    for (uint64_t row = first; row < first + dataset.variants; ++row) {
      fields.push_back(RedisField(names_->Of(row), "in"));
    }
    std::vector<std::string_view> words = {"HSET", key};
    for (const std::string& field : fields) words.insert(words.end(), {field, stock});
    connection_->Append(words);
    connection_->Append({"SADD", RedisPlacesKey(place.product), key});
    connection_->Append({"SADD", RedisProductsKey(place.location), key});
    sent += 3;
    if (sent < kPipelined) continue;
    if (absl::Status status = ReceiveAll(std::exchange(sent, 0), connection_.get()); !status.ok()) return status;
  }
  if (absl::Status status = ReceiveAll(sent, connection_.get()); !status.ok()) return status;
  const std::string total = std::to_string(dataset.stock_units * dataset.locations * dataset.variants);
  for (uint32_t product = 0; product < dataset.products; ++product) {
    const auto reply = connection_->Call({"SET", RedisTotalKey(names_->product(product)), total});
    if (!reply.ok()) return reply.status();
  }
  return absl::OkStatus();
}

absl::Status RedisSubject::Prepare(const Dataset& dataset, uint64_t run) {
  run_ = run;
  names_ = std::make_unique<NameTable>(dataset);
  if (absl::Status status = StartServer(); !status.ok()) return status;
  if (absl::Status status = LoadScripts(); !status.ok()) return status;
  if (dataset.stock_units == 0) return absl::OkStatus();
  if (absl::Status status = MakeRows(); !status.ok()) return status;
  return Drain();
}

absl::StatusOr<std::unique_ptr<Session>> RedisSubject::OpenSession() {
  if (socket_folder_ == nullptr) return absl::FailedPreconditionError("Prepare comes first");
  absl::StatusOr<std::unique_ptr<RedisConnection>> connection =
      RedisConnection::Connect(socket_folder_->path() + "/socket");
  if (!connection.ok()) return connection.status();
  return std::make_unique<RedisSession>(*std::move(connection), names_.get(), &scripts_, run_);
}

absl::Status RedisSubject::Drain() {
  if (options_.every_write) return absl::OkStatus();  // every answer came after its sync
  // For one write it is as careful as the other variant, whose sync covers all that was written before.
  for (const char* policy : {"always", "everysec"}) {
    if (auto reply = connection_->Call({"CONFIG", "SET", "appendfsync", policy}); !reply.ok()) return reply.status();
    if (auto reply = connection_->Call({"INCR", "drained"}); !reply.ok()) return reply.status();
  }
  return absl::OkStatus();
}

absl::StatusOr<Totals> RedisSubject::Audit() {
  Totals totals;
  const absl::StatusOr<int64_t> events = connection_->CallForInteger({"HLEN", kRedisEvents});
  if (!events.ok()) return events.status();
  totals.events = *events;
  absl::flat_hash_set<std::string> seen;
  std::string cursor = "0";
  do {
    const absl::StatusOr<RedisReply> page =
        connection_->Call({"SCAN", cursor, "MATCH", "row:*", "COUNT", std::to_string(kPipelined)});
    if (!page.ok()) return page.status();
    cursor = std::string(TextOf(*(*page)->element[0]));
    const redisReply& keys = *(*page)->element[1];
    size_t asked = 0;
    for (size_t i = 0; i < keys.elements; ++i) {
      // SCAN may name a key twice while a table grows.
      if (!seen.insert(std::string(TextOf(*keys.element[i]))).second) continue;
      connection_->Append({"HGETALL", TextOf(*keys.element[i])});
      ++asked;
    }
    for (size_t i = 0; i < asked; ++i) {
      const absl::StatusOr<RedisReply> row = connection_->Receive();
      if (!row.ok()) return row.status();
      AddRow(**row, &totals);
    }
  } while (cursor != "0");
  return totals;
}

void AddRedisSubjects(SubjectRegistry* registry) {
  for (const bool every_write : {true, false}) {
    registry->Add({.name = every_write ? "redis" : "redis-everysec",
                   .family = "redis",
                   .help = every_write ? "Redis 7, one Lua call for a batch, appendfsync always"
                                       : "the same with appendfsync everysec, which may lose the last second",
                   .make = [every_write](const SubjectOptions& options) {
                     return RedisSubject::Make({.dir = options.dir, .every_write = every_write});
                   }});
  }
}

}  // namespace onhand::benchmark
