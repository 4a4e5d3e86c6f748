// What is killed: a process that makes, restores and deletes backups, and writes into DIR/journal what it is about to
// do and what it has done:
//
//   try-create EVENTS    created ID EVENTS
//   try-restore ID NAME  restored
//   try-delete ID        deleted
//   failed STATUS

#include <fcntl.h>
#include <unistd.h>

#include <memory>
#include <random>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "tests/proof/backup/kill_case.h"
#include "tests/proof/backup/shop_load.h"

namespace onhand::proof {
namespace {

constexpr int kActions = 12;

class Child {
 public:
  Child(const std::string& dir, uint64_t seed)
      : dir_(dir),
        random_(seed),
        seed_(seed),
        journal_(::open((dir + "/journal").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {}
  ~Child() { ::close(journal_); }

  absl::Status Run() {
    EngineOptions options;
    options.data_dir = dir_ + "/data";
    options.write_back_bytes = 32 << 10;
    options.file_bulk_bytes = 4 << 10;
    absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(options);
    if (!engine.ok()) return engine.status();
    engine_ = *std::move(engine);
    const absl::Status made = engine_->CreateEnvironment(ShopLoad::kEnvironment);
    if (!made.ok() && !absl::IsAlreadyExists(made)) return made;
    absl::StatusOr<std::shared_ptr<Environment>> shop = engine_->Find(ShopLoad::kEnvironment);
    if (!shop.ok()) return shop.status();
    shop_ = *std::move(shop);
    absl::StatusOr<int64_t> posted = ShopLoad::OnHand(shop_.get(), 0);
    if (!posted.ok()) return posted.status();
    posted_ = *posted;
    for (int i = 0; i < kActions; ++i) {
      if (absl::Status status = Act(); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  void Say(const std::string& line) {
    const std::string text = line + "\n";
    if (::write(journal_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) ::_exit(3);
  }

 private:
  absl::Status Act() {
    absl::StatusOr<std::vector<BackupInfo>> backups = engine_->backups()->List(ShopLoad::kEnvironment);
    if (!backups.ok()) return backups.status();
    const uint64_t dice = random_() % 100;
    if (backups->empty() || dice < 45) return Create();
    const uint32_t id = (*backups)[random_() % backups->size()].id;
    if (dice < 75) {
      const std::string name = absl::StrCat("r", seed_, "-", ++restores_);
      Say(absl::StrCat("try-restore ", id, " ", name));
      absl::Status status = engine_->backups()->Restore(ShopLoad::kEnvironment, id, name, nullptr);
      if (status.ok()) Say("restored");
      return status;
    }
    Say(absl::StrCat("try-delete ", id));
    absl::Status status = engine_->backups()->Delete(ShopLoad::kEnvironment, id);
    if (status.ok()) Say("deleted");
    return status;
  }

  absl::Status Create() {
    const int64_t more = 1 + static_cast<int64_t>(random_() % 300);
    if (absl::Status status = ShopLoad::Post(shop_.get(), 0, posted_, posted_ + more); !status.ok()) return status;
    posted_ += more;
    if (random_() % 2 == 0) {
      if (absl::Status status = shop_->RunMaintenance(); !status.ok()) return status;
    }
    Say(absl::StrCat("try-create ", posted_));
    absl::StatusOr<BackupInfo> backup = engine_->backups()->Create(ShopLoad::kEnvironment, nullptr);
    if (!backup.ok()) return backup.status();
    Say(absl::StrCat("created ", backup->id, " ", posted_));
    return absl::OkStatus();
  }

  const std::string dir_;
  std::mt19937_64 random_;
  const uint64_t seed_;
  const int journal_;
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Environment> shop_;
  int64_t posted_ = 0;
  int restores_ = 0;
};

}  // namespace

int RunChild(const std::string& dir, uint64_t seed) {
  Child child(dir, seed);
  const absl::Status status = child.Run();
  if (status.ok()) return 0;
  child.Say("failed " + status.ToString());
  return 1;
}

}  // namespace onhand::proof
