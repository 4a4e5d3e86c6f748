#include "storage/directory/data_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "storage/directory/folder_lock.h"
#include "storage/kv/store.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/temp_folder.h"

namespace onhand::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DataDirectoryTest : public ::testing::Test {
 protected:
  static DirectoryOptions Options(const std::string& data_dir, bool read_only = false) {
    DirectoryOptions options;
    options.data_dir = data_dir;
    options.block_cache_bytes = 16 << 20;
    options.write_buffer_bytes = 64 << 20;
    options.read_only = read_only;
    return options;
  }
  std::unique_ptr<DataDirectory> Open(bool read_only = false) {
    return ValueOf(DataDirectory::Open(Options(data_dir_, read_only)));
  }
  std::string Folder(const std::string& name) const { return data_dir_ + "/environments/" + name; }

  // The next commit of the store's partition "main".
  static absl::Status Put(Store& store, const std::string& key, const std::string& value) {
    const absl::StatusOr<PartitionHead> head = store.TakePartition("main");
    if (!head.ok()) return head.status();
    WriteBatch batch;
    batch.Put(key, value);
    batch.Touch({"main", head->epoch, head->sequence, head->sequence + 1});
    return store.Commit(batch);
  }

  TempFolder folder_;
  const std::string data_dir_ = folder_.path() + "/some/data";
};

TEST_F(DataDirectoryTest, MakesListsOpensAndDeletesEnvironments) {
  const std::unique_ptr<DataDirectory> directory = Open();
  EXPECT_THAT(ValueOf(directory->List()), IsEmpty());
  ONHAND_ASSERT_OK(directory->Create("Shop B"));
  ONHAND_ASSERT_OK(directory->Create("a"));
  EXPECT_THAT(ValueOf(directory->List()), ElementsAre("a", "shop b"));
  EXPECT_TRUE(ValueOf(directory->Exists("SHOP B")));
  EXPECT_FALSE(ValueOf(directory->Exists("shop c")));
  EXPECT_TRUE(std::filesystem::exists(Folder("shop%20b") + "/FORMAT"));
  ONHAND_EXPECT_STATUS(directory->Create("shop B"), absl::StatusCode::kAlreadyExists, "'shop b'");
  {
    const std::unique_ptr<Store> store = ValueOf(directory->OpenStore("sHOp b"));
    ONHAND_ASSERT_OK(Put(*store, "Ra", "1"));
  }
  EXPECT_EQ(ValueOf(ValueOf(directory->OpenStore("shop b"))->GetSnapshot()->Get("Ra")), "1");
  ONHAND_EXPECT_OK(directory->Delete("Shop B"));
  EXPECT_THAT(ValueOf(directory->List()), ElementsAre("a"));
  ONHAND_EXPECT_STATUS(directory->Delete("Shop B"), absl::StatusCode::kNotFound, "'shop b' does not exist in");
  ONHAND_EXPECT_STATUS(directory->OpenStore("Shop B"), absl::StatusCode::kNotFound, data_dir_);
  ONHAND_ASSERT_OK(directory->Create("shop b"));
  EXPECT_EQ(ValueOf(ValueOf(directory->OpenStore("shop b"))->GetSnapshot()->Get("Ra")), std::nullopt);
}

TEST_F(DataDirectoryTest, BadIdsAreRefusedEverywhere) {
  const std::unique_ptr<DataDirectory> directory = Open();
  for (const char* id : {"", "../up", "a\x01"}) {
    ONHAND_EXPECT_STATUS(directory->Create(id), absl::StatusCode::kInvalidArgument, "environment id");
    ONHAND_EXPECT_STATUS(directory->Delete(id), absl::StatusCode::kInvalidArgument, "environment id");
    ONHAND_EXPECT_STATUS(directory->Exists(id), absl::StatusCode::kInvalidArgument, "environment id");
    ONHAND_EXPECT_STATUS(directory->OpenStore(id), absl::StatusCode::kInvalidArgument, "environment id");
  }
  ONHAND_EXPECT_OK(directory->Create(".."));
  EXPECT_THAT(ValueOf(directory->List()), ElementsAre(".."));
}

