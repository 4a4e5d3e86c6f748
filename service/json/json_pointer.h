// File: json_pointer.h
//
// JSON pointers (RFC 6901): where in a document something is wrong.
#ifndef ONHAND_SERVICE_JSON_JSON_POINTER_H_
#define ONHAND_SERVICE_JSON_JSON_POINTER_H_

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

#endif  // ONHAND_SERVICE_JSON_JSON_POINTER_H_
