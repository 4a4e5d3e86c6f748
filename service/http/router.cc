#include "service/http/router.h"

#include <cstddef>
#include <utility>

#include "engine/model/name.h"
#include "service/http/adjustment_handlers.h"
#include "service/http/allocation_handlers.h"
#include "service/http/configuration_handlers.h"
#include "service/http/event_handlers.h"
#include "service/http/job_handlers.h"
#include "service/http/product_handlers.h"
#include "service/http/query_handlers.h"
#include "service/http/reservation_handlers.h"
#include "service/http/schedule_handlers.h"
#include "service/http/service_handlers.h"
#include "service/http/target.h"
#include "storage/base/check.h"

namespace onhand {
namespace {

constexpr Route kRoutes[] = {
    {"GET", "/", "", false, GetWelcome},
    {"GET", "/health/ping", "", false, GetPing},
    {"GET", "/livez", "", false, GetLiveness},
    {"GET", "/readyz", "", false, GetReadiness},
    {"GET", "/metrics", "", true, GetMetrics},
    {"GET", "/openapi.json", "", false, GetOpenApi},
    {"POST", "/api/environment/{environmentId}/onhand", "post_changes", false, PostChange},
    {"GET", "/api/environment/{environmentId}/onhand", "index_query", true, GetIndexQuery},
    {"POST", "/api/environment/{environmentId}/onhand/bulk", "post_changes", false, PostChanges},
    {"POST", "/api/environment/{environmentId}/setonhand/{inventorySystem}/bulk", "set_on_hand", false, SetOnHand},
    {"POST", "/api/environment/{environmentId}/onhand/indexquery", "index_query", true, PostIndexQuery},
    {"POST", "/api/environment/{environmentId}/onhand/exactquery", "exact_query", true, PostExactQuery},
    {"POST", "/api/environment/{environmentId}/onhand/productsearch/indexquery", "search_index_query", true,
     PostSearchedIndexQuery},
    {"POST", "/api/environment/{environmentId}/onhand/productsearch/exactquery", "search_exact_query", true,
     PostSearchedExactQuery},
    {"PUT", "/api/environment/{environmentId}/products/bulk", "put_products", true, PutProducts},
    {"DELETE", "/api/environment/{environmentId}/products/bulk", "delete_products", true, DeleteProducts},
    {"GET", "/api/environment/{environmentId}/products", "list_products", true, GetProducts},
    {"POST", "/api/environment/{environmentId}/onhand/explain", "explain", true, PostExplain},
    {"POST", "/api/environment/{environmentId}/onhand/reserve", "reserve", false, PostReservation},
    {"POST", "/api/environment/{environmentId}/onhand/reserve/bulk", "reserve", false, PostReservations},
    {"POST", "/api/environment/{environmentId}/onhand/reserve/extend", "extend_reservation", false, PostExtension},
    {"POST", "/api/environment/{environmentId}/onhand/unreserve", "unreserve", false, PostRelease},
    {"POST", "/api/environment/{environmentId}/onhand/unreserve/bulk", "unreserve", false, PostReleases},
    {"POST", "/api/environment/{environmentId}/onhand/changeschedule", "change_schedule", false, PostSchedule},
    {"POST", "/api/environment/{environmentId}/onhand/changeschedule/bulk", "change_schedule", false, PostSchedules},
    {"POST", "/api/environment/{environmentId}/allocation/allocate", "allocate", false, PostAllocate},
    {"POST", "/api/environment/{environmentId}/allocation/unallocate", "unallocate", false, PostUnallocate},
    {"POST", "/api/environment/{environmentId}/allocation/reallocate", "reallocate", false, PostReallocate},
    {"POST", "/api/environment/{environmentId}/allocation/consume", "consume", false, PostConsume},
    {"POST", "/api/environment/{environmentId}/allocation/query", "allocation_query", true, PostAllocationQuery},
    {"POST", "/api/environment/{environmentId}/onhand/reserve/resyncjob", "start_reservation_resync", true,
     PostReservationResync},
    {"POST", "/api/environment/{environmentId}/logTransactionDetails", "start_log_extract", true, PostLogExtract},
    {"GET", "/api/environment/{environmentId}/getJobProgress", "get_job", true, GetJobProgress},
    {"GET", "/api/environment/{environmentId}/jobs/{jobId}/result", "read_job_result", true, GetJobResult},
    {"POST", "/api/environment/{environmentId}/transaction/adjustment/bulk", "adjust", false, PostAdjustments},
    {"GET", "/api/environment/{environmentId}/transaction/adjustment/lines", "list_adjustment_lines", true,
     GetAdjustmentLines},
    {"GET", "/api/environment/{environmentId}/transaction/adjustment/aggregates", "list_adjustment_aggregates", true,
     GetAdjustmentAggregates},
    {"POST", "/api/environment/{environmentId}/transaction/adjustment/aggregates/status", "set_aggregate_statuses",
     true, PostAggregateStatuses},
    {"POST", "/api/environment/{environmentId}/transaction/adjustment/push", "push_adjustments", true,
     PostAdjustmentPush},
    {"GET", "/api/environment/{environmentId}/configuration", "get_configuration", true, GetConfiguration},
    {"POST", "/api/environment/{environmentId}/configuration/hardupdate", "replace_configuration", true,
     ReplaceConfiguration},
    {"GET", "/api/environment/{environmentId}/allpartitionids", "list_partitions", true, ListPartitions},
    {"DELETE", "/api/environment/{environmentId}/partitions/cleanupalldata", "clean_up_partitions", true,
     CleanUpPartitions},
    {"DELETE", "/api/environment/{environmentId}/cleanupalldata", "clean_up_partitions", true, CleanUpPartitions},
    {"POST", "/api/environment/{environmentId}/updateEnvIdInConfig", "update_environment_id", false,
     UpdateEnvironmentId},
};

struct Pattern {
  const Route* route;
  std::vector<std::string> segments;
};

bool IsPlaceholder(std::string_view segment) { return segment.front() == '{'; }

// By the number of their segments.
std::vector<std::vector<Pattern>> SplitPatterns() {
  std::vector<std::vector<Pattern>> patterns;
  for (const Route& route : kRoutes) {
    Target target;
    std::string error;
    ONHAND_CHECK(ParseTarget(route.pattern, &target, &error));
    const size_t count = target.segments.size();
    if (count >= patterns.size()) patterns.resize(count + 1);
    patterns[count].push_back({&route, std::move(target.segments)});
  }
  return patterns;
}

absl::Span<const Pattern> PatternsOf(size_t segment_count) {
  static const auto* const patterns = new std::vector<std::vector<Pattern>>(SplitPatterns());
  if (segment_count >= patterns->size()) return {};
  return (*patterns)[segment_count];
}

// From the end, where they differ.
bool Matches(const Pattern& pattern, absl::Span<const std::string> segments) {
  for (size_t i = segments.size(); i-- > 0;) {
    const std::string_view expected = pattern.segments[i];
    if (!IsPlaceholder(expected) && !NamesEqual(expected, segments[i])) return false;
  }
  return true;
}

RouteMatch Bind(const Pattern& pattern, absl::Span<const std::string> segments) {
  RouteMatch match = {.route = pattern.route};
  for (size_t i = 0; i < segments.size(); ++i) {
    const std::string_view expected = pattern.segments[i];
    if (expected == "{environmentId}") match.environment_id = segments[i];
    if (expected == "{inventorySystem}") match.inventory_system = segments[i];
    if (expected == "{jobId}") match.job_id = segments[i];
  }
  return match;
}

}  // namespace

absl::Span<const Route> Routes() { return kRoutes; }

RouteMatch MatchRoute(std::string_view method, absl::Span<const std::string> segments) {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  for (const Pattern& pattern : PatternsOf(segments.size())) {
    if (pattern.route->method == wanted && Matches(pattern, segments)) return Bind(pattern, segments);
  }
  return {};
}

std::vector<std::string_view> AllowedMethods(absl::Span<const std::string> segments) {
  std::vector<std::string_view> allowed;
  for (const Pattern& pattern : PatternsOf(segments.size())) {
    if (!Matches(pattern, segments)) continue;
    allowed.push_back(pattern.route->method);
    if (pattern.route->method == "GET") allowed.push_back("HEAD");
  }
  if (!allowed.empty()) allowed.push_back("OPTIONS");
  return allowed;
}

}  // namespace onhand
