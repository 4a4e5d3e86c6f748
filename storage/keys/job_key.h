// File: job_key.h
//
// The keys of a job: its record, and the pieces of the file that it made.
//
//   job key        := 'J' id
//   job result key := 'F' id 00 piece:u32        big-endian, from 0
//
// Ids are made by the engine and hold no 00, so all pieces of a file share a beginning and sort in their order. Worked
// examples: docs/formats/keys.md.
#ifndef ONHAND_STORAGE_KEYS_JOB_KEY_H_
#define ONHAND_STORAGE_KEYS_JOB_KEY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace onhand::storage {

struct JobResultKeyParts {
  std::string_view id;
  uint32_t piece = 0;
};

// With the family byte.
std::string JobKey(std::string_view id);
std::string JobResultKey(std::string_view id, uint32_t piece);
// All pieces of this job's file begin with it.
std::string JobResultPrefix(std::string_view id);
// Nothing if the bytes are not a key of a piece. `id` points into `key`.
std::optional<JobResultKeyParts> ParseJobResultKey(std::string_view key);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KEYS_JOB_KEY_H_
