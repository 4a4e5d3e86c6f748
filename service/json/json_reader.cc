#include "service/json/json_reader.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <new>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "boost/json/basic_parser_impl.hpp"
#include "engine/model/json_pointer.h"
#include "engine/model/name.h"
#include "service/json/exponent_clip.h"

namespace onhand {
namespace {

namespace json = boost::json;
using boost::json::error_code;

// Where reading stands: one container that is not closed yet.
struct Frame {
  size_t first = 0;  // of its values among the pending ones
  bool is_object = false;
  std::string_view name;  // of the member whose value is being read
};

// Called by Boost.JSON's parser; builds the tree. The values of open containers wait on a stack and move into the
// arena, side by side, when their container closes.
class TreeBuilder {
 public:
  static constexpr size_t max_object_size = static_cast<size_t>(-1);
  static constexpr size_t max_array_size = static_cast<size_t>(-1);
  static constexpr size_t max_key_size = static_cast<size_t>(-1);
  static constexpr size_t max_string_size = static_cast<size_t>(-1);

  TreeBuilder(std::string_view text, const JsonLimits& limits, std::pmr::memory_resource* arena)
      : text_(text), limits_(limits), arena_(arena) {}

  const JsonValue& top() const { return top_; }
  bool has_error() const { return !error_.message.empty(); }
  JsonError TakeError() { return std::move(error_); }
  // To the value being read.
  std::string Path() const {
    std::string path;
    for (size_t i = 0; i < frames_.size(); ++i) {
      const Frame& frame = frames_[i];
      if (!frame.is_object) {
        const size_t end = i + 1 < frames_.size() ? frames_[i + 1].first : pending_.size();
        AppendPointer(end - frame.first, &path);
      } else if (frame.name.data() != nullptr) {
        AppendPointer(frame.name, &path);
      }
    }
    return path;
  }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }

  bool on_object_begin(error_code& ec) { return Open(true, ec); }
  bool on_array_begin(error_code& ec) { return Open(false, ec); }

  bool on_object_end(size_t, error_code& ec) {
    const size_t first = frames_.back().first;
    const auto members = absl::MakeConstSpan(pending_.data() + first, pending_.size() - first);
    if (!CheckNames(members, ec)) return false;
    JsonMember* kept = Allocate<JsonMember>(members.size());
    std::uninitialized_copy(members.begin(), members.end(), kept);
    Close(JsonValue::Object(absl::MakeConstSpan(kept, members.size())));
    return true;
  }

  bool on_array_end(size_t, error_code&) {
    const size_t first = frames_.back().first;
    const size_t count = pending_.size() - first;
    JsonValue* kept = Allocate<JsonValue>(count);
    for (size_t i = 0; i < count; ++i) new (kept + i) JsonValue(pending_[first + i].value);
    Close(JsonValue::Array(absl::MakeConstSpan(kept, count)));
    return true;
  }

  bool on_key_part(json::string_view s, size_t, error_code&) { return Part(s); }
  bool on_key(json::string_view s, size_t, error_code&) {
    frames_.back().name = Whole(s);
    return true;
  }
  bool on_string_part(json::string_view s, size_t, error_code&) { return Part(s); }
  bool on_string(json::string_view s, size_t, error_code& ec) { return Add(JsonValue::String(Whole(s)), ec); }

  // A number lies in the text as a whole, in however many pieces it is reported.
  bool on_number_part(json::string_view s, error_code&) {
    if (number_begin_ == nullptr) number_begin_ = s.data();
    return true;
  }
  bool on_int64(int64_t, json::string_view s, error_code& ec) { return Number(s, ec); }
  bool on_uint64(uint64_t, json::string_view s, error_code& ec) { return Number(s, ec); }
  bool on_double(double, json::string_view s, error_code& ec) { return Number(s, ec); }

  bool on_bool(bool b, error_code& ec) { return Add(JsonValue::Bool(b), ec); }
  bool on_null(error_code& ec) { return Add(JsonValue::Null(), ec); }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }

 private:
  template <typename T>
  T* Allocate(size_t count) {
    return static_cast<T*>(arena_->allocate(std::max<size_t>(count, 1) * sizeof(T), alignof(T)));
  }

  bool Part(json::string_view s) {
    parts_.append(s.data(), s.size());
    return true;
  }

  // A string without escapes is a view of the text; one with escapes came in parts and is kept in the arena.
  std::string_view Whole(json::string_view s) {
    if (parts_.empty() && s.data() >= text_.data() && s.data() + s.size() <= text_.data() + text_.size()) {
      return std::string_view(s.data(), s.size());
    }
    parts_.append(s.data(), s.size());
    char* kept = Allocate<char>(parts_.size());
    std::memcpy(kept, parts_.data(), parts_.size());
    const std::string_view whole(kept, parts_.size());
    parts_.clear();
    return whole;
  }

  bool Number(json::string_view s, error_code& ec) {
    const char* begin = number_begin_ != nullptr ? number_begin_ : s.data();
    number_begin_ = nullptr;
    return Add(JsonValue::Number(std::string_view(begin, static_cast<size_t>(s.data() + s.size() - begin))), ec);
  }

  bool Open(bool is_object, error_code& ec) {
    if (!CheckCount(ec)) return false;
    frames_.push_back({pending_.size(), is_object, {}});
    return true;
  }

  void Close(JsonValue value) {
    pending_.resize(frames_.back().first);
    frames_.pop_back();
    Place(value);
  }

  bool Add(JsonValue value, error_code& ec) {
    if (!CheckCount(ec)) return false;
    Place(value);
    return true;
  }

