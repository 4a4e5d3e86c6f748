#include "service/cli/import/importer.h"

#include "absl/strings/str_cat.h"

namespace onhand::cli {

absl::Status RunImport(Backend* backend, const PosterOptions& options, EventSource* source, RejectsFile* rejects,
                       Progress* progress, ImportCounts* counts) {
  BatchPoster poster(backend, options, [rejects](const SourceItem& item, const Outcome& outcome) {
    const std::string reason =
        absl::StrCat(std::string(ReasonName(outcome.reason)), ": ", outcome.message,
                     item.line > 0 ? "" : absl::StrCat(" (event ", item.event.id, " of ", item.event.product_id, ")"));
    return rejects->Add(item.line, reason, item.original);
  });
  const auto read_all = [&]() -> absl::Status {
    SourceItem item;
    while (true) {
      const absl::StatusOr<bool> more = source->Next(&item);
      if (!more.ok()) return more.status();
      if (!*more) return poster.Finish();
      ++counts->records;
      progress->Update(counts->records, source->fraction());
      absl::Status status;
      if (!item.error.empty()) {
        ++counts->malformed;
        status = rejects->Add(item.line, item.error, item.original);
      } else if (item.skipped) {
        ++counts->skipped;
      } else {
        status = poster.Add(&item);
      }
      if (!status.ok()) return status;
    }
  };
  const absl::Status status = read_all();
  counts->posted.applied += poster.counts().applied;
  counts->posted.superseded += poster.counts().superseded;
  counts->posted.refused += poster.counts().refused;
  counts->posted.batches_repeated += poster.counts().batches_repeated;
  return status;
}

}  // namespace onhand::cli
