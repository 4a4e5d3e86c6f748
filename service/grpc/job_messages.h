// File: job_messages.h
//
// Job messages <-> the engine's jobs. Pure.
#ifndef ONHAND_SERVICE_GRPC_JOB_MESSAGES_H_
#define ONHAND_SERVICE_GRPC_JOB_MESSAGES_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/job_book.h"
#include "engine/model/outcome.h"
#include "onhand/v1/job.pb.h"

namespace onhand {

void EncodeJobMessage(const Job& job, v1::Job* message);
// Back, for clients. A kind or state that this version does not know becomes the first one.
Job DecodeJobMessage(const v1::Job& message);

void EncodeLogExtractMessage(const LogExtract& extract, v1::StartLogExtractRequest* request);
// What is wrong with it, with a path into the request (kMalformed): a time that is missing or none.
std::optional<Issue> DecodeLogExtractMessage(const v1::StartLogExtractRequest& request, LogExtract* extract);

// Of issues of JobBook::StartLogExtract: "/dimensions/siteId" is `site_id`.
std::string LogExtractFieldPath(std::string_view pointer);
// Of issues of JobBook::StartReservationResync: "/1" is `data_sources[1]`.
std::string ResyncFieldPath(std::string_view pointer);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_JOB_MESSAGES_H_
