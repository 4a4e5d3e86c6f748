// File: table.h
//
// A table for people: columns padded with blanks, a heading and a rule.
//
//   product  siteid  pos.inbound
//   -------  ------  -----------
//   T-shirt  1              12.5
#ifndef ONHAND_SERVICE_CLI_TERMINAL_TABLE_H_
#define ONHAND_SERVICE_CLI_TERMINAL_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace onhand::cli {

struct TableColumn {
  std::string heading;
  bool numeric = false;  // aligned to the right
};

// Every row has a cell for each column. Control characters in cells are shown as '?'; broken UTF-8 counts as a
// character a byte. Lines have no blanks at their ends.
std::string RenderTable(const std::vector<TableColumn>& columns, const std::vector<std::vector<std::string>>& rows);

// How many characters of a terminal the text takes: those of UTF-8, each one wide.
size_t DisplayWidth(std::string_view text);

// 1234567 as "1,234,567".
std::string WithThousands(int64_t number);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_TERMINAL_TABLE_H_
