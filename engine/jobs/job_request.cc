#include "engine/jobs/job_request.h"

#include <cstdint>
#include <optional>
#include <random>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace onhand {
namespace {

uint64_t RandomBits() {
  std::random_device device;
  return uint64_t{device()} << 32 | device();
}

}  // namespace

std::vector<storage::JobParameter> EncodeResync(absl::Span<const std::string> data_sources) {
  std::vector<storage::JobParameter> parameters;
  for (const std::string& source : data_sources) parameters.push_back({"data_source", source});
  return parameters;
}

std::vector<storage::JobParameter> EncodeLogExtract(const LogExtract& extract) {
  std::vector<storage::JobParameter> parameters = {{"organization", extract.organization_id},
                                                   {"from", absl::StrCat(extract.from_us)},
                                                   {"until", absl::StrCat(extract.until_us)}};
  const auto add = [&](const char* name, const std::optional<std::string>& value) {
    if (value.has_value()) parameters.push_back({name, *value});
  };
  add("product", extract.product_id);
  add("site", extract.site_id);
  add("location", extract.location_id);
  return parameters;
}

absl::StatusOr<LogExtract> DecodeLogExtract(const std::vector<storage::JobParameter>& parameters) {
  LogExtract extract;
  bool ok = true;
  for (const storage::JobParameter& parameter : parameters) {
    if (parameter.name == "organization") {
      extract.organization_id = parameter.value;
    } else if (parameter.name == "from") {
      ok = ok && absl::SimpleAtoi(parameter.value, &extract.from_us);
    } else if (parameter.name == "until") {
      ok = ok && absl::SimpleAtoi(parameter.value, &extract.until_us);
    } else if (parameter.name == "product") {
      extract.product_id = parameter.value;
    } else if (parameter.name == "site") {
      extract.site_id = parameter.value;
    } else if (parameter.name == "location") {
      extract.location_id = parameter.value;
    } else {
      ok = false;
    }
  }
  if (!ok || extract.organization_id.empty()) return absl::DataLossError("the job's parameters are damaged");
  return extract;
}

std::string NewJobId(JobKind kind) {
  const uint64_t high = (RandomBits() & ~uint64_t{0xF000}) | 0x4000;
  const uint64_t low = (RandomBits() & ~(uint64_t{3} << 62)) | uint64_t{2} << 62;
  return absl::StrFormat("%s:%08x-%04x-%04x-%04x-%012x", std::string(JobKindName(kind)), high >> 32,
                         high >> 16 & 0xFFFF, high & 0xFFFF, low >> 48, low & 0xFFFF'FFFF'FFFF);
}

}  // namespace onhand
