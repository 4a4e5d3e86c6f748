// File: environment_id.h
//
// The names of environments and of their folders. Private to storage/directory.
#ifndef ONHAND_STORAGE_DIRECTORY_ENVIRONMENT_ID_H_
#define ONHAND_STORAGE_DIRECTORY_ENVIRONMENT_ID_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace onhand::storage {

// A–Z in lower case; other letters stay as they are. INVALID_ARGUMENT: not 1–128 bytes of UTF-8 without control
// characters (C1 included, decisions E6) or '/', or so many bytes to escape that no folder can bear the name.
absl::StatusOr<std::string> FoldId(std::string_view id);

// The folder of a folded id: bytes other than a–z, 0–9, '-' and '_' are written %XX (upper case hex digits). Never
// begins with a dot.
std::string FolderName(std::string_view folded_id);

// The folded id of a folder; nothing if FolderName makes no such name.
std::optional<std::string> IdOfFolder(std::string_view name);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_DIRECTORY_ENVIRONMENT_ID_H_
