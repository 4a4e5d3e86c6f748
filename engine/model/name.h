// File: name.h
//
// Names – of properties, dimensions, data sources, measures, groups – are compared without regard to ASCII case
// (decisions N1). Other bytes are compared as they are.
#ifndef ONHAND_ENGINE_MODEL_NAME_H_
#define ONHAND_ENGINE_MODEL_NAME_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace onhand {

// The name in lower case, as it is kept and answered.
std::string FoldName(std::string_view name);

bool NamesEqual(std::string_view a, std::string_view b);

// True for "", and for nothing but ASCII white space: an absent data source (spec 1.3).
bool IsBlank(std::string_view text);

// Without the white space of IsBlank around it.
std::string_view TrimBlanks(std::string_view text);

// For hash maps keyed by names in any case, looked up without folding first.
struct NameHash {
  using is_transparent = void;
  size_t operator()(std::string_view name) const;
};
struct NameEqual {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const { return NamesEqual(a, b); }
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_MODEL_NAME_H_
