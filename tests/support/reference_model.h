// File: reference_model.h
//
// What an environment must answer, by the shortest way there is: a std::map of rows and plain arithmetic. It shares no
// code, no type and no header with engine/ or storage/, so that a mistake there is not repeated here. Tests feed the
// same events and questions to both and compare.
//
// Not here: retention (nothing is ever forgotten), validity of a configuration by itself, storage.
// Not thread-safe.
#ifndef ONHAND_TESTS_SUPPORT_REFERENCE_MODEL_H_
#define ONHAND_TESTS_SUPPORT_REFERENCE_MODEL_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace onhand::reference {

// An exact decimal: millionths in 128 bits.
struct Decimal {
  __int128 millionths = 0;
  friend auto operator<=>(const Decimal&, const Decimal&) = default;
  void operator+=(Decimal other) { millionths += other.millionths; }
  void operator-=(Decimal other) { millionths -= other.millionths; }
  // "-0.5", "3", "12.000001".
  std::string ToString() const;
};

using Measure = std::pair<std::string, std::string>;  // data source, measure

struct Calculated {
  std::string name;
  std::vector<Measure> additions;
  std::vector<Measure> subtractions;
};

struct Source {
  std::string name;
  std::vector<std::pair<std::string, std::string>> mappings;  // own name -> base name
  std::vector<std::string> measures;
  std::vector<Calculated> calculated;
};

struct Settings {
  bool by_product = false;
  bool has_index_set = true;
  std::vector<Source> sources;
  std::vector<std::string> read_only;
};

// A change event, or a count where `count` is set.
struct Event {
  struct Count {
    std::string inventory_system;
    std::optional<int64_t> modified_us;
  };
  std::string id;
  std::string organization;
  std::string product;
  std::string dimension_source;
  std::vector<std::pair<std::string, std::string>> dimensions;
  std::vector<std::tuple<std::string, std::string, int64_t>> quantities;  // data source, measure, millionths
  std::optional<Count> count;
};

// Empty `reasons`: applied, or a duplicate, with `message`. Otherwise refused for one of `reasons` (the stable names of
// the API); which one is named first where an event has several faults of one class is left open.
struct Verdict {
  std::set<std::string> reasons;
  std::string message;
};

struct Question {
  bool exact = false;
  int version = 1;
  std::string dimension_source;
  std::vector<std::string> organizations;
  std::vector<std::string> products;
  std::vector<std::pair<std::string, std::vector<std::string>>> filters;  // index query
  std::vector<std::string> keys;                                          // exact query
  std::vector<std::vector<std::string>> tuples;                           // exact query
  std::vector<std::string> group_by;
  bool return_negative = false;
  std::optional<int64_t> page_number;
  std::optional<int64_t> page_size;
};

struct AnswerRow {
  std::string organization;
  std::string product;
  std::vector<std::string> dimensions;
  std::map<Measure, Decimal> values;
  friend bool operator==(const AnswerRow&, const AnswerRow&) = default;
};

struct Answer {
  std::set<std::string> reasons;  // not empty: cannot be answered, for one or more of these
  std::vector<std::string> dimension_names;
  std::vector<AnswerRow> rows;
  std::optional<int64_t> next_page;
};

// (organization, site, location), or (organization, product, "") under By product.
using Partition = std::tuple<std::string, std::string, std::string>;

class Model {
 public:
  explicit Model(Settings settings) : settings_(std::move(settings)) {}

  Verdict Apply(const Event& event, int64_t now_us, bool system_role);
  // False for a call of counts whose inventory system is not configured: the call as a whole cannot be understood, and
  // none of its events is to be applied.
  bool Understands(const Event& event) const { return !event.count || Find(event.count->inventory_system) != nullptr; }
  Answer Ask(const Question& question) const;
  // Not empty: refused for these, nothing changed.
  std::set<std::string> Replace(Settings settings);
  std::set<Partition> Partitions() const;
  void CleanUp(const Partition& partition);
  const Settings& settings() const { return settings_; }

 private:
  using Tuple = std::map<std::string, std::string>;            // base name -> value, never ""
  using RowKey = std::tuple<std::string, std::string, Tuple>;  // organization, product
  struct Number {
    int64_t millionths = 0;
    std::optional<int64_t> counted_us;  // newest count
  };
  using Row = std::map<Measure, Number>;
  struct Receipt {
    std::string content;
    std::string message;
  };
  struct Decoded {
    std::set<std::string> faults;
    RowKey key;
    std::map<Measure, int64_t> quantities;
  };

  const Source* Find(const std::string& name) const;
  // The base name that `name` stands for; "" if none.
  std::string BaseName(const std::string& source, const std::string& name) const;
  Decoded Decode(const Event& event) const;
  Partition PartitionOf(const RowKey& key) const;
  bool IsStored(const Settings& settings, const Measure& measure) const;
  bool Matches(const Question& question, const RowKey& key) const;
  std::vector<std::string> Grouping(const Question& question) const;
  std::set<std::string> Faults(const Question& question) const;
  std::map<Measure, Decimal> Calculate(const std::map<Measure, Decimal>& stored) const;

  Settings settings_;
  std::map<RowKey, Row> rows_;
  std::map<std::tuple<bool, std::string, std::string, std::string, std::string, std::string>, Receipt> receipts_;
};

}  // namespace onhand::reference

#endif  // ONHAND_TESTS_SUPPORT_REFERENCE_MODEL_H_
