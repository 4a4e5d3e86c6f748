#include "service/json/answer_encoder.h"

#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/model/date.h"
#include "engine/model/quantity.h"
#include "service/json/json_writer.h"

namespace onhand {
namespace {

std::string Label(std::string_view name) {
  std::string label;
  AppendJsonString(name, &label);
  label.push_back(':');
  return label;
}

// The names of an answer, written once and copied into each row.
class RowWriter {
 public:
  explicit RowWriter(const QueryAnswer& answer) : answer_(answer) {
    for (const std::string_view name : answer.dimension_names) dimensions_.push_back(Label(name));
    for (const MeasureColumn& column : answer.columns) {
      const bool same_source =
          !sources_.empty() && column.data_source == answer.columns[sources_.size() - 1].data_source;
      source_numbers_.push_back(sources_.empty() ? 0 : source_numbers_.back() + (same_source ? 0 : 1));
      sources_.push_back(Label(column.data_source));
      measures_.push_back(Label(column.measure));
    }
  }

  void Append(const ResultRow& row, std::string* out) const {
    out->push_back('{');
    if (answer_.has_atp) {
      out->append("\"quantitiesByDate\":{");
      AppendDays(row.scheduled, "T00:00:00\":{", out);
      out->append("},\"atpQuantities\":{");
      AppendDays(row.promises, "T00:00:00Z\":{", out);
      out->append("},");
    }
    out->append("\"productId\":");
    AppendJsonString(row.product_id, out);
    if (answer_.version == QueryVersion::kV2) {
      out->append(",\"organizationId\":");
      AppendJsonString(row.organization_id, out);
    }
    out->append(",\"dimensions\":{");
    for (size_t i = 0; i < row.dimension_values.size(); ++i) {
      if (i > 0) out->push_back(',');
      out->append(dimensions_[i]);
      AppendJsonString(row.dimension_values[i], out);
    }
    out->append("},\"quantities\":{");
    AppendQuantities(row.values, out);
    out->append("}}");
  }

 private:
  void AppendDays(const std::vector<DayValues>& days, std::string_view midnight, std::string* out) const {
    for (size_t i = 0; i < days.size(); ++i) {
      out->append(i > 0 ? ",\"" : "\"").append(FormatDate(days[i].day)).append(midnight);
      AppendQuantities(days[i].values, out);
      out->push_back('}');
    }
  }

  // Columns come sorted by data source, so that each source is one run of values.
  void AppendQuantities(const std::vector<MeasureValue>& values, std::string* out) const {
    for (size_t i = 0; i < values.size(); ++i) {
      const uint32_t column = values[i].column;
      if (i == 0 || source_numbers_[column] != source_numbers_[values[i - 1].column]) {
        if (i > 0) out->append("},");
        out->append(sources_[column]).push_back('{');
      } else {
        out->push_back(',');
      }
      out->append(measures_[column]);
      AppendMicros(values[i].micros, out);
    }
    if (!values.empty()) out->push_back('}');
  }

  const QueryAnswer& answer_;
  std::vector<std::string> dimensions_;
  std::vector<std::string> sources_;   // by column
  std::vector<std::string> measures_;  // by column
  std::vector<int> source_numbers_;    // by column; equal for columns of one data source
};

}  // namespace

void AppendRows(const QueryAnswer& answer, std::string* out) {
  const RowWriter writer(answer);
  out->push_back('[');
  for (size_t i = 0; i < answer.rows.size(); ++i) {
    if (i > 0) out->push_back(',');
    writer.Append(answer.rows[i], out);
  }
  out->push_back(']');
}

std::string EncodeIndexAnswer(const QueryAnswer& answer, std::optional<int64_t> page_size) {
  std::string out;
  if (answer.version == QueryVersion::kV1) {
    AppendRows(answer, &out);
    return out;
  }
  out.append("{\"Value\":");
  AppendRows(answer, &out);
  out.append(",\"nextLink\":\"");
  if (answer.next_page_number.has_value() && page_size.has_value()) {
    absl::StrAppend(&out, "onhand/indexquery?pageNumber=", *answer.next_page_number, "&pageSize=", *page_size);
  }
  out.append("\"}");
  return out;
}

}  // namespace onhand
