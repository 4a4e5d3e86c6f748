#include "tests/proof/simulation/coverage.h"

#include <algorithm>
#include <set>

#include "tests/proof/simulation/coverage_plan.h"

namespace onhand::proof {
namespace {

using Cells = std::map<std::pair<std::string, std::string>, int64_t>;

constexpr size_t kColumnsAtOnce = 10;
constexpr size_t kColumnWidth = 9;

std::string Padded(const std::string& text, size_t width) {
  return text.size() >= width ? text : text + std::string(width - text.size(), ' ');
}

// Rows are operations; columns are numbered, their names follow, for they are long.
std::string Table(const std::string& title, const Cells& cells) {
  std::set<std::string> rows;
  std::set<std::string> columns;
  for (const auto& [cell, count] : cells) {
    rows.insert(cell.first);
    columns.insert(cell.second);
  }
  size_t width = 0;
  for (const std::string& row : rows) width = std::max(width, row.size());
  std::string text = title + "\n";
  std::vector<std::string> names(columns.begin(), columns.end());
  for (size_t first = 0; first < names.size(); first += kColumnsAtOnce) {
    const size_t last = std::min(first + kColumnsAtOnce, names.size());
    text += Padded("", width);
    for (size_t i = first; i < last; ++i) {
      text += std::string(kColumnWidth - 1, ' ') + static_cast<char>('a' + (i - first));
    }
    text += "\n";
    for (const std::string& row : rows) {
      text += Padded(row, width);
      for (size_t i = first; i < last; ++i) {
        const auto found = cells.find({row, names[i]});
        const std::string count = found == cells.end() ? "." : std::to_string(found->second);
        text += std::string(kColumnWidth - std::min(kColumnWidth, count.size()), ' ') + count;
      }
      text += "\n";
    }
    for (size_t i = first; i < last; ++i) {
      text += std::string("  ") + static_cast<char>('a' + (i - first)) + " = " + names[i] + "\n";
    }
  }
  return text;
}

void Add(const Cells& from, Cells* to) {
  for (const auto& [cell, count] : from) (*to)[cell] += count;
}

void FindMissing(const std::string& kind, const Cells& cells, const std::vector<PlannedCells>& plan,
                 std::vector<std::string>* missing) {
  for (const PlannedCells& planned : plan) {
    for (const std::string& operation : planned.operations) {
      const auto found = cells.find({operation, planned.column});
      const int64_t count = found == cells.end() ? 0 : found->second;
      if (count >= planned.minimum) continue;
      missing->push_back(kind + " '" + planned.column + "' met '" + operation + "' " + std::to_string(count) +
                         " times, less than " + std::to_string(planned.minimum));
    }
  }
}

}  // namespace

void Coverage::AddAll(const Coverage& other) {
  Add(other.faults_, &faults_);
  Add(other.refusals_, &refusals_);
}

std::string Coverage::ToText() const {
  return Table("operation x fault", faults_) + Table("operation x refusal", refusals_);
}

std::vector<std::string> Coverage::Missing() const {
  std::vector<std::string> missing;
  FindMissing("fault", faults_, PlannedFaults(), &missing);
  FindMissing("refusal", refusals_, PlannedRefusals(), &missing);
  return missing;
}

}  // namespace onhand::proof
