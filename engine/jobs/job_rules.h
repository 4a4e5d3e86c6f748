// File: job_rules.h
//
// What a configuration allows to be started, and in what form. Pure.
#ifndef ONHAND_ENGINE_JOBS_JOB_RULES_H_
#define ONHAND_ENGINE_JOBS_JOB_RULES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "engine/job_book.h"
#include "engine/model/configuration.h"
#include "engine/model/outcome.h"

namespace onhand {

// Nothing if the job may start: *names then holds the data sources in lower case, each once. Reasons and paths:
// JobBook::StartReservationResync.
std::optional<Issue> CheckResync(const Configuration& configuration, absl::Span<const std::string> data_sources,
                                 std::vector<std::string>* names);

// Nothing if the job may start. Reasons and paths: JobBook::StartLogExtract.
std::optional<Issue> CheckLogExtract(const Configuration& configuration, const LogExtract& extract);

}  // namespace onhand

#endif  // ONHAND_ENGINE_JOBS_JOB_RULES_H_
