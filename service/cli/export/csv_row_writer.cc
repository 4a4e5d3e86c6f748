#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "service/cli/export/row_writer.h"
#include "service/cli/files/byte_source.h"
#include "service/cli/files/text_record.h"

namespace onhand::cli {
namespace {

constexpr size_t kBufferBytes = 64 << 10;

// A row waits in the spool as a CSV record of its own: id, organization, product, then pairs of a column's number and
// a value. Columns get their numbers as they turn up.
class CsvRowWriter : public RowWriter {
 public:
  CsvRowWriter(std::string spool_path, AtomicFile* out) : spool_path_(std::move(spool_path)), out_(out) {}
  ~CsvRowWriter() override { unlink(spool_path_.c_str()); }

  absl::Status Open() {
    spool_.open(spool_path_, std::ios::binary | std::ios::trunc);
    if (!spool_) return SpoolFailed();
    DimensionColumn(BaseDimension::kSiteId);
    DimensionColumn(BaseDimension::kLocationId);
    return absl::OkStatus();
  }

  absl::Status Write(const ExportedRow& row) override {
    record_.clear();
    for (const std::string* text : {&row.id, &row.organization_id, &row.product_id}) {
      AppendCsvField(*text, &record_);
      record_.push_back(',');
    }
    for (const auto& [dimension, value] : row.dimensions) AppendPair(DimensionColumn(dimension), value);
    for (const auto& [name, micros] : row.quantities) AppendPair(Column(&posted_, name), FormatMicros(micros));
    for (const auto& [name, micros] : row.derived) AppendPair(Column(&derived_, name), FormatMicros(micros));
    record_.back() = '\n';
    if (!(spool_ << record_)) return SpoolFailed();
    return absl::OkStatus();
  }

  absl::Status Finish() override {
    spool_.close();
    if (!spool_) return SpoolFailed();
    const std::vector<size_t> order = WriteHeading();
    absl::StatusOr<std::unique_ptr<ByteSource>> spool = OpenByteSource(spool_path_);
    if (!spool.ok()) return spool.status();
    CsvReader reader(spool->get());
    CsvRecord record;
    while (true) {
      const absl::StatusOr<bool> more = reader.Next(&record);
      if (!more.ok()) return more.status();
      if (!*more) break;
      if (!record.error.empty()) return absl::DataLossError(absl::StrCat(spool_path_, ": ", record.error));
      if (absl::Status status = WriteRow(record.fields, order); !status.ok()) return status;
    }
    return out_->Write(std::exchange(record_, ""));
  }

 private:
  absl::Status SpoolFailed() const {
    return absl::UnavailableError(absl::StrCat("cannot write ", spool_path_, ": ", std::strerror(errno)));
  }

  template <typename Name>
  size_t Column(std::map<Name, size_t>* columns, const Name& name) {
    const auto [entry, is_new] = columns->try_emplace(name, column_count_);
    if (is_new) ++column_count_;
    return entry->second;
  }
  size_t DimensionColumn(BaseDimension dimension) { return Column(&dimensions_, dimension); }

  void AppendPair(size_t column, const std::string& value) {
    absl::StrAppend(&record_, column, ",");
    AppendCsvField(value, &record_);
    record_.push_back(',');
  }

  // Returns the columns' numbers in the order in which they are written.
  std::vector<size_t> WriteHeading() {
    record_ = "id,organizationId,productId";
    std::vector<size_t> order;
    const auto add = [&](const std::string& name, size_t column) {
      record_.push_back(',');
      AppendCsvField(name, &record_);
      order.push_back(column);
    };
    for (const BaseDimension place : {BaseDimension::kSiteId, BaseDimension::kLocationId}) {
      add(std::string(BaseDimensionName(place)), dimensions_[place]);
    }
    for (const auto& [dimension, column] : dimensions_) {
      if (!IsPartitionDimension(dimension)) add(std::string(BaseDimensionName(dimension)), column);
    }
    for (const auto& [name, column] : posted_) add(absl::StrCat(name.data_source, ".", name.measure), column);
    for (const auto& [name, column] : derived_) {
      add(absl::StrCat("derived:", name.data_source, ".", name.measure), column);
    }
    record_.push_back('\n');
    return order;
  }

  absl::Status WriteRow(const std::vector<std::string>& fields, const std::vector<size_t>& order) {
    std::vector<std::string_view> values(column_count_);
    for (size_t i = 3; i + 1 < fields.size(); i += 2) {
      size_t column = 0;
      if (!absl::SimpleAtoi(fields[i], &column) || column >= column_count_) {
        return absl::DataLossError(absl::StrCat(spool_path_, " was changed while it was in use"));
      }
      values[column] = fields[i + 1];
    }
    for (size_t i = 0; i < 3; ++i) {
      if (i > 0) record_.push_back(',');
      AppendCsvField(fields[i], &record_);
    }
    for (const size_t column : order) {
      record_.push_back(',');
      AppendCsvField(values[column], &record_);
    }
    record_.push_back('\n');
    return record_.size() < kBufferBytes ? absl::OkStatus() : out_->Write(std::exchange(record_, ""));
  }

  const std::string spool_path_;
  AtomicFile* const out_;
  std::ofstream spool_;
  std::string record_;
  size_t column_count_ = 0;
  std::map<BaseDimension, size_t> dimensions_;
  std::map<MeasureName, size_t> posted_;
  std::map<MeasureName, size_t> derived_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<RowWriter>> NewCsvRowWriter(const std::string& spool_path, AtomicFile* out) {
  auto writer = std::make_unique<CsvRowWriter>(spool_path, out);
  if (absl::Status status = writer->Open(); !status.ok()) return status;
  return std::unique_ptr<RowWriter>(std::move(writer));
}

}  // namespace onhand::cli
