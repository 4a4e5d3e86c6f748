// What a configuration may say, what it means compiled, and how it is kept.

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "engine/config/compiled.h"
#include "engine/config/conflict.h"
#include "engine/config/effective.h"
#include "engine/config/record.h"
#include "engine/config/stored.h"
#include "engine/engine.h"
#include "gtest/gtest.h"
#include "tests/engine/compiled_default.h"

namespace onhand {
namespace {

TEST(DefaultConfiguration, IsValid) {
  for (const Issue& issue : CheckConfiguration(DefaultConfiguration()))
    ADD_FAILURE() << issue.path << ": " << issue.message;
}

struct CheckCase {
  const char* name;
  std::function<void(Configuration*)> change;
  const char* path;
};

DataSource& Source(Configuration* configuration, std::string_view name) {
  return *std::find_if(configuration->data_sources.begin(), configuration->data_sources.end(),
                       [&](const DataSource& source) { return source.name == name; });
}

TEST(CheckConfiguration, Table) {
  const std::vector<CheckCase> cases = {
      {"operand unknown",
       [](Configuration* c) {
         Source(c, "pos").calculated_measures[0].additions.push_back({"pos", "x"});
       },
       "/inventorySystemConfigurations/pos/calculatedMeasures/availquantity/additionModifiers/2"},
      {"operand repeated",
       [](Configuration* c) {
         Source(c, "pos").calculated_measures[0].subtractions.push_back({"POS", "Inbound"});
       },
       "/inventorySystemConfigurations/pos/calculatedMeasures/availquantity/subtractionModifiers/1"},
      {"operand calculated",
       [](Configuration* c) {
         Source(c, "pos").calculated_measures[0].additions.push_back({"iv", "onhand"});
       },
       "/inventorySystemConfigurations/pos/calculatedMeasures/availquantity/additionModifiers/2"},
      {"source twice", [](Configuration* c) { c->data_sources.push_back({.name = "POS"}); },
       "/inventorySystemConfigurations/POS"},
      {"dot in a source", [](Configuration* c) { c->data_sources.push_back({.name = "a.b"}); },
       "/inventorySystemConfigurations/a.b"},
      {"measure twice", [](Configuration* c) { Source(c, "pos").physical_measures.push_back("INBOUND"); },
       "/inventorySystemConfigurations/pos/physicalMeasures/2"},
      {"calculated named like a physical",
       [](Configuration* c) { Source(c, "pos").calculated_measures.push_back({.name = "inbound"}); },
       "/inventorySystemConfigurations/pos/calculatedMeasures/inbound"},
      {"mapping to no base",
       [](Configuration* c) {
         Source(c, "pos").dimension_mappings.push_back({"x", "Color"});
       },
       "/inventorySystemConfigurations/pos/dimensionMappings/x"},
      {"two names for one base",
       [](Configuration* c) {
         Source(c, "pos").dimension_mappings.push_back({"x", "ExtendedDimension1"});
       },
       "/inventorySystemConfigurations/pos/dimensionMappings/x"},
      {"a base name for another base",
       [](Configuration* c) {
         Source(c, "pos").dimension_mappings.push_back({"ColorId", "SizeId"});
       },
       "/inventorySystemConfigurations/pos/dimensionMappings/ColorId"},
      {"index set repeats a partition dimension",
       [](Configuration* c) { c->index_sets[0].dimensions.push_back("siteId"); },
       "/indexConfiguration/indexAttributeSets/0/keys/3"},
      {"index set unknown dimension", [](Configuration* c) { c->index_sets[0].dimensions[1] = "Size"; },
       "/indexConfiguration/indexAttributeSets/0/keys/1"},
      {"index set number", [](Configuration* c) { c->index_sets[0].number = 0; },
       "/indexConfiguration/indexAttributeSets/0/setNumber"},
      {"nine groups",
       [](Configuration* c) {
         for (char g = 'a'; g < 'f'; ++g) c->allocation.groups.push_back(std::string(1, g));
       },
       "/allocationConfiguration/groups"},
      {"group twice", [](Configuration* c) { c->allocation.groups.push_back("Channel"); },
       "/allocationConfiguration/groups/4"},
      {"period too long", [](Configuration* c) { c->schedule.period_days = 181; },
       "/scheduleConfiguration/schedulePeriodInDays"},
      {"legacy period",
       [](Configuration* c) {
         c->schedule.v2 = false;
         c->schedule.measures[0].period_days = 8;
       },
       "/scheduleConfiguration/atpCalculatedMeasures/iv/onhand"},
      {"schedule of a physical measure",
       [](Configuration* c) {
         c->schedule.measures.push_back({{"pos", "inbound"}, 7});
       },
       "/scheduleConfiguration/atpCalculatedMeasures/pos/inbound"},
      {"mapping of an unknown measure",
       [](Configuration* c) {
         Source(c, "iv").reservation_mappings.push_back({"x", {"iv", "onhand"}});
       },
       "/inventorySystemConfigurations/iv/reservMappings/x"},
      {"mapping to a physical measure",
       [](Configuration* c) {
         Source(c, "iv").reservation_mappings.push_back({"ordered", {"pos", "inbound"}});
       },
       "/inventorySystemConfigurations/iv/reservMappings/ordered"},
      {"available to allocate, twice and different",
       [](Configuration* c) { c->allocation.available->additions.pop_back(); },
       "/allocationConfiguration/availableToAllocateCalculation"},
      {"retention", [](Configuration* c) { c->idempotency_retention_days = -1; }, "/idempotencyRetentionDays"},
      {"nine reservation dimensions",
       [](Configuration* c) {
         c->reservation.dimensions = {"ColorId",  "SizeId",   "StyleId",   "ConfigId",    "BatchId",
                                      "SerialId", "StatusId", "VersionId", "WMSPalletId", "SiteId"};
       },
       "/reservConfiguration/keys"},
  };
  for (const CheckCase& c : cases) {
    Configuration configuration = DefaultConfiguration();
    c.change(&configuration);
    const std::vector<Issue> issues = CheckConfiguration(configuration);
    ASSERT_EQ(issues.size(), 1u) << c.name;
    EXPECT_EQ(issues[0].path, c.path) << c.name;
    EXPECT_EQ(issues[0].reason, Reason::kInvalidConfiguration) << c.name;
  }
}

// Spec TV-7: eight distinct physical measures over all schedule measures are allowed, a ninth is not.
TEST(CheckConfiguration, EightScheduledPhysicalMeasures) {
  Configuration configuration = DefaultConfiguration();
  DataSource source{.name = "s"};
  CalculatedMeasure first{.name = "first"};
  CalculatedMeasure second{.name = "second"};
  for (int i = 0; i < 9; ++i) source.physical_measures.push_back("m" + std::to_string(i));
  for (int i = 0; i < 8; ++i) first.additions.push_back({"s", "m" + std::to_string(i)});
  second.additions = {{"s", "m0"}};
  source.calculated_measures = {first, second};
  configuration.data_sources.push_back(source);
  configuration.schedule.measures = {{{"s", "first"}, 7}, {{"s", "second"}, 7}};
  EXPECT_TRUE(CheckConfiguration(configuration).empty());
  configuration.data_sources.back().calculated_measures[1].subtractions = {{"s", "m8"}};
  ASSERT_EQ(CheckConfiguration(configuration).size(), 1u);
  EXPECT_EQ(CheckConfiguration(configuration)[0].path, "/scheduleConfiguration/atpCalculatedMeasures");
}

TEST(CheckConfiguration, OnlyEmptyIsAnIndexSetForTotals) {
  Configuration configuration = DefaultConfiguration();
  configuration.index_sets = {{.number = 1, .dimensions = {"Empty"}}};
  EXPECT_TRUE(CheckConfiguration(configuration).empty());
  EXPECT_TRUE(Compile(configuration)->has_index_set());
  configuration.index_sets[0].dimensions = {"Empty", "ColorId"};
  EXPECT_EQ(CheckConfiguration(configuration).size(), 1u);
}

TEST(CompiledConfiguration, KnowsMeasuresInAnyCaseAndTheSystemSource) {
  Configuration configuration = DefaultConfiguration();
  std::erase_if(configuration.data_sources, [](const DataSource& source) { return source.name == "@iv"; });
  const auto compiled = Compile(configuration);
  ASSERT_NE(compiled->FindSource("POS"), nullptr);
  EXPECT_TRUE(compiled->FindSource("FNO")->read_only);
  const CompiledSource* system = compiled->FindSource("@IV");
  ASSERT_NE(system, nullptr);
  EXPECT_EQ(system->measures.at("@Consumed").kind, CompiledMeasure::Kind::kAllocation);
  EXPECT_EQ(system->measures.at("@available_to_allocate").kind, CompiledMeasure::Kind::kCalculated);
  EXPECT_TRUE(std::is_sorted(
      compiled->columns().begin(), compiled->columns().end(), [](const CompiledColumn& a, const CompiledColumn& b) {
        return std::tie(a.name.data_source, a.name.measure) < std::tie(b.name.data_source, b.name.measure);
      }));
}

TEST(CompiledConfiguration, MeasureNumbersSurviveAReplacement) {
  Configuration configuration = DefaultConfiguration();
  std::vector<std::string> dictionary = MissingMeasures(configuration, {});
  Configuration replacement = configuration;
  replacement.data_sources.insert(replacement.data_sources.begin(), {.name = "a", .physical_measures = {"b"}});
  const std::vector<std::string> missing = MissingMeasures(replacement, dictionary);
  EXPECT_EQ(missing, std::vector<std::string>{"a.b"});
  const auto number = [&](const Configuration& c) {
    const CompiledConfiguration compiled(std::make_shared<const ConfigurationVersion>(ConfigurationVersion{1, c}),
                                         dictionary);
    return compiled.FindSource("pos")->measures.at("inbound").number;
  };
  const MeasureNumber before = number(configuration);
  dictionary.insert(dictionary.end(), missing.begin(), missing.end());
  EXPECT_EQ(number(replacement), before);
}

TEST(ConfigurationRecord, KeepsEverything) {
  ConfigurationVersion version{.number = 12, .configuration = DefaultConfiguration()};
  version.configuration.partition_rule = PartitionRule::kByProduct;
  version.configuration.reservation.ignore_unconfigured_dimensions = true;
  version.configuration.document = "{\"unknown\": 1}";
  version.configuration.idempotency_retention_days = 0;
  const auto read = DecodeConfigurationRecord(EncodeConfigurationRecord(version));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->number, 12u);
  EXPECT_EQ(read->configuration, version.configuration);
}

// The bytes of docs/formats/configuration.md: what an older program wrote is read, and written the same way.
TEST(ConfigurationRecord, BytesStayAsTheyAre) {
  const std::string hex =
      "080210021a250a03706f731a07696e626f756e6422150a036e6574120e0a0370"
      "6f731207696e626f756e64220b08011207436f6c6f7249642a02080132060801"
      "1001181e3a0b080112076368616e6e656c400148015203666e6f581e62027b7d";
  std::string bytes;
  for (size_t i = 0; i < hex.size(); i += 2) bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  const auto read = DecodeConfigurationRecord(bytes);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->number, 2u);
  Configuration expected;
  expected.partition_rule = PartitionRule::kByProduct;
  expected.data_sources = {{.name = "pos",
                            .physical_measures = {"inbound"},
                            .calculated_measures = {{.name = "net", .additions = {{"pos", "inbound"}}}}}};
  expected.index_sets = {{.number = 1, .dimensions = {"ColorId"}}};
  expected.allocation.groups = {"channel"};
  expected.document = "{}";
  EXPECT_EQ(read->configuration, expected);
  EXPECT_EQ(EncodeConfigurationRecord(*read), bytes);
}

