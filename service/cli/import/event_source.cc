#include "service/cli/import/event_source.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "service/cli/files/text_record.h"
#include "service/cli/mapping/record_mapper.h"
#include "service/json/event_decoder.h"
#include "service/json/json_reader.h"

namespace onhand::cli {
namespace {

double FractionRead(const ByteSource& bytes) {
  if (bytes.size_bytes() <= 0 || bytes.position_bytes() < 0) return -1;
  return static_cast<double>(bytes.position_bytes()) / static_cast<double>(bytes.size_bytes());
}

template <typename Views>
void CopyMeasures(const Views& views, std::vector<EventRecord::Measure>* measures) {
  measures->clear();
  for (const MeasureQuantity& view : views) {
    measures->push_back({std::string(view.data_source), std::string(view.measure), view.quantity});
  }
}

class CsvEventSource : public EventSource {
 public:
  CsvEventSource(std::unique_ptr<ByteSource> bytes, char delimiter)
      : bytes_(std::move(bytes)), reader_(bytes_.get(), delimiter) {}

  absl::Status Start(std::optional<Mapping> mapping) {
    std::vector<std::string> heading;
    if (mapping.has_value() && !mapping->columns.empty()) {
      heading = mapping->columns;
    } else {
      const absl::StatusOr<bool> more = reader_.Next(&record_);
      if (!more.ok()) return more.status();
      if (!*more) return absl::InvalidArgumentError("the file is empty; its first line must be the heading");
      if (!record_.error.empty()) return absl::InvalidArgumentError(absl::StrCat("the heading: ", record_.error));
      heading = record_.fields;
    }
    if (!mapping.has_value()) {
      absl::StatusOr<Mapping> plain = PlainMapping(heading);
      if (!plain.ok()) return plain.status();
      mapping = *std::move(plain);
    }
    const std::vector<Issue> issues = BindMapping(heading, &*mapping);
    if (!issues.empty()) {
      std::string message = "the mapping does not fit the file";
      for (const Issue& issue : issues) absl::StrAppend(&message, "\n  ", issue.path, ": ", issue.message);
      return absl::InvalidArgumentError(message);
    }
    mapper_ = std::make_unique<RecordMapper>(*std::move(mapping), heading.size());
    return absl::OkStatus();
  }

  absl::StatusOr<bool> Next(SourceItem* item) override {
    const absl::StatusOr<bool> more = reader_.Next(&record_);
    if (!more.ok() || !*more) return more;
    item->line = record_.line;
    item->original.swap(record_.original);
    item->skipped = false;
    item->error = record_.error;
    if (item->error.empty()) {
      item->skipped = mapper_->Map(&record_, &item->event, &item->error) == MapResult::kSkipped;
    }
    return true;
  }

  double fraction() const override { return FractionRead(*bytes_); }

 private:
  const std::unique_ptr<ByteSource> bytes_;
  CsvReader reader_;
  CsvRecord record_;
  std::unique_ptr<RecordMapper> mapper_;
};

class JsonEventSource : public EventSource {
 public:
  JsonEventSource(std::unique_ptr<ByteSource> bytes, bool counts)
      : bytes_(std::move(bytes)), reader_(bytes_.get()), counts_(counts) {}

  absl::StatusOr<bool> Next(SourceItem* item) override {
    const absl::StatusOr<bool> more = reader_.Next(&record_);
    if (!more.ok() || !*more) return more;
    item->line = record_.line;
    item->original.swap(record_.text);
    item->skipped = false;
    item->error = record_.error;
    if (item->error.empty()) ReadJsonEvent(item->original, counts_, &item->event, &item->error);
    return true;
  }

  double fraction() const override { return FractionRead(*bytes_); }

 private:
  const std::unique_ptr<ByteSource> bytes_;
  LineReader reader_;
  LineRecord record_;
  const bool counts_;
};

class ListEventSource : public EventSource {
 public:
  explicit ListEventSource(std::vector<EventRecord> events) : events_(std::move(events)) {}

  absl::StatusOr<bool> Next(SourceItem* item) override {
    if (next_ == events_.size()) return false;
    item->line = 0;
    item->original.clear();
    item->skipped = false;
    item->error.clear();
    item->event = events_[next_++];
    return true;
  }

  double fraction() const override {
    return events_.empty() ? 1 : static_cast<double>(next_) / static_cast<double>(events_.size());
  }

 private:
  const std::vector<EventRecord> events_;
  size_t next_ = 0;
};

class GeneratedEventSource : public EventSource {
 public:
  GeneratedEventSource(const RetailerOptions& options, int64_t count) : retailer_(options), count_(count) {}

  absl::StatusOr<bool> Next(SourceItem* item) override {
    if (made_ == count_) return false;
    ++made_;
    item->line = 0;
    item->original.clear();
    item->skipped = false;
    item->error.clear();
    item->event = retailer_.Next();
    return true;
  }

  double fraction() const override { return static_cast<double>(made_) / static_cast<double>(count_); }

 private:
  Retailer retailer_;
  const int64_t count_;
  int64_t made_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<EventSource>> OpenCsvEvents(std::unique_ptr<ByteSource> bytes,
                                                           std::optional<Mapping> mapping) {
  auto source = std::make_unique<CsvEventSource>(std::move(bytes), mapping.has_value() ? mapping->delimiter : ',');
  if (absl::Status status = source->Start(std::move(mapping)); !status.ok()) return status;
  return std::unique_ptr<EventSource>(std::move(source));
}

std::unique_ptr<EventSource> OpenJsonEvents(std::unique_ptr<ByteSource> bytes, bool counts) {
  return std::make_unique<JsonEventSource>(std::move(bytes), counts);
}

bool ReadJsonEvent(std::string_view text, bool counts, EventRecord* record, std::string* error) {
  JsonError json_error;
  const std::unique_ptr<JsonDocument> document = JsonDocument::Read(text, {}, &json_error);
  if (document == nullptr) {
    *error = absl::StrCat("not JSON: ", json_error.message);
    return false;
  }
  if (!document->top().is_object()) {
    *error = absl::StrCat("not an event: ", std::string(JsonTypeName(document->top().type())), " instead of an object");
    return false;
  }
  SetEvent event;
  Issue issue;
  if (!(counts ? DecodeSetEvent(document->top(), &event, &issue)
               : DecodeChangeEvent(document->top(), &event, &issue))) {
    *error = issue.path.empty() ? issue.message : absl::StrCat(issue.path, ": ", issue.message);
    return false;
  }
  record->id = std::string(event.id);
  record->organization_id = std::string(event.organization_id);
  record->product_id = std::string(event.product_id);
  record->dimension_data_source = std::string(event.dimension_data_source);
  record->dimensions.clear();
  for (const DimensionValue& dimension : event.dimensions) {
    record->dimensions.push_back({std::string(dimension.name), std::string(dimension.value)});
  }
  CopyMeasures(event.quantities, &record->quantities);
  record->modified_at_us = event.modified_at_us;
  CopyMeasures(event.expected_quantities, &record->expected);
  return true;
}

std::unique_ptr<EventSource> ListEvents(std::vector<EventRecord> events) {
  return std::make_unique<ListEventSource>(std::move(events));
}

std::unique_ptr<EventSource> GenerateEvents(const RetailerOptions& options, int64_t count) {
  return std::make_unique<GeneratedEventSource>(options, count);
}

}  // namespace onhand::cli
