// File: json_writer.h
//
// JSON text, written front to back.
//
//   JsonWriter json;
//   json.BeginObject();
//   json.Key("workload").Text("apply-bulk");
//   json.Key("rounds").BeginArray();
//   for (double value : rounds) json.Number(value);
//   json.EndArray();
//   json.EndObject();
//   std::string text = json.Take();
#ifndef ONHAND_TESTS_BENCHMARK_JSON_WRITER_H_
#define ONHAND_TESTS_BENCHMARK_JSON_WRITER_H_

#include <string>
#include <string_view>

namespace onhand::benchmark {

// Not thread-safe. Commas are its own business; that Begin and End match and that keys stand in objects, the caller's.
class JsonWriter {
 public:
  // `indented`: a line for each value; otherwise all in one line.
  explicit JsonWriter(bool indented = false) : indented_(indented) {}

  void BeginObject() { Begin('{'); }
  void EndObject() { End('}'); }
  void BeginArray() { Begin('['); }
  void EndArray() { End(']'); }
  JsonWriter& Key(std::string_view key);
  void Text(std::string_view value);
  // Six significant digits, whole numbers in full; NaN and infinities, which JSON has not, are null.
  void Number(double value);
  void Bool(bool value);

  std::string Take() { return std::move(text_); }

 private:
  void Begin(char bracket);
  void End(char bracket);
  void NewValue();
  void NewLine();
  void Quote(std::string_view text);

  const bool indented_;
  std::string text_;
  int depth_ = 0;
  bool first_ = true;       // in the innermost object or array
  bool after_key_ = false;  // the value stands beside its key
};

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_JSON_WRITER_H_
