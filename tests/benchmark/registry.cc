#include "tests/benchmark/registry.h"

#include <utility>

#include "storage/base/check.h"

namespace onhand::benchmark {

void SubjectRegistry::Add(SubjectKind kind) {
  for (const SubjectKind& other : kinds_) ONHAND_CHECK(other.name != kind.name);
  kinds_.push_back(std::move(kind));
}

absl::StatusOr<std::unique_ptr<Subject>> SubjectRegistry::MakeSubject(std::string_view name,
                                                                      const SubjectOptions& options) const {
  std::string known;
  for (const SubjectKind& kind : kinds_) {
    if (kind.name == name) return kind.make(options);
    known += (known.empty() ? "" : ", ") + kind.name;
  }
  return absl::InvalidArgumentError("nothing to measure is called '" + std::string(name) + "'; there are " + known);
}

std::vector<std::string> SubjectRegistry::NamesOfFamily(std::string_view family) const {
  std::vector<std::string> names;
  for (const SubjectKind& kind : kinds_) {
    if (kind.family == family) names.push_back(kind.name);
  }
  return names;
}

}  // namespace onhand::benchmark
