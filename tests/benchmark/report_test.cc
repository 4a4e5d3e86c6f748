#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <limits>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/benchmark/json_report.h"
#include "tests/benchmark/json_writer.h"
#include "tests/benchmark/process_report.h"
#include "tests/benchmark/results.h"
#include "tests/benchmark/svg_chart.h"
#include "tests/benchmark/table_report.h"
#include "tests/benchmark/targets.h"

namespace onhand::benchmark {
namespace {

google::protobuf::Struct Parse(const std::string& json) {
  google::protobuf::Struct parsed;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &parsed).ok()) << json;
  return parsed;
}

EntrantResult Entrant(const std::string& label, Role role, double throughput, double p50_us) {
  EntrantResult entrant{.label = label, .role = role, .description = "v1 <&\">", .callers = 1};
  entrant.rounds = {throughput * 0.9, throughput, throughput * 1.1};
  entrant.throughput = SpreadOf(entrant.rounds);
  for (size_t i = 0; i < kPercentiles.size(); ++i) {
    entrant.closed[i] = entrant.open[i] = SpreadOf({p50_us * static_cast<double>(i + 1)});
  }
  entrant.open_rate = SpreadOf({throughput / 2});
  entrant.audit = "ok";
  return entrant;
}

WorkloadReport Report() {
  WorkloadReport report{.workload = "apply-bulk",
                        .transport = "inprocess",
                        .help = "sales <of> \"things\" & more",
                        .unit = "events",
                        .rows = 1'000'000,
                        .seconds = 5,
                        .rounds = 3,
                        .open_share = 0.5,
                        .noise = 0.3};
  report.entrants = {Entrant("onhand", Role::kOurs, 500'000, 900), Entrant("rocksdb", Role::kPeer, 400'000, 1200)};
  EntrantResult left_out;
  left_out.label = "postgres";
  left_out.left_out = "not installed";
  report.entrants.push_back(left_out);
  report.verdicts = Judge(report);
  return report;
}

// Every tag that opens closes, in order; enough to tell a broken document.
bool WellFormed(const std::string& xml) {
  std::vector<std::string> open;
  for (size_t i = xml.find('<'); i != std::string::npos; i = xml.find('<', i + 1)) {
    const size_t end = xml.find('>', i);
    if (end == std::string::npos) return false;
    const std::string tag = xml.substr(i + 1, end - i - 1);
    const std::string name = tag.substr(0, tag.find(' '));
    if (tag.starts_with('/')) {
      if (open.empty() || "/" + open.back() != tag) return false;
      open.pop_back();
    } else if (!tag.ends_with('/')) {
      open.push_back(name);
    }
  }
  return open.empty();
}

TEST(JsonWriter, WritesWhatParsersRead) {
  for (const bool indented : {false, true}) {
    JsonWriter json(indented);
    json.BeginObject();
    json.Key("te\"xt").Text("line\nbreak \\ \"quoted\" é");
    json.Key("list").BeginArray();
    json.Number(1e6);
    json.Number(0.125);
    json.Number(std::numeric_limits<double>::infinity());
    json.BeginObject();
    json.EndObject();
    json.BeginArray();
    json.EndArray();
    json.EndArray();
    json.Key("yes").Bool(true);
    json.EndObject();
    const google::protobuf::Struct parsed = Parse(json.Take());
    EXPECT_EQ(parsed.fields().at("te\"xt").string_value(), "line\nbreak \\ \"quoted\" é");
    const auto& list = parsed.fields().at("list").list_value();
    ASSERT_EQ(list.values_size(), 5);
    EXPECT_EQ(list.values(0).number_value(), 1e6);
    EXPECT_EQ(list.values(1).number_value(), 0.125);
    EXPECT_TRUE(list.values(2).has_null_value());
    EXPECT_TRUE(parsed.fields().at("yes").bool_value());
  }
}

