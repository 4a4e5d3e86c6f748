// File: job_handlers.h
//
// Jobs: endpoints 8, 21 and 23 of spec 1.2, and the files that jobs made.
#ifndef ONHAND_SERVICE_HTTP_JOB_HANDLERS_H_
#define ONHAND_SERVICE_HTTP_JOB_HANDLERS_H_

#include "service/http/call.h"

namespace onhand {

// POST …/onhand/reserve/resyncjob: the body is an array of data sources (decisions V9).
void PostReservationResync(CallPtr call);
// POST …/logTransactionDetails (spec 1.19).
void PostLogExtract(CallPtr call);
// GET …/getJobProgress?jobId=ID (decisions V9, E10).
void GetJobProgress(CallPtr call);
// GET …/jobs/{jobId}/result: the file, streamed. 404 while there is none.
void GetJobResult(CallPtr call);

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_JOB_HANDLERS_H_
