// File: resolve_common.h
//
// What the resolution of index queries and exact queries share.
#ifndef ONHAND_ENGINE_QUERY_RESOLVE_COMMON_H_
#define ONHAND_ENGINE_QUERY_RESOLVE_COMMON_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "engine/config/compiled.h"
#include "engine/model/base_dimension.h"
#include "engine/model/product_search.h"
#include "engine/query/resolved_query.h"

namespace onhand {

// Collects issues while a query is resolved.
class QueryResolver {
 public:
  QueryResolver(const CompiledConfiguration& configuration, std::string_view dimension_data_source);

  void Add(Reason reason, std::string path, std::string message);

  // Where in the request something stands; asked for only when there is something to say of it.
  using PathMaker = absl::FunctionRef<std::string()>;

  // A dimension by a caller's name; adds an issue with `reason` where there is none.
  std::optional<BaseDimension> Dimension(std::string_view name, Reason reason, PathMaker path);

  // Sorted, each once. Texts that cannot be stored are issues (decisions I5); "" is fine if `empty_allowed`.
  std::vector<std::string_view> Values(const std::vector<std::string_view>& values, Reason reason, PathMaker path,
                                       bool empty_allowed);

  void Organizations(QueryVersion version, const std::vector<std::string_view>& ids);
  // With a search there must be no ids.
  void Products(const std::vector<std::string_view>& ids, const ProductSearch* search);
  // decisions P3–P5.
  void Atp(const AtpRange& range);
  // Appends to the grouping what is not there yet.
  void GroupBy(BaseDimension dimension);
  // Site and location first, where `implied` or named (decisions R4), then the others in the order of `names`.
  void GroupBy(const std::vector<std::string_view>& names, absl::FunctionRef<bool(BaseDimension place)> implied);

  ResolvedQuery& query() { return resolution_.query; }
  bool by_location() const { return configuration_.by_location(); }
  Resolution Take() { return std::move(resolution_); }

 private:
  std::optional<int32_t> AtpDay(std::string_view text, std::string_view path);

  const CompiledConfiguration& configuration_;
  const CompiledSource* source_ = nullptr;
  Resolution resolution_;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_RESOLVE_COMMON_H_
