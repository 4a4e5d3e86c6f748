// File: decoder_fixture.h
//
// For tests of what reads JSON records.
#ifndef ONHAND_TESTS_SERVICE_JSON_DECODER_FIXTURE_H_
#define ONHAND_TESTS_SERVICE_JSON_DECODER_FIXTURE_H_

#include <memory>
#include <string>
#include <string_view>

#include "engine/model/outcome.h"
#include "gtest/gtest.h"
#include "service/json/json_reader.h"

namespace onhand {

class DecoderFixture : public ::testing::Test {
 protected:
  // Of the text read last; lives until the next one.
  const JsonValue& Read(std::string_view text) {
    JsonError error;
    text_ = std::string(text);
    document_ = JsonDocument::Read(text_, {}, &error);
    EXPECT_NE(document_, nullptr) << error.message << "\n" << text;
    return document_->top();
  }

  // "" if `decode` takes the text, otherwise "<path> <reason>: <message>".
  template <typename Event, typename Decode>
  std::string Refusal(std::string_view text, Event* event, Decode decode) {
    *event = {};
    Issue issue;
    if (decode(Read(text), event, &issue)) return "";
    return issue.path + " " + std::string(ReasonName(issue.reason)) + ": " + issue.message;
  }

  // An object with the members that every event needs, and `members` ("\"x\":1").
  static std::string Record(std::string_view members) {
    return R"({"id":"a","organizationId":"o","productId":"p")" + std::string(members.empty() ? "" : ",") +
           std::string(members) + "}";
  }

 private:
  std::string text_;
  std::unique_ptr<JsonDocument> document_;
};

}  // namespace onhand

#endif  // ONHAND_TESTS_SERVICE_JSON_DECODER_FIXTURE_H_
