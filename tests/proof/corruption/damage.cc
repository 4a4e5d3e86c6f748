#include "tests/proof/corruption/damage.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/kv/disk.h"
#include "storage/kv/rocks_verify.h"

namespace onhand::proof {
namespace {

namespace fs = std::filesystem;

constexpr size_t kPageBytes = 4096;

std::string Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void Write(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

}  // namespace

std::string_view NameOf(DamageKind kind) {
  switch (kind) {
    case DamageKind::kBit:
      return "bit flip";
    case DamageKind::kByte:
      return "byte";
    case DamageKind::kZeroPage:
      return "zeroed page";
    case DamageKind::kTruncation:
      return "truncation";
  }
  return "";
}

std::vector<Target> FindTargets(const std::string& folder) {
  std::map<std::string, Target> targets;
  const auto add = [&](const std::string& kind, const std::string& file, int weight) {
    if (fs::file_size(folder + "/" + file) == 0) return;
    Target& target = targets[kind];
    target.kind = kind;
    target.weight = weight;
    target.files.push_back(file);
  };
  const auto files = storage::VerifyRocksFiles(*storage::Disk::System(), folder + "/db", {});
  if (!files.ok()) return {};
  for (const storage::VerifiedFile& file : *files) {
    const std::string name = file.path.substr(folder.size() + 1);
    if (absl::EndsWith(name, ".sst")) {
      add(absl::StrCat("table ", file.holds), name, 1);
    } else if (file.holds == "write-ahead log") {
      add(file.holds, name, 10);
    } else if (file.holds == "manifest") {
      add(file.holds, name, 4);
    } else {
      add(file.holds, name, 1);
    }
  }
  for (const char* name : {"FORMAT", "LOCK"}) add(name, name, 1);
  for (const auto& entry : fs::directory_iterator(folder + "/db.bulk")) {
    add("db.bulk", absl::StrCat("db.bulk/", entry.path().filename().string()), 1);
  }
  std::vector<Target> list;
  for (auto& [kind, target] : targets) list.push_back(std::move(target));
  return list;
}

std::string Damage(const std::string& folder, const std::string& file, DamageKind kind, std::mt19937_64* random) {
  const std::string path = folder + "/" + file;
  std::string content = Read(path);
  if (content.empty()) return "";
  // Of zeros ahead of the log, one page is enough: nothing is in them.
  const size_t reach = std::min(content.size(), content.find_last_not_of('\0') + 1 + kPageBytes);
  const auto below = [random](size_t count) { return std::uniform_int_distribution<size_t>(0, count - 1)(*random); };
  std::string what;
  switch (kind) {
    case DamageKind::kBit: {
      const size_t at = below(reach);
      const size_t bit = below(8);
      content[at] = static_cast<char>(content[at] ^ (1 << bit));
      what = absl::StrCat("bit ", bit, " of byte ", at);
      break;
    }
    case DamageKind::kByte: {
      const size_t at = below(reach);
      content[at] = static_cast<char>(content[at] ^ (1 + below(255)));
      what = absl::StrCat("byte ", at);
      break;
    }
    case DamageKind::kZeroPage: {
      const size_t at = below((reach + kPageBytes - 1) / kPageBytes) * kPageBytes;
      const size_t bytes = std::min(kPageBytes, content.size() - at);
      if (content.compare(at, bytes, std::string(bytes, '\0')) == 0) return "";
      content.replace(at, bytes, bytes, '\0');
      what = absl::StrCat("zeros from byte ", at, " on");
      break;
    }
    case DamageKind::kTruncation: {
      const size_t bytes = below(reach);
      what = absl::StrCat("only ", bytes, " of ", content.size(), " bytes");
      content.resize(bytes);
      break;
    }
  }
  Write(path, content);
  return absl::StrCat(what, " of ", file);
}

}  // namespace onhand::proof
