// File: target.h
//
// The target of a request line: path segments and query parameters.
#ifndef ONHAND_SERVICE_HTTP_TARGET_H_
#define ONHAND_SERVICE_HTTP_TARGET_H_

#include <string>
#include <string_view>
#include <vector>

namespace onhand {

// The text with %XX resolved, in a query also '+' as a blank. False if a '%' is not followed by two hexadecimal digits.
bool PercentDecode(std::string_view text, bool plus_is_blank, std::string* out);

struct QueryParameter {
  std::string name;                 // decoded
  std::string value;                // decoded as a whole
  std::vector<std::string> values;  // the comma-separated values, decoded; an encoded comma (%2C) separates nothing
};

struct Target {
  std::vector<std::string> segments;  // decoded; a trailing slash adds none (decisions T1)
  std::vector<QueryParameter> parameters;

  // The first parameter of that name (in any case); null if there is none.
  const QueryParameter* Find(std::string_view name) const;
};

// "/a/b%20c?x=1,2&y" or the same after "http://host". False, and *error says why, if it is neither.
bool ParseTarget(std::string_view text, Target* target, std::string* error);

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_TARGET_H_
