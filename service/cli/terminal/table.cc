#include "service/cli/terminal/table.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "storage/base/check.h"

namespace onhand::cli {
namespace {

std::string Shown(std::string_view text) {
  std::string shown(text);
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return shown;
}

void AppendLine(const std::vector<TableColumn>& columns, const std::vector<size_t>& widths,
                const std::vector<std::string>& cells, std::string* out) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = Shown(cells[i]);
    const std::string padding(widths[i] - DisplayWidth(cell), ' ');
    if (i > 0) line.append("  ");
    line.append(columns[i].numeric ? padding + cell : cell + padding);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out->append(line).push_back('\n');
}

}  // namespace

std::string RenderTable(const std::vector<TableColumn>& columns, const std::vector<std::vector<std::string>>& rows) {
  std::vector<size_t> widths;
  std::vector<std::string> headings;
  for (const TableColumn& column : columns) {
    headings.push_back(column.heading);
    widths.push_back(DisplayWidth(column.heading));
  }
  for (const std::vector<std::string>& row : rows) {
    ONHAND_CHECK(row.size() == columns.size());
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], DisplayWidth(row[i]));
  }
  std::string out;
  AppendLine(columns, widths, headings, &out);
  std::vector<std::string> rule;
  for (const size_t width : widths) rule.emplace_back(width, '-');
  AppendLine(columns, widths, rule, &out);
  for (const std::vector<std::string>& row : rows) AppendLine(columns, widths, row, &out);
  return out;
}

// Every byte that does not continue a character.
size_t DisplayWidth(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string WithThousands(int64_t number) {
  std::string digits = absl::StrCat(number);
  for (ptrdiff_t i = static_cast<ptrdiff_t>(digits.size()) - 3; i > (number < 0 ? 1 : 0); i -= 3) {
    digits.insert(static_cast<size_t>(i), 1, ',');
  }
  return digits;
}

}  // namespace onhand::cli
