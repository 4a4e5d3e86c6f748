#include "engine/model/json_pointer.h"

namespace onhand {

void AppendPointer(std::string_view name, std::string* pointer) {
  pointer->push_back('/');
  for (const char c : name) {
    if (c == '~') {
      pointer->append("~0");
    } else if (c == '/') {
      pointer->append("~1");
    } else {
      pointer->push_back(c);
    }
  }
}

void AppendPointer(size_t index, std::string* pointer) {
  pointer->push_back('/');
  pointer->append(std::to_string(index));
}

}  // namespace onhand