TEST_F(DataDirectoryTest, LeftoversOfCrashesAreRemovedAndNothingElse) {
  ONHAND_ASSERT_OK(Open()->Create("kept"));
  for (const char* name : {".new-half", ".deleting-gone", "lost+found"}) {
    std::filesystem::create_directories(Folder(name) + "/db");
    std::ofstream(Folder(name) + "/db/file") << "x";
  }
  const std::unique_ptr<DataDirectory> directory = Open();
  EXPECT_THAT(ValueOf(directory->List()), ElementsAre("kept"));
  EXPECT_FALSE(std::filesystem::exists(Folder(".new-half")));
  EXPECT_FALSE(std::filesystem::exists(Folder(".deleting-gone")));
  EXPECT_TRUE(std::filesystem::exists(Folder("lost+found")));
}

TEST_F(DataDirectoryTest, AFileInTheWayIsNamed) {
  std::ofstream(folder_.path() + "/file") << "x";
  ONHAND_EXPECT_STATUS(DataDirectory::Open(Options(folder_.path() + "/file")), absl::StatusCode::kInvalidArgument,
                       folder_.path() + "/file");
  ONHAND_EXPECT_STATUS(DataDirectory::Open(Options(folder_.path() + "/file/below")), absl::StatusCode::kInvalidArgument,
                       folder_.path() + "/file");
  ONHAND_EXPECT_STATUS(DataDirectory::Open(Options("")), absl::StatusCode::kInvalidArgument, "no data directory");
}

TEST_F(DataDirectoryTest, ASecondOpenerInThisProcessIsRefused) {
  const std::unique_ptr<DataDirectory> directory = Open();
  const std::unique_ptr<DataDirectory> other = Open();
  ONHAND_ASSERT_OK(directory->Create("demo"));
  std::unique_ptr<Store> store = ValueOf(directory->OpenStore("demo"));
  ONHAND_EXPECT_STATUS(other->OpenStore("Demo"), absl::StatusCode::kFailedPrecondition,
                       "environment 'demo' is open in this process already");
  ONHAND_EXPECT_STATUS(directory->Delete("demo"), absl::StatusCode::kFailedPrecondition, "'demo'");
  store.reset();
  ONHAND_EXPECT_OK(other->OpenStore("demo"));
}

TEST_F(DataDirectoryTest, ASecondProcessIsToldWhoHasIt) {
  const std::unique_ptr<DataDirectory> directory = Open();
  ONHAND_ASSERT_OK(directory->Create("demo"));
  const std::unique_ptr<Store> store = ValueOf(directory->OpenStore("demo"));
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    // Refused before RocksDB is asked, whose threads this process has not got.
    const std::string message(directory->OpenStore("demo").status().ToString());
    (void)!::write(pipe[1], message.data(), message.size());
    ::_exit(0);
  }
  ::close(pipe[1]);
  std::string message(1000, '\0');
  const ssize_t size = ::read(pipe[0], message.data(), message.size());
  ::close(pipe[0]);
  ASSERT_GT(size, 0);
  message.resize(size);
  EXPECT_EQ(message, "FAILED_PRECONDITION: environment 'demo' is in use by process " + std::to_string(::getpid()) +
                         " (" + Folder("demo") + "/LOCK); stop it, or ask it through its server");
  ::waitpid(child, nullptr, 0);
}

TEST_F(DataDirectoryTest, ALockEndsWithItsProcess) {
  const std::unique_ptr<DataDirectory> directory = Open();
  ONHAND_ASSERT_OK(directory->Create("demo"));
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const absl::StatusOr<FolderLock> lock = FolderLock::Take(Folder("demo") + "/LOCK", "demo");
    (void)!::write(pipe[1], lock.ok() ? "y" : "n", 1);
    ::pause();
    ::_exit(0);
  }
  char held = '?';
  ASSERT_EQ(::read(pipe[0], &held, 1), 1);
  ASSERT_EQ(held, 'y');
  const std::string process = "in use by process " + std::to_string(child);
  ONHAND_EXPECT_STATUS(directory->OpenStore("demo"), absl::StatusCode::kFailedPrecondition, process);
  ONHAND_EXPECT_STATUS(directory->Delete("demo"), absl::StatusCode::kFailedPrecondition, process);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(pipe[0]);
  ::close(pipe[1]);
  ONHAND_EXPECT_OK(directory->OpenStore("demo"));
}

