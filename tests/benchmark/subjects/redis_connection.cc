#include "tests/benchmark/subjects/redis_connection.h"

#include "absl/strings/str_cat.h"

namespace onhand::benchmark {

absl::StatusOr<std::unique_ptr<RedisConnection>> RedisConnection::Connect(const std::string& socket_path) {
  redisContext* context = redisConnectUnix(socket_path.c_str());
  if (context == nullptr) return absl::ResourceExhaustedError("no memory for a connection to Redis");
  std::unique_ptr<RedisConnection> connection(new RedisConnection(context));
  if (context->err != 0) return absl::UnavailableError(absl::StrCat("Redis at ", socket_path, ": ", context->errstr));
  return connection;
}

void RedisConnection::Append(absl::Span<const std::string_view> words) {
  pointers_.clear();
  lengths_.clear();
  for (const std::string_view word : words) {
    pointers_.push_back(word.data());
    lengths_.push_back(word.size());
  }
  // Fails for want of memory alone, and then Receive says so.
  redisAppendCommandArgv(context_.get(), static_cast<int>(words.size()), pointers_.data(), lengths_.data());
}

absl::StatusOr<RedisReply> RedisConnection::Receive() {
  void* answer = nullptr;
  if (redisGetReply(context_.get(), &answer) != REDIS_OK) {
    return absl::UnavailableError(absl::StrCat("connection to Redis: ", context_->errstr));
  }
  RedisReply reply(static_cast<redisReply*>(answer));
  if (reply->type == REDIS_REPLY_ERROR) return absl::InternalError(absl::StrCat("Redis: ", reply->str));
  return reply;
}

absl::StatusOr<RedisReply> RedisConnection::Call(absl::Span<const std::string_view> words) {
  Append(words);
  return Receive();
}

absl::StatusOr<int64_t> RedisConnection::CallForInteger(absl::Span<const std::string_view> words) {
  absl::StatusOr<RedisReply> reply = Call(words);
  if (!reply.ok()) return reply.status();
  if ((*reply)->type != REDIS_REPLY_INTEGER) return absl::InternalError("Redis answered no integer");
  return (*reply)->integer;
}

}  // namespace onhand::benchmark
