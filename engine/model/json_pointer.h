// File: json_pointer.h
//
// JSON pointers (RFC 6901): where in a record, request or document something is wrong (Issue::path). Only text: nothing
// here reads JSON.
#ifndef ONHAND_ENGINE_MODEL_JSON_POINTER_H_
#define ONHAND_ENGINE_MODEL_JSON_POINTER_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace onhand {

// "/", and the name with '~' and '/' escaped.
void AppendPointer(std::string_view name, std::string* pointer);
void AppendPointer(size_t index, std::string* pointer);

// base + "/" + step.
inline std::string PointerTo(std::string_view base, std::string_view name) {
  std::string pointer(base);
  AppendPointer(name, &pointer);
  return pointer;
}
inline std::string PointerTo(std::string_view base, size_t index) {
  std::string pointer(base);
  AppendPointer(index, &pointer);
  return pointer;
}

}  // namespace onhand

#endif  // ONHAND_ENGINE_MODEL_JSON_POINTER_H_
