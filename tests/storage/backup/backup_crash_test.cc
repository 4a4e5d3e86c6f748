// Processes that are killed in the middle of making backups and of making environments from them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "storage/backup/backup_directory.h"
#include "tests/storage/backup/backup_place.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/temp_folder.h"

namespace onhand::storage {
namespace {

using ::testing::ElementsAre;

// Ends this process as kill -9 does, at the nth time that it tells how far it is.
BackupMeterCallback KillAt(int calls) {
  return [left = calls](uint64_t, uint64_t) mutable {
    if (left-- == 0) ::kill(::getpid(), SIGKILL);
    return true;
  };
}

// True if the child was killed.
template <typename Work>
bool InChild(Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    ::_exit(0);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

TEST(BackupCrashTest, AProcessThatIsKilledLeavesNothingHalf) {
  TempFolder folder;
  // Children open everything themselves: RocksDB's threads do not follow a fork. So nothing else is in this program.
  ASSERT_FALSE(InChild([&] {
    Place place(folder.path());
    place.PutBulk('a', 3 << 20);
    place.Put("Ra", "1");
    ValueOf(place.Create());
    place.PutBulk('b', 3 << 20);
  }));
  int killed = 0;
  for (int calls = 0;; ++calls) {
    if (!InChild([&] { ValueOf(Place(folder.path()).Create(KillAt(calls))); })) break;
    ++killed;
    ASSERT_FALSE(InChild([&] {
      Place place(folder.path());
      const bool as_before = place.Ids() == std::vector<uint32_t>{1} && place.backups->Verify("shop", 1, nullptr).ok();
      bool unfinished = false;
      for (const auto& [name, bytes] : place.Files()) unfinished = unfinished || name.find(".new") != std::string::npos;
      if (!as_before || unfinished) ::kill(::getpid(), SIGKILL);
    }));
  }
  EXPECT_GE(killed, 5);
  for (int calls = 0;; ++calls) {
    if (!InChild([&] { ONHAND_EXPECT_OK(Place(folder.path()).Restore(1, "copy", KillAt(calls))); })) break;
    ++killed;
    ASSERT_FALSE(InChild([&] {
      Place place(folder.path());
      if (place.Environments() != std::vector<std::string>{"shop"}) ::kill(::getpid(), SIGKILL);
    })) << calls;
  }
  EXPECT_GE(killed, 10);
  Place place(folder.path());
  EXPECT_EQ(place.Get("copy", "Ra"), "1");
  EXPECT_THAT(place.Ids(), ElementsAre(1, 2));
  ONHAND_EXPECT_OK(place.backups->Verify("shop", 2, nullptr));
}

}  // namespace
}  // namespace onhand::storage
