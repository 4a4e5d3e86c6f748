// Failpoints are set when a process starts, so each case is a process of its own: this test's own program, started
// again.
#include "storage/base/failpoint.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace onhand {
namespace {

// Passes three failpoints three times; the exit status is 10 and how often a step was skipped.
int PassAll() {
  int skipped = 0;
  for (int i = 0; i < 3; ++i) {
    PassFailpoint("ledger.commit.begin");
    if (SkipAtFailpoint("store.write")) ++skipped;
    PassFailpoint("ledger.commit.written");
  }
  return 10 + skipped;
}

// The exit status of such a process, or minus the signal that ended it.
int RunWith(const char* rules) {
  const pid_t child = fork();
  if (child == 0) {
    if (rules == nullptr) {
      unsetenv("ONHAND_FAILPOINT");
    } else {
      setenv("ONHAND_FAILPOINT", rules, 1);
    }
    execl("/proc/self/exe", "failpoint_test", "pass_all", nullptr);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

TEST(Failpoint, DoesNothingWhenOff) {
  EXPECT_EQ(RunWith(nullptr), 10);
  EXPECT_EQ(RunWith(""), 10);
}

TEST(Failpoint, KillsAtThePassItNames) {
  EXPECT_EQ(RunWith("ledger.commit.begin"), -SIGKILL);
  EXPECT_EQ(RunWith("ledger.commit.written:3"), -SIGKILL);
  EXPECT_EQ(RunWith("ledger.commit.written:4"), 10);
  EXPECT_EQ(RunWith("ledger.purge.begin"), 10);
}

TEST(Failpoint, SkipsFromThePassItNamesOn) {
  EXPECT_EQ(RunWith("store.write=skip"), 13);
  EXPECT_EQ(RunWith("store.write=skip:2"), 12);
  EXPECT_EQ(RunWith("store.write=skip:2,ledger.commit.written:3"), -SIGKILL);
}

TEST(Failpoint, RefusesWhatIsNoRule) {
  for (const char* rules : {"nowhere", "store.write=sleep", "store.write:0", "store.write:x", "store.write:", ",",
                            "ledger.commit.begin,nowhere"}) {
    EXPECT_EQ(RunWith(rules), 2) << rules;
  }
}

TEST(Failpoint, NamesDiffer) {
  std::set<std::string_view> names;
  for (const std::string_view name : kFailpoints) EXPECT_TRUE(names.insert(name).second) << name;
  EXPECT_GE(names.size(), 30u);
}

}  // namespace
}  // namespace onhand

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "pass_all") return onhand::PassAll();
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
