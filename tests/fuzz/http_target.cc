// The target of a request: path segments, query parameters, and the index query that they may say. Also the bytes as a
// header and as a compressed body.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/outcome.h"
#include "engine/model/query.h"
#include "service/http/content_coding.h"
#include "service/http/query_parameters.h"
#include "service/http/router.h"
#include "service/http/target.h"
#include "storage/base/check.h"

namespace onhand {
namespace {

void Read(std::string_view text) {
  Target target;
  std::string error;
  if (!ParseTarget(text, &target, &error)) {
    ONHAND_CHECK(!error.empty());
    return;
  }
  for (const char* method : {"GET", "POST", "HEAD"}) {
    const RouteMatch match = MatchRoute(method, target.segments);
    ONHAND_CHECK(match.route == nullptr || !AllowedMethods(target.segments).empty());
  }
  IndexQuery query;
  std::vector<Issue> issues;
  ReadIndexQuery(target, &query, &issues);
  ReadPage(target, &query, &issues);
  for (const Issue& issue : issues) ONHAND_CHECK(!issue.message.empty());
}

void Unpack(std::string_view bytes) {
  constexpr size_t kBytesMax = 64 << 10;
  std::string plain;
  if (Gunzip(bytes, kBytesMax, &plain) == InflateResult::kOk) ONHAND_CHECK(plain.size() <= kBytesMax);
  std::string again;
  ONHAND_CHECK(Gunzip(Gzip(bytes), bytes.size(), &again) == InflateResult::kOk && again == bytes);
  AcceptsGzip(bytes);
}

}  // namespace
}  // namespace onhand

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  onhand::Read(bytes);
  onhand::Unpack(bytes);
  return 0;
}
