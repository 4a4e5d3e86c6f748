#include "service/cli/files/text_record.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/cli/files/byte_source.h"

namespace onhand::cli {
namespace {

using ::testing::ElementsAre;

// Gives one byte at a time, so that every record is cut everywhere.
class DripSource : public ByteSource {
 public:
  explicit DripSource(std::string text) : text_(std::move(text)) {}
  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    if (position_ == text_.size()) return size_t{0};
    *buffer = text_[position_++];
    return size_t{1};
  }

 private:
  const std::string text_;
  size_t position_ = 0;
};

// Each record as "line:field|field" or "line:!error".
std::vector<std::string> ReadCsv(ByteSource* source, char delimiter = ',') {
  CsvReader reader(source, delimiter);
  CsvRecord record;
  std::vector<std::string> lines;
  while (true) {
    const absl::StatusOr<bool> more = reader.Next(&record);
    if (!more.ok()) {
      lines.push_back(more.status().ToString());
      return lines;
    }
    if (!*more) return lines;
    std::string line = std::to_string(record.line) + ":";
    if (!record.error.empty()) {
      line += "!" + record.error.substr(0, 21) + "<" + record.original.substr(0, 20) + ">";
    } else {
      for (size_t i = 0; i < record.fields.size(); ++i) line += (i > 0 ? "|" : "") + record.fields[i];
    }
    lines.push_back(line);
  }
}

struct CsvCase {
  std::string name;
  std::string text;
  std::vector<std::string> records;
};

const std::vector<CsvCase>& CsvCases() {
  static const std::vector<CsvCase> cases = {
      {"empty", "", {}},
      {"plain", "a,b\nc,d\n", {"1:a|b", "2:c|d"}},
      {"no end of line", "a,b\nc,d", {"1:a|b", "2:c|d"}},
      {"crlf", "a,b\r\nc,d\r\n", {"1:a|b", "2:c|d"}},
      {"byte order mark",
       "\xef\xbb\xbf"
       "a,b\n",
       {"1:a|b"}},
      {"mark alone", "\xef\xbb\xbf", {}},
      {"blank lines", "\n  \na\n\r\n\nb\n", {"3:a", "6:b"}},
      {"empty fields", ",\n,,\n", {"1:|", "2:||"}},
      {"quoted", "\"a,b\",\"c\"\n", {"1:a,b|c"}},
      {"quoted empty", "\"\",x\n", {"1:|x"}},
      {"doubled quotes", "\"a\"\"b\"\"\"\n", {"1:a\"b\""}},
      {"line ends inside", "\"a\nb\",c\r\nd,\"e\r\nf\"\n", {"1:a\nb|c", "3:d|e\r\nf"}},
      {"quote inside unquoted", "5\" pipe,b\n", {"1:5\" pipe|b"}},
      {"blanks stay", " a , b\n", {"1: a | b"}},
      {"return inside unquoted stays", "a\rb,c\n", {"1:a\rb|c"}},
      {"text behind quotes", "\"a\"b,c\nd\n", {"1:!a quoted field is fol<\"a\"b,c>", "2:d"}},
      {"never closed", "x\n\"a,b\nc,d\n", {"1:x", "2:!a quoted field has no<\"a,b>", "3:c|d"}},
      {"never closed at the end", "x\n\"a,b", {"1:x", "2:!a quoted field has no<\"a,b>"}},
      {"quoted at the end", "\"a\"", {"1:a"}},
      {"quoted and return at the end", "\"a\"\r", {"1:a"}},
  };
  return cases;
}

TEST(CsvReaderTest, Cases) {
  for (const CsvCase& test : CsvCases()) {
    SCOPED_TRACE(test.name);
    const std::unique_ptr<ByteSource> source = TextByteSource(test.text);
    EXPECT_EQ(ReadCsv(source.get()), test.records);
  }
}

TEST(CsvReaderTest, CasesByteByByte) {
  for (const CsvCase& test : CsvCases()) {
    SCOPED_TRACE(test.name);
    DripSource source(test.text);
    EXPECT_EQ(ReadCsv(&source), test.records);
  }
}

TEST(CsvReaderTest, OtherDelimiters) {
  const std::unique_ptr<ByteSource> source = TextByteSource("a,b;\"c;d\"\ne\tf;g\n");
  EXPECT_THAT(ReadCsv(source.get(), ';'), ElementsAre("1:a,b|c;d", "2:e\tf|g"));
}

TEST(CsvReaderTest, KeepsTheOriginal) {
  const std::unique_ptr<ByteSource> source = TextByteSource("\"a\nb\",c\r\nd\n");
  CsvReader reader(source.get());
  CsvRecord record;
  ASSERT_TRUE(*reader.Next(&record));
  EXPECT_EQ(record.original, "\"a\nb\",c");
}

TEST(CsvReaderTest, EndlessLineIsPassedOver) {
  const std::unique_ptr<ByteSource> source =
      TextByteSource("a\n" + std::string(3'000'000, 'x') + "\nb\n\"" + std::string(200'000, 'y'));
  EXPECT_THAT(ReadCsv(source.get()), ElementsAre("1:a", "2:!the record is longer <" + std::string(20, 'x') + ">", "3:b",
                                                 "4:!a quoted field has no<\"" + std::string(19, 'y') + ">"));
}

TEST(CsvReaderTest, ManyOpenQuotesStayLinear) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "\"a,b,c,d,e,f,g,h\n";
  const std::unique_ptr<ByteSource> source = TextByteSource(text + "\"");
  CsvReader reader(source.get());
  CsvRecord record;
  int64_t records = 0;
  while (*reader.Next(&record)) ++records;
  EXPECT_GT(records, 10'000);
}

TEST(CsvFieldTest, RoundTrip) {
  const std::vector<std::string> fields = {"", "a", "a,b", "\"", "a\nb", " a", "a ", "\r", "x\"y"};
  std::string text;
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) text += ',';
    AppendCsvField(fields[i], &text);
  }
  const auto split = SplitCsv(text);
  ASSERT_TRUE(split.ok()) << split.status();
  EXPECT_EQ(*split, fields);
}

TEST(SplitCsvTest, OneRecordOnly) {
  EXPECT_EQ(*SplitCsv(""), std::vector<std::string>{""});
  EXPECT_EQ(*SplitCsv("1,\"a,b\""), (std::vector<std::string>{"1", "a,b"}));
  EXPECT_FALSE(SplitCsv("a\nb").ok());
  EXPECT_FALSE(SplitCsv("\"a").ok());
}

TEST(LineReaderTest, Lines) {
  for (const bool drip : {false, true}) {
    const std::string text = "\xef\xbb\xbfone\r\n\n  \ntwo\nthree";
    std::unique_ptr<ByteSource> source = TextByteSource(text);
    if (drip) source = std::make_unique<DripSource>(text);
    LineReader reader(source.get());
    LineRecord record;
    std::vector<std::string> lines;
    while (*reader.Next(&record)) lines.push_back(std::to_string(record.line) + ":" + record.text);
    EXPECT_THAT(lines, ElementsAre("1:one", "4:two", "5:three"));
  }
}

TEST(LineReaderTest, LongLineIsAnErrorAndPassedOver) {
  const std::unique_ptr<ByteSource> source = TextByteSource("a\n" + std::string(2'500'000, 'x') + "\nb\n");
  LineReader reader(source.get());
  LineRecord record;
  ASSERT_TRUE(*reader.Next(&record));
  ASSERT_TRUE(*reader.Next(&record));
  EXPECT_EQ(record.line, 2);
  EXPECT_EQ(record.error, "the line is longer than 1048576 bytes");
  ASSERT_TRUE(*reader.Next(&record));
  EXPECT_EQ(record.text, "b");
  EXPECT_EQ(record.line, 3);
  EXPECT_FALSE(*reader.Next(&record));
}

}  // namespace
}  // namespace onhand::cli
