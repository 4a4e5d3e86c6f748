// File: query_flags.h
//
// The flags that say what a query asks for, and asking it. Private to service/cli/commands.
#ifndef ONHAND_SERVICE_CLI_COMMANDS_QUERY_FLAGS_H_
#define ONHAND_SERVICE_CLI_COMMANDS_QUERY_FLAGS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/model/query.h"
#include "service/cli/commands/command.h"
#include "service/flags/flag_set.h"

namespace onhand::cli {

struct QueryFlags {
  std::string environment;
  std::vector<std::string> organizations;
  std::vector<std::string> products;
  std::vector<std::string> sites;
  std::vector<std::string> locations;
  std::vector<std::string> filters;
  std::string group_by;
  std::string dimension_data_source;
  bool return_negative = true;
  int64_t version = 1;
  int64_t page = 0;
  int64_t page_size = 0;
  bool exact = false;
  std::string keys;
  std::vector<std::string> tuples;
  bool json = false;
  ConnectionFlags connection;

  // Of what to ask for; then those of the exact query, of the output and of the connection. Between them a command may
  // add its own.
  void AddSubject(FlagSet* flags);
  void AddReturnNegative(FlagSet* flags);
  void AddExactAndOutput(FlagSet* flags);

  // INVALID_ARGUMENT: flags that do not go together.
  absl::Status Check() const;
  absl::StatusOr<QueryAnswer> Ask(const AtpRange& atp, Backend* backend) const;

  // The answer as the REST interface gives it, with a line end.
  std::string Json(const QueryAnswer& answer) const;
  // "More with --page=…", or nothing on the last page.
  std::string MoreLine(const QueryAnswer& answer) const;
};

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_COMMANDS_QUERY_FLAGS_H_
