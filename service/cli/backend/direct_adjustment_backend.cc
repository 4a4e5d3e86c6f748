#include "service/cli/backend/direct_adjustment_backend.h"

namespace onhand::cli {
namespace {

class DirectAdjustmentBackend : public AdjustmentBackend {
 public:
  explicit DirectAdjustmentBackend(Engine* engine) : engine_(engine) {}

  absl::Status ListLines(const std::string& environment, const std::string& organization,
                         std::optional<AdjustmentStatus> status, const TakeLine& take) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    std::string after;
    for (bool more = true; more;) {
      const absl::StatusOr<ListedAdjustments> listed =
          (*found)->adjustments().ListLines({.after = after, .organization_id = organization}, status);
      if (!listed.ok()) return listed.status();
      for (const AdjustmentLine& line : listed->lines) {
        if (!take(line)) return absl::OkStatus();
      }
      more = listed->more;
      if (more) after = listed->lines.back().line_id;
    }
    return absl::OkStatus();
  }

  absl::Status ListAggregates(const std::string& environment, const std::string& organization,
                              std::optional<AdjustmentSyncStatus> status, const TakeAggregate& take) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    std::string after;
    for (bool more = true; more;) {
      const absl::StatusOr<ListedAggregates> listed =
          (*found)->adjustments().ListAggregates({.after = after, .organization_id = organization}, status);
      if (!listed.ok()) return listed.status();
      for (const AggregatedAdjustment& aggregate : listed->aggregates) {
        if (!take(aggregate)) return absl::OkStatus();
      }
      more = listed->more;
      if (more) after = listed->aggregates.back().aggregate_id;
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<Outcome>> SetStatuses(const std::string& environment,
                                                   absl::Span<const AdjustmentSyncUpdate> updates) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return (*found)->adjustments().SetStatuses(updates);
  }

  absl::StatusOr<AdjustmentPushReport> Push(const std::string& environment) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return (*found)->adjustments().Push();
  }

 private:
  Engine* const engine_;
};

}  // namespace

std::unique_ptr<AdjustmentBackend> NewDirectAdjustmentBackend(Engine* engine) {
  return std::make_unique<DirectAdjustmentBackend>(engine);
}

}  // namespace onhand::cli
