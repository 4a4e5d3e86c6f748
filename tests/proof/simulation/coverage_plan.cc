// What is asked for is what 2,000 seeds reach many times over: a minimum is a small part of what is usual, so that a
// cell only stays below it when something no longer happens at all.
//
// Faults that are not asked for, and why:
//   "id again" of what is no event: configurations, clean-ups, pushes and products have no id.
//   troubles of searches and other questions: a disk that refuses writes is no concern of theirs; that is the row
//     "the store may refuse writes". Disks that refuse reads are proved elsewhere (tests/proof/disk_faults).
//   "explain" while the store refuses: it names reservations, and what was lost may have made one whose name nobody
//   knows. troubles of jobs: they try again by the system's clock, which no seed decides. "list products" and jobs
//   while calls wait: they are looked at when nobody else is there.
//
// Refusals that are not asked for, and why:
//   a reason that stands with one kind of event is that kind's alone: CHECKED_RELEASE needs a reserve, SAME_GROUPS a
//     reallocation, TIME_IN_FUTURE a count, and so on; docs/reference/refusals.md has them all.
//   faults of ids, texts and groups on adjustments: they are checked by the code of change events, and are not drawn.
//   TOO_MANY_RECORDS, TOO_MANY_COMBINATIONS, INVALID_CONFIGURATION, INVALID_SEARCH: form alone decides, before anything
//     that a simulated machine has a part in; tests/engine has them.
#include "tests/proof/simulation/coverage_plan.h"

