#include "service/cli/backend/direct_job_backend.h"

#include <utility>

namespace onhand::cli {
namespace {

class DirectJobBackend : public JobBackend {
 public:
  explicit DirectJobBackend(Engine* engine) : engine_(engine) {}

  absl::StatusOr<JobStart> StartReservationResync(const std::string& environment,
                                                  const std::vector<std::string>& data_sources) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return (*found)->jobs().StartReservationResync(data_sources);
  }

  absl::StatusOr<JobStart> StartLogExtract(const std::string& environment, const LogExtract& extract) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return (*found)->jobs().StartLogExtract(extract);
  }

  absl::StatusOr<Job> FindJob(const std::string& environment, const std::string& job_id) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return (*found)->jobs().Find(job_id);
  }

  absl::StatusOr<std::vector<Job>> ListJobs(const std::string& environment) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return (*found)->jobs().List();
  }

  absl::Status DeleteJob(const std::string& environment, const std::string& job_id) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return (*found)->jobs().Delete(job_id);
  }

  absl::Status ReadJobResult(const std::string& environment, const std::string& job_id,
                             const std::function<absl::Status(std::string_view piece)>& take) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    uint64_t offset = 0;
    while (true) {
      const absl::StatusOr<std::string> piece = (*found)->jobs().ReadResult(job_id, offset);
      if (!piece.ok()) return piece.status();
      if (piece->empty()) return absl::OkStatus();
      offset += piece->size();
      if (absl::Status status = take(*piece); !status.ok()) return status;
    }
  }

 private:
  Engine* const engine_;
};

}  // namespace

std::unique_ptr<JobBackend> NewDirectJobBackend(Engine* engine) { return std::make_unique<DirectJobBackend>(engine); }

}  // namespace onhand::cli
