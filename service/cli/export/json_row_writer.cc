#include <string_view>

#include "absl/strings/str_cat.h"
#include "service/cli/export/row_writer.h"
#include "service/json/json_writer.h"

namespace onhand::cli {
namespace {

constexpr size_t kBufferBytes = 64 << 10;

void AppendQuantities(const std::map<MeasureName, WideMicros>& quantities, std::string* out) {
  out->push_back('{');
  std::string_view data_source;
  bool first = true;
  for (const auto& [name, micros] : quantities) {
    if (first || name.data_source != data_source) {
      if (!first) out->append("},");
      data_source = name.data_source;
      AppendJsonString(data_source, out);
      out->append(":{");
    } else {
      out->push_back(',');
    }
    first = false;
    AppendJsonString(name.measure, out);
    out->push_back(':');
    AppendMicros(micros, out);
  }
  out->append(first ? "}" : "}}");
}

class JsonRowWriter : public RowWriter {
 public:
  explicit JsonRowWriter(AtomicFile* out) : out_(out) {}

  absl::Status Write(const ExportedRow& row) override {
    buffer_.append("{\"id\":");
    AppendJsonString(row.id, &buffer_);
    buffer_.append(",\"organizationId\":");
    AppendJsonString(row.organization_id, &buffer_);
    buffer_.append(",\"productId\":");
    AppendJsonString(row.product_id, &buffer_);
    buffer_.append(",\"dimensions\":{");
    bool first = true;
    for (const auto& [dimension, value] : row.dimensions) {
      if (!first) buffer_.push_back(',');
      first = false;
      AppendJsonString(BaseDimensionName(dimension), &buffer_);
      buffer_.push_back(':');
      AppendJsonString(value, &buffer_);
    }
    buffer_.append("},\"quantities\":");
    AppendQuantities(row.quantities, &buffer_);
    if (!row.derived.empty()) {
      buffer_.append(",\"derivedQuantities\":");
      AppendQuantities(row.derived, &buffer_);
    }
    buffer_.append("}\n");
    return buffer_.size() < kBufferBytes ? absl::OkStatus() : Flush();
  }

  absl::Status Finish() override { return Flush(); }

 private:
  absl::Status Flush() {
    const absl::Status status = out_->Write(buffer_);
    buffer_.clear();
    return status;
  }

  AtomicFile* const out_;
  std::string buffer_;
};

}  // namespace

std::unique_ptr<RowWriter> NewJsonRowWriter(AtomicFile* out) { return std::make_unique<JsonRowWriter>(out); }

}  // namespace onhand::cli