TEST(JsonReport, SummaryHasOneLineWithRatios) {
  const std::string line = SummaryJson(Report());
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const google::protobuf::Struct summary = Parse(line);
  const auto& ratios = summary.fields().at("ratios").struct_value();
  ASSERT_EQ(ratios.fields_size(), 1) << "what was left out has no ratio";
  const auto& rocksdb = ratios.fields().at("rocksdb").struct_value();
  EXPECT_DOUBLE_EQ(rocksdb.fields().at("throughput").number_value(), 1.25);
  EXPECT_DOUBLE_EQ(rocksdb.fields().at("p50").number_value(), 0.75);
  const auto& onhand = summary.fields().at("onhand").struct_value();
  EXPECT_DOUBLE_EQ(onhand.fields().at("events_per_s").number_value(), 500'000);
}

TEST(JsonReport, FullDocumentHasEveryEntrantAndTarget) {
  const google::protobuf::Struct full = Parse(FullJson(Report()));
  const auto& entrants = full.fields().at("entrants").list_value();
  ASSERT_EQ(entrants.values_size(), 3);
  EXPECT_EQ(entrants.values(2).struct_value().fields().at("left_out").string_value(), "not installed");
  EXPECT_EQ(full.fields().at("targets").list_value().values_size(), 1);
}

TEST(Targets, GateAndStretchAreBounds) {
  const WorkloadReport report = Report();
  ASSERT_EQ(report.verdicts.size(), 1u);
  EXPECT_DOUBLE_EQ(report.verdicts[0].value, 1.25);
  EXPECT_TRUE(report.verdicts[0].gate_met);
  EXPECT_FALSE(report.verdicts[0].stretch_met);
  EXPECT_TRUE(MakeVerdict("", 1.2, 1.2, 1.05, true).gate_met);
  EXPECT_FALSE(MakeVerdict("", 1.21, 1.2, 1.05, true).gate_met);
  EXPECT_FALSE(MakeVerdict("", 0, 1.2, 1.05, true).gate_met) << "nothing was measured";
}

TEST(TableReport, SaysWhatThereIsToKnow) {
  const std::string table = FormatTable(Report());
  for (const char* text : {"500,000", "1.25 ×", "left out: postgres: not installed", "noisy", ">= 1", "gate"}) {
    EXPECT_NE(table.find(text), std::string::npos) << text << " is not in\n" << table;
  }
}

TEST(TableReport, FiguresHaveThreeDigitsOrAll) {
  EXPECT_EQ(FormatFigure(3), "3");
  EXPECT_EQ(FormatFigure(1.234), "1.23");
  EXPECT_EQ(FormatFigure(45.67), "45.7");
  EXPECT_EQ(FormatFigure(789.1), "789");
  EXPECT_EQ(FormatFigure(1234567), "1,234,567");
  EXPECT_EQ(FormatFigure(-1234.5), "-1,234");
  EXPECT_EQ(AlignColumns({{"a", "1"}, {"bcd", "µ"}}), "  a    1\n  bcd  µ\n");
}

TEST(SvgChart, IsADocumentWithEveryMeasuredEntrant) {
  const std::string svg = DrawChart(Report());
  EXPECT_TRUE(WellFormed(svg));
  EXPECT_NE(svg.find(">onhand<"), std::string::npos);
  EXPECT_NE(svg.find("p99.9"), std::string::npos);
  EXPECT_EQ(svg.find("postgres"), std::string::npos);
  EXPECT_NE(svg.find("sales &lt;of&gt;"), std::string::npos);
  EXPECT_NE(svg.find("prefers-color-scheme: dark"), std::string::npos);
}

TEST(SvgChart, WithoutAnOpenLoopHasOnlyBars) {
  WorkloadReport report = Report();
  for (EntrantResult& entrant : report.entrants) entrant.open = {};
  const std::string svg = DrawChart(report);
  EXPECT_TRUE(WellFormed(svg));
  EXPECT_EQ(svg.find("p99.9"), std::string::npos);
}

TEST(ProcessReport, IsToldInEveryForm) {
  const ProcessReport report{
      .workload = "recovery",
      .help = "coming back",
      .setting = "10 rows",
      .figures = {{"first post answered", "s", SpreadOf({0.5, 0.7, 0.6})}, {"raw", "bytes", SpreadOf({64}), true}},
      .verdicts = {MakeVerdict("seconds", 0.6, 2, 0.5, true)},
      .faults = {"one is missing"}};
  EXPECT_NE(FormatTable(report).find("AUDIT FAILED: one is missing"), std::string::npos);
  EXPECT_TRUE(WellFormed(DrawChart(report)));
  const google::protobuf::Struct summary = Parse(SummaryJson(report));
  EXPECT_FALSE(summary.fields().at("sound").bool_value());
  EXPECT_EQ(summary.fields().at("peers").struct_value().fields_size(), 1);
  EXPECT_EQ(Parse(FullJson(report)).fields().at("faults").list_value().values_size(), 1);
}

}  // namespace
}  // namespace onhand::benchmark
