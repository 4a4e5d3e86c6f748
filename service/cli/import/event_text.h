// File: event_text.h
//
// Events as the lines of files that import reads.
#ifndef ONHAND_SERVICE_CLI_IMPORT_EVENT_TEXT_H_
#define ONHAND_SERVICE_CLI_IMPORT_EVENT_TEXT_H_

#include <string>

#include "service/event/event_record.h"

namespace onhand::cli {

// The REST body and a line end. A measure must not be there twice.
void AppendJsonEvent(const EventRecord& event, std::string* out);

// CSV with the columns of the generator's events; the heading, and one event of Retailer.
void AppendRetailerHeading(std::string* out);
void AppendRetailerRecord(const EventRecord& event, std::string* out);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_IMPORT_EVENT_TEXT_H_
