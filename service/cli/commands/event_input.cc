#include "service/cli/commands/event_input.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "engine/model/name.h"
#include "service/cli/files/byte_source.h"
#include "service/cli/files/text_record.h"
#include "service/cli/import/import_format.h"
#include "service/json/json_writer.h"

namespace onhand::cli {
namespace {

constexpr size_t kDataBytesMax = 8 << 20;
constexpr size_t kFileBytesMax = 64 << 20;

enum class ColumnUse { kMember, kQuantity, kDimension };

struct Column {
  ColumnUse use = ColumnUse::kDimension;
  std::string name;
  std::string data_source;  // of a quantity
};

bool Holds(absl::Span<const std::string_view> names, std::string_view name) {
  return std::any_of(names.begin(), names.end(), [name](std::string_view one) { return NamesEqual(one, name); });
}

absl::StatusOr<std::vector<Column>> ReadHeading(const std::vector<std::string>& heading, const CsvColumns& csv) {
  constexpr std::string_view kCommon[] = {"id", "organizationId", "productId", "dimensionDataSource"};
  std::set<std::string> names;
  std::vector<Column> columns;
  for (const std::string& field : heading) {
    const std::string name(TrimBlanks(field));
    if (name.empty()) return absl::InvalidArgumentError("the heading has a column without a name");
    if (!names.insert(FoldName(name)).second) {
      return absl::InvalidArgumentError(absl::StrCat("the heading has the column ", name, " twice"));
    }
    const size_t dot = name.find('.');
    if (Holds(kCommon, name) || Holds(csv.members, name)) {
      columns.push_back({ColumnUse::kMember, name, ""});
    } else if (dot == std::string::npos) {
      columns.push_back({ColumnUse::kDimension, name, ""});
    } else if (csv.quantities && dot > 0 && dot + 1 < name.size()) {
      columns.push_back({ColumnUse::kQuantity, name.substr(dot + 1), name.substr(0, dot)});
    } else {
      return absl::InvalidArgumentError(
          absl::StrCat("the heading has the column ", name, ", which means nothing here"));
    }
  }
  return columns;
}

// Numbers are fine as strings (decisions T3), booleans are not.
void AppendMember(std::string_view name, std::string_view value, std::string* out) {
  if (out->back() != '{') out->push_back(',');
  AppendJsonString(name, out);
  out->push_back(':');
  if (NamesEqual(name, "ifCheckAvailForReserv") && (value == "true" || value == "false")) {
    out->append(value);
  } else {
    AppendJsonString(value, out);
  }
}

void AppendDimensions(const std::vector<Column>& columns, const std::vector<std::string>& fields, std::string* out) {
  out->append(",\"dimensions\":{");
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].use == ColumnUse::kDimension && !fields[i].empty()) AppendMember(columns[i].name, fields[i], out);
  }
  out->push_back('}');
}

void AppendQuantities(const std::vector<Column>& columns, const std::vector<std::string>& fields, std::string* out) {
  std::vector<size_t> wanted;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].use == ColumnUse::kQuantity && !fields[i].empty()) wanted.push_back(i);
  }
  if (wanted.empty()) return;
  out->append(",\"quantities\":{");
  std::vector<bool> done(columns.size());
  for (const size_t i : wanted) {
    if (done[i]) continue;
    if (out->back() == '}') out->push_back(',');
    AppendJsonString(columns[i].data_source, out);
    out->append(":{");
    for (const size_t j : wanted) {
      if (done[j] || !NamesEqual(columns[i].data_source, columns[j].data_source)) continue;
      done[j] = true;
      AppendMember(columns[j].name, fields[j], out);
    }
    out->push_back('}');
  }
  out->push_back('}');
}