TEST_F(DataDirectoryTest, DamageIsDataLossAndOtherEnvironmentsGoOn) {
  const std::unique_ptr<DataDirectory> directory = Open();
  ONHAND_ASSERT_OK(directory->Create("bad"));
  ONHAND_ASSERT_OK(directory->Create("good"));
  const auto refused = [&](const std::string& file, const std::string& content, absl::StatusCode code,
                           const std::string& text) {
    const std::string saved = folder_.path() + "/saved";
    std::filesystem::copy_file(file, saved);
    std::ofstream(file) << content;
    ONHAND_EXPECT_STATUS(directory->OpenStore("bad"), code, text);
    ONHAND_EXPECT_STATUS(directory->OpenStore("bad"), code, "environment 'bad'");
    std::filesystem::rename(saved, file);
    ONHAND_EXPECT_OK(directory->OpenStore("bad"));
    ONHAND_EXPECT_OK(directory->OpenStore("good"));
  };
  refused(Folder("bad") + "/FORMAT", "gibberish", absl::StatusCode::kDataLoss, "FORMAT is damaged");
  refused(Folder("bad") + "/FORMAT", "onhand-environment format=4 id=bad\n", absl::StatusCode::kFailedPrecondition,
          "has format version 4; this program reads versions up to 3");
  refused(Folder("bad") + "/db/CURRENT", "gibberish", absl::StatusCode::kDataLoss, "/bad/db");
  std::filesystem::remove_all(Folder("bad") + "/db");
  ONHAND_EXPECT_STATUS(directory->OpenStore("bad"), absl::StatusCode::kDataLoss, "/bad/db");
  ONHAND_EXPECT_OK(directory->Delete("bad"));
}

TEST_F(DataDirectoryTest, ReadingBesideAWriter) {
  ONHAND_EXPECT_STATUS(DataDirectory::Open(Options(data_dir_, /*read_only=*/true)), absl::StatusCode::kNotFound,
                       data_dir_);
  EXPECT_FALSE(std::filesystem::exists(data_dir_));
  const std::unique_ptr<DataDirectory> writer = Open();
  ONHAND_ASSERT_OK(writer->Create("demo"));
  const std::unique_ptr<Store> store = ValueOf(writer->OpenStore("demo"));
  ONHAND_ASSERT_OK(Put(*store, "Ra", "1"));
  const std::unique_ptr<DataDirectory> reader = Open(/*read_only=*/true);
  EXPECT_THAT(ValueOf(reader->List()), ElementsAre("demo"));
  EXPECT_EQ(ValueOf(ValueOf(reader->OpenStore("demo"))->GetSnapshot()->Get("Ra")), "1");
  ONHAND_EXPECT_STATUS(reader->Create("x"), absl::StatusCode::kFailedPrecondition, "reading only");
  ONHAND_EXPECT_STATUS(reader->Delete("demo"), absl::StatusCode::kFailedPrecondition, "reading only");
  ONHAND_EXPECT_STATUS(reader->OpenStore("x"), absl::StatusCode::kNotFound, "'x'");
  ONHAND_EXPECT_OK(Put(*store, "Ra", "2"));
}

// The figures of this process from /proc, in KiB and in files.
uint64_t ResidentKib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmRSS:", 0) == 0) return std::stoull(line.substr(6));
  }
  return 0;
}
uint64_t OpenFiles() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
}

TEST_F(DataDirectoryTest, TwoHundredEnvironmentsAtOnce) {
  constexpr int kEnvironments = 200;
  const TempFolder memory(TempFolder::Place::kMemory);
  const std::unique_ptr<DataDirectory> directory = ValueOf(DataDirectory::Open(Options(memory.path())));
  const uint64_t kib_before = ResidentKib();
  const uint64_t files_before = OpenFiles();
  std::vector<std::unique_ptr<Store>> stores;
  for (int i = 0; i < kEnvironments; ++i) {
    const std::string id = "environment" + std::to_string(i);
    ONHAND_ASSERT_OK(directory->Create(id));
    stores.push_back(ValueOf(directory->OpenStore(id)));
    for (const char* family : {"R", "X", "I", "L", "M"}) {
      ONHAND_ASSERT_OK(Put(*stores.back(), family + id, std::to_string(i)));
    }
  }
  EXPECT_EQ(ValueOf(directory->List()).size(), static_cast<size_t>(kEnvironments));
  for (int i = 0; i < kEnvironments; ++i) {
    EXPECT_EQ(ValueOf(stores[i]->GetSnapshot()->Get("Renvironment" + std::to_string(i))), std::to_string(i));
  }
  const uint64_t kib = (ResidentKib() - kib_before) / kEnvironments;
  const uint64_t files = (OpenFiles() - files_before) / kEnvironments;
  RecordProperty("kib_each", static_cast<int>(kib));
  RecordProperty("files_each", static_cast<int>(files));
  EXPECT_LE(kib, 2048u);
  EXPECT_LE(files, 12u);
}

}  // namespace
}  // namespace onhand::storage