namespace onhand::proof {
namespace {

using Operations = std::vector<std::string>;

Operations operator+(Operations a, const Operations& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

const std::vector<PlannedCells>& PlannedFaults() {
  static const auto* const plan = [] {
    const Operations common = {"change", "set", "reserve", "unreserve", "schedule"};
    const Operations rare = {"adjust", "adjust, staged", "allocate", "unallocate", "reallocate", "consume", "extend"};
    const Operations alone = {"clean up", "push", "update aggregates", "put products", "delete products", "maintain"};
    const Operations files = {"flush", "compact"};
    const Operations questions = {"index query",      "exact query", "promise query",
                                  "allocation query", "partitions",  "search products"};
    auto* const cells = new std::vector<PlannedCells>;
    for (const char* trouble :
         {"power cut before it", "power cut in it", "EIO", "ENOSPC", "short write", "failed sync"}) {
      cells->push_back({trouble, common, 40});
      cells->push_back({trouble, rare + Operations{"cart", "configure"}, 5});
      cells->push_back({trouble, alone, 3});
      cells->push_back({trouble, files, 1});
    }
    for (const char* fault : {"queue full", "environment closed", "sent again after no answer"}) {
      cells->push_back({fault, common, 100});
      cells->push_back({fault, rare + Operations{"cart"}, 20});
    }
    for (const char* fault : {"clock moved while it waited", "configuration replaced while it waited"}) {
      cells->push_back({fault, common, 100});
      cells->push_back({fault, rare + Operations{"cart", "configure", "clean up"}, 20});
    }
    cells->push_back({"id again", common, 200});
    cells->push_back({"id again", rare, 5});
    cells->push_back({"id again, other content", {"change", "set", "reserve", "unreserve", "adjust"}, 30});
    cells->push_back({"id again, other content", {"adjust, staged", "schedule", "allocate"}, 3});
    cells->push_back({"nothing", questions + Operations{"explain", "list products", "adjustment lines"}, 300});
    cells->push_back({"nothing", {"searched query", "log extract", "resync job"}, 30});
    cells->push_back({"calls wait to be written", questions + Operations{"explain"}, 300});
    cells->push_back({"calls wait to be written", {"searched query"}, 30});
    cells->push_back({"the store may refuse writes", questions + Operations{"adjustment lines"}, 50});
    cells->push_back({"the store may refuse writes", {"searched query"}, 5});
    cells->push_back({"after a recovery", questions + Operations{"explain", "list products", "adjustment lines"}, 100});
    cells->push_back({"after a power cut", {"open"}, 2'000});
    cells->push_back({"after a disk fault", {"open"}, 500});
    cells->push_back({"in good order", {"open"}, 500});
    cells->push_back({"power cut in it", {"open"}, 500});
    cells->push_back({"power cut after it", {"open"}, 10});
    return cells;
  }();
  return *plan;
}

const std::vector<PlannedCells>& PlannedRefusals() {
  static const auto* const plan = new std::vector<PlannedCells>{
      {"ALLOCATION_MEASURE", {"adjust", "adjust, staged", "change", "consume", "set"}, 5},
      {"AMBIGUOUS_DATA_SOURCE", {"reserve"}, 5},
      {"CALCULATED_MEASURE", {"adjust", "adjust, staged", "change", "schedule", "set"}, 5},
      {"CART_REFUSED",
       {"allocate", "change", "consume", "extend", "reallocate", "reserve", "schedule", "set", "unallocate",
        "unreserve"},
       5},
      {"CHECKED_RELEASE", {"reserve"}, 5},
      {"CONFIGURATION_CONFLICT", {"configure"}, 5},
      {"CONFLICTING_DIMENSIONS", {"allocate", "change", "consume", "reserve", "schedule", "set"}, 5},
      {"CONFLICTING_DIMENSIONS", {"allocation query", "explain", "unallocate"}, 1},
      {"DATA_SOURCE_MISMATCH", {"set"}, 5},
      {"DATE_OUTSIDE_PERIOD", {"schedule"}, 5},
      {"FEATURE_OFF",
       {"allocate", "allocation query", "consume", "extend", "reallocate", "reserve", "schedule", "unallocate",
        "unreserve"},
       5},
      {"FEATURE_OFF", {"resync job"}, 1},
      {"HOLD_END_OUT_OF_RANGE", {"reserve"}, 5},
      {"ID_REUSED", {"adjust", "adjust, staged", "allocate", "change", "reserve", "set", "unreserve"}, 5},
      {"ID_REUSED", {"consume", "schedule", "unallocate"}, 1},
      {"INVALID_DATE", {"promise query", "schedule"}, 5},
      {"INVALID_DATE_RANGE", {"promise query"}, 5},
      {"INVALID_DIMENSION_VALUE",
       {"allocate", "change", "consume", "explain", "reserve", "schedule", "set", "unallocate", "unreserve"},
       5},
      {"INVALID_DIMENSION_VALUE", {"allocation query", "extend", "reallocate"}, 1},
      {"INVALID_GROUPS", {"allocate", "allocation query", "consume", "reallocate", "unallocate"}, 5},
      {"INVALID_HOLD", {"extend", "reserve"}, 5},
      {"INVALID_ID",
       {"allocate", "change", "consume", "extend", "reallocate", "reserve", "schedule", "set", "unallocate",
        "unreserve"},
       5},
      {"INVALID_ORGANIZATION",
       {"allocate", "change", "consume", "extend", "reallocate", "reserve", "schedule", "set", "unreserve"},
       5},
      {"INVALID_ORGANIZATION", {"allocation query", "explain"}, 1},
      {"INVALID_PAGE", {"index query", "promise query"}, 5},
      {"INVALID_PAGE", {"searched query"}, 1},
      {"INVALID_PRODUCT", {"allocate", "change", "consume", "extend", "reserve", "schedule", "set", "unreserve"}, 5},
      {"INVALID_PRODUCT", {"allocation query", "explain", "unallocate"}, 1},
      {"INVALID_QUANTITY", {"adjust", "adjust, staged", "change", "reserve", "schedule", "set", "unreserve"}, 5},
      {"INVALID_TUPLE", {"exact query", "promise query"}, 5},
      {"MALFORMED", {"reserve"}, 5},
      {"MEASURE_NOT_SCHEDULED", {"schedule"}, 5},
      {"MISSING_FILTER", {"exact query", "index query", "promise query"}, 5},
      {"MISSING_FILTER", {"searched query"}, 1},
      {"MISSING_PARTITION_DIMENSION", {"allocate", "change", "extend", "schedule", "set", "unreserve"}, 5},
      {"MISSING_PARTITION_DIMENSION", {"reallocate"}, 1},
      {"MISSING_RESERVATION_PLACE", {"reserve"}, 5},
      {"NOT_ALLOCATED", {"consume", "reallocate", "unallocate"}, 5},
      {"NOT_AVAILABLE", {"reserve"}, 5},
      {"NOT_AVAILABLE_TO_ALLOCATE", {"allocate"}, 5},
      {"NOT_RESERVABLE", {"reserve"}, 5},
      {"NO_INDEX_SET", {"exact query", "index query", "promise query"}, 5},
      {"NO_INDEX_SET", {"searched query"}, 1},
      {"NO_QUANTITY", {"change", "schedule", "set"}, 5},
      {"ORGANIZATIONS_IN_CART", {"change", "reserve", "schedule"}, 1},
      {"ORGANIZATION_COUNT", {"exact query", "index query", "promise query"}, 5},
      {"ORGANIZATION_COUNT", {"searched query"}, 1},
      {"QUANTITY_FORMS_DISAGREE", {"reserve"}, 5},
      {"QUANTITY_NOT_POSITIVE", {"allocate", "consume", "reserve", "unallocate", "unreserve"}, 5},
      {"QUANTITY_NOT_POSITIVE", {"reallocate"}, 1},
      {"QUANTITY_OVERFLOW", {"adjust", "change", "schedule"}, 5},
      {"QUANTITY_OVERFLOW", {"consume", "reserve"}, 1},
      {"READ_ONLY_DATA_SOURCE",
       {"adjust", "adjust, staged", "change", "consume", "reserve", "schedule", "set", "unreserve"},
       5},
      {"READ_ONLY_DATA_SOURCE", {"extend"}, 1},
      {"RELEASE_BELOW_ZERO", {"reserve"}, 5},
      {"REPEATED_MEASURE", {"change", "schedule", "set"}, 5},
      {"SAME_GROUPS", {"reallocate"}, 5},
      {"SCHEDULE_OFF", {"promise query"}, 5},
      {"STATUS_NOT_FORWARD", {"update aggregates"}, 5},
      {"TIME_IN_FUTURE", {"set"}, 5},
      {"TOO_MANY_DIMENSIONS", {"allocate", "consume"}, 5},
      {"TOO_MANY_DIMENSIONS", {"unallocate"}, 1},
      {"TOO_MANY_PRODUCTS", {"index query"}, 5},
      {"UNCONFIGURED_DIMENSION", {"reserve"}, 5},
      {"UNEXPECTED_QUANTITY", {"set"}, 5},
      {"UNKNOWN_AGGREGATE", {"update aggregates"}, 5},
      {"UNKNOWN_DATA_SOURCE",
       {"adjust", "adjust, staged", "allocate", "allocation query", "change", "exact query", "extend", "index query",
        "promise query", "reallocate", "reserve", "schedule", "set", "unallocate", "unreserve"},
       5},
      {"UNKNOWN_DATA_SOURCE", {"consume", "explain"}, 1},
      {"UNKNOWN_DIMENSION",
       {"adjust", "adjust, staged", "allocate", "change", "consume", "exact query", "extend", "index query",
        "promise query", "reserve", "schedule", "set", "unallocate", "unreserve"},
       5},
      {"UNKNOWN_DIMENSION", {"allocation query", "explain", "reallocate", "searched query"}, 1},
      {"UNKNOWN_GROUP_BY", {"exact query", "index query", "promise query"}, 5},
      {"UNKNOWN_MEASURE", {"adjust", "adjust, staged", "change", "reserve", "schedule", "set"}, 5},
      {"UNKNOWN_MEASURE", {"consume"}, 1},
      {"UNKNOWN_RESERVATION", {"extend", "unreserve"}, 5},
      {"ABORTED", {"clean up"}, 1},
  };
  return *plan;
}

}  // namespace onhand::proof