absl::Status AppendCsvRecords(ByteSource* bytes, const CsvColumns& csv, InputRecords* input) {
  CsvReader reader(bytes);
  CsvRecord record;
  std::vector<Column> columns;
  while (true) {
    const absl::StatusOr<bool> more = reader.Next(&record);
    if (!more.ok()) return more.status();
    if (!*more) return absl::OkStatus();
    if (!record.error.empty())
      return absl::InvalidArgumentError(absl::StrCat("line ", record.line, ": ", record.error));
    if (columns.empty()) {
      absl::StatusOr<std::vector<Column>> heading = ReadHeading(record.fields, csv);
      if (!heading.ok()) return heading.status();
      columns = *std::move(heading);
      continue;
    }
    if (record.fields.size() != columns.size()) {
      return absl::InvalidArgumentError(absl::StrCat("line ", record.line, ": the record has ", record.fields.size(),
                                                     " fields, the heading has ", columns.size()));
    }
    std::string* const text = input->text.get();
    text->append(input->lines.empty() ? "{" : ",\n{");
    for (size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].use == ColumnUse::kMember && !record.fields[i].empty()) {
        AppendMember(columns[i].name, record.fields[i], text);
      }
    }
    if (text->back() == '{') return absl::InvalidArgumentError(absl::StrCat("line ", record.line, ": id is missing"));
    AppendDimensions(columns, record.fields, text);
    AppendQuantities(columns, record.fields, text);
    text->push_back('}');
    input->lines.push_back(record.line);
    if (text->size() > kFileBytesMax) return absl::InvalidArgumentError("it is too large: split it");
  }
}

absl::Status AppendJsonLines(ByteSource* bytes, InputRecords* input) {
  LineReader reader(bytes);
  LineRecord record;
  while (true) {
    const absl::StatusOr<bool> more = reader.Next(&record);
    if (!more.ok()) return more.status();
    if (!*more) return absl::OkStatus();
    // Each by itself, so that a line is one record and an error has its line.
    JsonError error;
    if (!record.error.empty() || JsonDocument::Read(record.text, {}, &error) == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", record.line, ": ", record.error.empty() ? error.message : record.error));
    }
    // A line end first: the record before may end with a comment.
    absl::StrAppend(input->text.get(), input->lines.empty() ? "" : "\n,", record.text);
    input->lines.push_back(record.line);
    if (input->text->size() > kFileBytesMax) return absl::InvalidArgumentError("it is too large: split it");
  }
}

absl::StatusOr<InputRecords> ReadData(const std::string& data) {
  InputRecords input;
  input.name = "--data";
  input.text = std::make_unique<std::string>(data);
  if (data == "-") {
    absl::StatusOr<std::string> standard_input = ReadWholeFile("-", kDataBytesMax);
    if (!standard_input.ok()) return standard_input.status();
    *input.text = *std::move(standard_input);
  }
  JsonError error;
  input.document = JsonDocument::Read(*input.text, {.top_elements_max = kBulkRecordCountMax}, &error);
  if (input.document == nullptr) return absl::InvalidArgumentError(absl::StrCat("--data: ", error.message));
  input.is_array = input.document->top().is_array();
  input.records = input.is_array ? input.document->top().elements() : absl::MakeConstSpan(&input.document->top(), 1);
  return input;
}

}  // namespace

absl::StatusOr<InputRecords> ReadInput(const EventFlags& flags, const CsvColumns* csv) {
  if (!flags.data.empty()) return ReadData(flags.data);
  const absl::StatusOr<std::string> format =
      csv == nullptr ? std::string("ndjson") : ChooseImportFormat(flags.file, flags.format);
  if (!format.ok()) return format.status();
  const absl::StatusOr<std::unique_ptr<ByteSource>> bytes = OpenByteSource(flags.file);
  if (!bytes.ok()) return bytes.status();
  InputRecords input;
  input.name = flags.file;
  input.text = std::make_unique<std::string>("[");
  const absl::Status status =
      *format == "csv" ? AppendCsvRecords(bytes->get(), *csv, &input) : AppendJsonLines(bytes->get(), &input);
  if (!status.ok()) return absl::Status(status.code(), absl::StrCat(flags.file, ": ", status.message()));
  input.text->append("\n]");
  JsonError error;
  input.document = JsonDocument::Read(*input.text, {}, &error);
  if (input.document == nullptr) return absl::InvalidArgumentError(absl::StrCat(flags.file, ": ", error.message));
  input.records = input.document->top().elements();
  return input;
}

std::string RecordPlace(const InputRecords& input, size_t position) {
  if (!input.lines.empty()) return absl::StrCat(input.name, ": line ", input.lines[position]);
  return input.is_array ? absl::StrCat(input.name, ", record ", position + 1) : input.name;
}

}  // namespace onhand::cli
