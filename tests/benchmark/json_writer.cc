#include "tests/benchmark/json_writer.h"

#include <cmath>
#include <cstdio>

namespace onhand::benchmark {
namespace {

// Doubles are exact up to here.
constexpr double kWholeMax = 9007199254740992.0;

}  // namespace

void JsonWriter::Begin(char bracket) {
  NewValue();
  text_.push_back(bracket);
  ++depth_;
  first_ = true;
}

void JsonWriter::End(char bracket) {
  --depth_;
  if (!first_) NewLine();
  text_.push_back(bracket);
  first_ = false;
}

JsonWriter& JsonWriter::Key(std::string_view key) {
  NewValue();
  Quote(key);
  text_ += ": ";
  after_key_ = true;
  return *this;
}

void JsonWriter::Text(std::string_view value) {
  NewValue();
  Quote(value);
}

void JsonWriter::Number(double value) {
  NewValue();
  if (!std::isfinite(value)) {
    text_ += "null";
    return;
  }
  char digits[40];
  const bool whole = value == std::floor(value) && std::fabs(value) < kWholeMax;
  std::snprintf(digits, sizeof(digits), whole ? "%.0f" : "%.6g", value);
  text_ += digits;
}

void JsonWriter::Bool(bool value) {
  NewValue();
  text_ += value ? "true" : "false";
}

void JsonWriter::NewValue() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (!first_) text_ += indented_ ? "," : ", ";
  if (depth_ > 0) NewLine();
  first_ = false;
}

void JsonWriter::NewLine() {
  if (!indented_) return;
  text_.push_back('\n');
  text_.append(static_cast<size_t>(depth_) * 2, ' ');
}

void JsonWriter::Quote(std::string_view text) {
  text_.push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      text_.push_back('\\');
      text_.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof(escape), "\\u%04x", c);
      text_ += escape;
    } else {
      text_.push_back(c);
    }
  }
  text_.push_back('"');
}

}  // namespace onhand::benchmark
