#include "storage/keys/job_key.h"

#include "storage/keys/family.h"

namespace onhand::storage {
namespace {

constexpr size_t kPieceBytes = 4;

}  // namespace

std::string JobKey(std::string_view id) { return std::string(1, static_cast<char>(Family::kJob)).append(id); }

std::string JobResultPrefix(std::string_view id) {
  std::string key(1, static_cast<char>(Family::kJobResult));
  key.append(id).push_back('\0');
  return key;
}

std::string JobResultKey(std::string_view id, uint32_t piece) {
  std::string key = JobResultPrefix(id);
  for (int shift = 24; shift >= 0; shift -= 8) key.push_back(static_cast<char>(piece >> shift & 0xFF));
  return key;
}

std::optional<JobResultKeyParts> ParseJobResultKey(std::string_view key) {
  if (key.size() < 1 + 1 + kPieceBytes || key[0] != static_cast<char>(Family::kJobResult)) return std::nullopt;
  const size_t end = key.size() - kPieceBytes - 1;
  if (key.find('\0') != end) return std::nullopt;
  JobResultKeyParts parts;
  parts.id = key.substr(1, end - 1);
  for (const char byte : key.substr(end + 1)) parts.piece = parts.piece << 8 | static_cast<uint8_t>(byte);
  return parts;
}

}  // namespace onhand::storage