TEST(ConfigurationRecord, DamageIsNamed) {
  EXPECT_EQ(DecodeConfigurationRecord("").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(DecodeConfigurationRecord("\xff\xff\xff").status().code(), absl::StatusCode::kDataLoss);
}

TEST(Conflict, OnlyStoredNumbersKeepAMeasure) {
  const Configuration present = DefaultConfiguration();
  const std::vector<std::string> dictionary = MissingMeasures(present, {});
  Configuration replacement = present;
  EXPECT_FALSE(NeedsStoredFacts(present, replacement, dictionary));
  std::erase_if(replacement.data_sources, [](const DataSource& source) { return source.name == "erp"; });
  EXPECT_TRUE(NeedsStoredFacts(present, replacement, dictionary));
  StoredFacts facts{.measure_used = std::vector<bool>(dictionary.size())};
  EXPECT_TRUE(FindConflicts(present, replacement, dictionary, facts).empty());
  const auto unrestricted = std::find(dictionary.begin(), dictionary.end(), "erp.unrestricted") - dictionary.begin();
  facts.measure_used[static_cast<size_t>(unrestricted)] = true;
  const std::vector<Issue> issues = FindConflicts(present, replacement, dictionary, facts);
  ASSERT_EQ(issues.size(), 1u);
  EXPECT_NE(issues[0].message.find("erp.unrestricted"), std::string::npos);
}

// It ended the process once.
TEST(CompileStoredConfiguration, ADictionaryThatLacksAMeasureIsDataLoss) {
  const Configuration configuration = DefaultConfiguration();
  const std::string record = EncodeConfigurationRecord({.number = 3, .configuration = configuration});
  std::vector<std::string> dictionary = MissingMeasures(configuration, {});
  const auto compiled = CompileStoredConfiguration(record, dictionary);
  ASSERT_TRUE(compiled.ok()) << compiled.status();
  EXPECT_EQ((*compiled)->version()->number, 3u);

  const std::string lost = dictionary.back();
  dictionary.pop_back();
  const absl::Status status = CompileStoredConfiguration(record, dictionary).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(status.message().find(lost), std::string::npos) << status;
  EXPECT_EQ(CompileStoredConfiguration("?", dictionary).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace onhand
