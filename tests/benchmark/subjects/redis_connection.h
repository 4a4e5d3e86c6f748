// File: redis_connection.h
//
// A blocking connection to Redis on hiredis: commands as lists of texts, answers checked.
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECTS_REDIS_CONNECTION_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECTS_REDIS_CONNECTION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "hiredis/hiredis.h"

namespace onhand::benchmark {

struct RedisReplyDeleter {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using RedisReply = std::unique_ptr<redisReply, RedisReplyDeleter>;

inline std::string_view TextOf(const redisReply& reply) { return {reply.str, reply.len}; }

// Not thread-safe.
class RedisConnection {
 public:
  // Over a unix socket. UNAVAILABLE: nobody listens.
  static absl::StatusOr<std::unique_ptr<RedisConnection>> Connect(const std::string& socket_path);

  // One command. UNAVAILABLE: the connection broke, and is of no use any more; INTERNAL: Redis answered an error.
  absl::StatusOr<RedisReply> Call(absl::Span<const std::string_view> words);
  // A command that answers an integer.
  absl::StatusOr<int64_t> CallForInteger(absl::Span<const std::string_view> words);

  // Sent later, with the next Receive at the latest.
  void Append(absl::Span<const std::string_view> words);
  // The answer to the oldest command that has none yet. Errors as Call.
  absl::StatusOr<RedisReply> Receive();

 private:
  struct ContextDeleter {
    void operator()(redisContext* context) const { redisFree(context); }
  };
  explicit RedisConnection(redisContext* context) : context_(context) {}

  const std::unique_ptr<redisContext, ContextDeleter> context_;
  std::vector<const char*> pointers_;
  std::vector<size_t> lengths_;
};

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECTS_REDIS_CONNECTION_H_
