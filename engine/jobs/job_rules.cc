#include "engine/jobs/job_rules.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/config/effective.h"
#include "engine/model/json_pointer.h"
#include "engine/model/name.h"
#include "engine/model/text.h"

namespace onhand {
namespace {

// `name` is the field as the message has it.
std::optional<Issue> CheckField(Reason reason, const char* path, const char* name, TextError error) {
  if (error == TextError::kNone) return std::nullopt;
  return Issue{reason, path, absl::StrCat(name, " ", std::string(TextErrorText(error)))};
}

}  // namespace

std::optional<Issue> CheckResync(const Configuration& configuration, absl::Span<const std::string> data_sources,
                                 std::vector<std::string>* names) {
  if (!configuration.reservation.enabled) {
    return Issue{Reason::kFeatureOff, "", "soft reservations are switched off: reservConfiguration.isReservEnabled"};
  }
  const std::vector<DataSource> known = EffectiveSources(configuration);
  for (size_t i = 0; i < data_sources.size(); ++i) {
    std::string name = FoldName(data_sources[i]);
    if (std::none_of(known.begin(), known.end(), [&](const DataSource& source) { return source.name == name; })) {
      return Issue{Reason::kUnknownDataSource, PointerTo("", i),
                   absl::StrCat("data source '", data_sources[i], "' is not configured")};
    }
    if (std::find(names->begin(), names->end(), name) == names->end()) names->push_back(std::move(name));
  }
  return std::nullopt;
}

std::optional<Issue> CheckLogExtract(const Configuration& configuration, const LogExtract& extract) {
  if (!configuration.log_enabled) {
    return Issue{Reason::kFeatureOff, "", "the transaction log is switched off: logConfiguration.isEnabled"};
  }
  std::optional<Issue> issue =
      CheckField(Reason::kInvalidOrganization, "/organizationId", "organizationId", CheckText(extract.organization_id));
  if (!issue && extract.product_id.has_value()) {
    issue = CheckField(Reason::kInvalidProduct, "/productId", "productId", CheckText(*extract.product_id));
  }
  if (!issue && extract.site_id.has_value()) {
    issue = CheckField(Reason::kInvalidDimensionValue, "/dimensions/siteId", "the value of dimension 'siteId'",
                       CheckOptionalText(*extract.site_id));
  }
  if (!issue && extract.location_id.has_value()) {
    issue = CheckField(Reason::kInvalidDimensionValue, "/dimensions/locationId", "the value of dimension 'locationId'",
                       CheckOptionalText(*extract.location_id));
  }
  if (!issue && extract.from_us >= extract.until_us) {
    issue = Issue{Reason::kInvalidDateRange, "/UtcToDate", "UtcToDate lies before UtcFromDate"};
  }
  return issue;
}

}  // namespace onhand