  void Place(JsonValue value) {
    if (frames_.empty()) {
      top_ = value;
    } else {
      pending_.push_back({frames_.back().name, value});
    }
  }

  bool CheckCount(error_code& ec) {
    if (limits_.top_elements_max == 0 || frames_.size() != 1 || frames_[0].is_object) return true;
    if (pending_.size() < limits_.top_elements_max) return true;
    error_.too_many_elements = true;
    error_.message = absl::StrCat("the array holds more than ", limits_.top_elements_max, " records");
    ec = json::error::array_too_large;
    return false;
  }

  bool Repeated(std::string_view name, error_code& ec) {
    frames_.back().name = name;
    error_.path = Path();
    error_.message = absl::StrCat("the name \"", absl::string_view(name.data(), name.size()),
                                  "\" appears twice in one object (names are compared without regard to case)");
    ec = json::error::extra_data;
    return false;
  }

  bool CheckNames(absl::Span<const JsonMember> members, error_code& ec) {
    constexpr size_t kPairwiseMax = 12;
    if (members.size() <= kPairwiseMax) {
      for (size_t i = 1; i < members.size(); ++i) {
        for (size_t j = 0; j < i; ++j) {
          if (members[i].name.size() == members[j].name.size() && NamesEqual(members[i].name, members[j].name)) {
            return Repeated(members[i].name, ec);
          }
        }
      }
      return true;
    }
    absl::flat_hash_set<std::string_view, NameHash, NameEqual> names;
    names.reserve(members.size());
    for (const JsonMember& member : members) {
      if (!names.insert(member.name).second) return Repeated(member.name, ec);
    }
    return true;
  }

  const std::string_view text_;
  const JsonLimits limits_;
  std::pmr::memory_resource* const arena_;
  absl::InlinedVector<Frame, 8> frames_;
  absl::InlinedVector<JsonMember, 32> pending_;
  std::string parts_;
  const char* number_begin_ = nullptr;
  JsonValue top_;
  JsonError error_;
};

// Boost.JSON calls nearly everything a syntax error; the bytes around the place say more.
std::string DescribeSyntax(std::string_view text, size_t offset) {
  if (offset >= text.size()) return "the text ends too early";
  const auto c = static_cast<uint8_t>(text[offset]);
  if (c >= 0x80) return "here are bytes that are not UTF-8, or a character that JSON does not allow outside of strings";
  if (c < 0x20) return "here is a control character that is not escaped";
  size_t before = offset;
  while (before > 0 && std::strchr(" \t\r\n", text[before - 1]) != nullptr) --before;
  const bool after_value = before > 0 && (std::isalnum(static_cast<unsigned char>(text[before - 1])) != 0 ||
                                          std::strchr("\"}]", text[before - 1]) != nullptr);
  const bool begins_value = std::isalnum(c) != 0 || std::strchr("\"{[-", text[offset]) != nullptr;
  if (after_value && begins_value && before < offset) return "a comma or a colon is missing before this";
  return absl::StrCat("'", absl::string_view(&text[offset], 1), "' is not what JSON allows here");
}

std::string Describe(const error_code& ec, std::string_view text, size_t offset) {
  if (ec == json::error::too_deep) return absl::StrCat("nesting is deeper than ", kJsonDepthMax);
  if (ec == json::error::incomplete) return text.empty() ? "there is no JSON at all" : "the text ends too early";
  if (ec == json::error::extra_data) return "there is more text after the end of the value";
  if (ec == json::error::expected_utf16_escape || ec == json::error::illegal_leading_surrogate ||
      ec == json::error::illegal_trailing_surrogate) {
    return "a string holds half of a surrogate pair";
  }
  if (ec == json::error::expected_hex_digit) return "an escape lacks its four hexadecimal digits";
  return DescribeSyntax(text, offset);
}

void Locate(std::string_view text, size_t offset, JsonError* error) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const size_t line = static_cast<size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const size_t newline = before.rfind('\n');
  const size_t column = before.size() - (newline == std::string_view::npos ? 0 : newline + 1) + 1;
  error->offset = before.size();
  error->message = absl::StrCat("line ", line, ", column ", column, ": ", error->message);
}

}  // namespace

JsonDocument::JsonDocument() : arena_(inline_, sizeof(inline_)) {}

std::unique_ptr<JsonDocument> JsonDocument::Read(std::string_view text, const JsonLimits& limits, JsonError* error) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.size() > 0xFFFF'FFFF) {
    *error = {.message = "the text is longer than 4 GiB"};
    return nullptr;
  }
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) text.remove_prefix(kByteOrderMark.size());
  std::unique_ptr<JsonDocument> document(new JsonDocument());
  return document->ReadText(text, limits, error) ? std::move(document) : nullptr;
}

bool JsonDocument::ReadText(std::string_view text, const JsonLimits& limits, JsonError* error) {
  json::parse_options options;
  options.max_depth = kJsonDepthMax;
  options.allow_comments = true;
  options.allow_trailing_commas = true;
  json::basic_parser<TreeBuilder> parser(options, text, limits, &arena_);
  error_code ec;
  const size_t consumed = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && consumed < text.size()) ec = json::error::extra_data;
  if (!ec) {
    top_ = parser.handler().top();
    return true;
  }
  if (ec == json::error::exponent_overflow && rewritten_text_.empty()) {
    rewritten_text_ = std::string(text);
    ClipExponents(&rewritten_text_);
    return ReadText(rewritten_text_, limits, error);
  }
  if (parser.handler().has_error()) {
    *error = parser.handler().TakeError();
  } else {
    *error = {.path = parser.handler().Path(), .message = Describe(ec, text, consumed)};
  }
  Locate(text, consumed, error);
  return false;
}

}  // namespace onhand
