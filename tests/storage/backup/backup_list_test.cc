#include "storage/backup/backup_list.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "storage/records/crc32c.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

BackupList Example() {
  return {.environment = "filiale süd",
          .id = 7,
          .created_at_us = 1'700'000'000'000'000,
          .format = 2,
          .sequence = 4711,
          .files = {{.name = "000012.sst", .stored = "00ff.sst", .bytes = 1'048'576, .checksum = 0xE3069283},
                    {.name = "CURRENT", .stored = "7-CURRENT", .bytes = 16, .checksum = 1}}};
}

// With a right checksum, whatever it says.
std::string Sealed(const std::string& body) { return absl::StrFormat("%send %08x\n", body, Crc32c(body)); }

TEST(BackupListTest, ReadsWhatItWrote) {
  EXPECT_EQ(ValueOf(DecodeBackupList(EncodeBackupList(Example()))), Example());
  EXPECT_EQ(Example().bytes(), 1'048'592u);
  BackupList none = Example();
  none.files.clear();
  EXPECT_EQ(ValueOf(DecodeBackupList(EncodeBackupList(none))), none);
}

TEST(BackupListTest, IsTextThatPeopleCanRead) {
  EXPECT_EQ(EncodeBackupList(Example()).substr(0, 170),
            "onhand-backup version=1\n"
            "environment filiale süd\n"
            "id 7\n"
            "created_at_us 1700000000000000\n"
            "format 2\n"
            "sequence 4711\n"
            "file 1048576 e3069283 00ff.sst 000012.sst\n"
            "file 16 00000001 7-C");
}

TEST(BackupListTest, EveryChangedByteIsFound) {
  const std::string text = EncodeBackupList(Example());
  for (size_t i = 0; i < text.size(); ++i) {
    for (const char with : {'0', ' ', '\n', '\xff'}) {
      std::string damaged = text;
      if (damaged[i] == with) continue;
      damaged[i] = with;
      EXPECT_TRUE(absl::IsDataLoss(DecodeBackupList(damaged).status())) << i << ": " << damaged;
    }
    EXPECT_TRUE(absl::IsDataLoss(DecodeBackupList(text.substr(0, i)).status())) << i;
  }
  EXPECT_TRUE(absl::IsDataLoss(DecodeBackupList(text + "x").status()));
  EXPECT_TRUE(absl::IsDataLoss(DecodeBackupList(text + text).status()));
}

TEST(BackupListTest, ANewerVersionIsRefusedAndNamed) {
  const std::string text = Sealed("onhand-backup version=2\nanything else\n");
  ONHAND_EXPECT_STATUS(DecodeBackupList(text), absl::StatusCode::kFailedPrecondition, "it has version 2");
}

TEST(BackupListTest, NoNameLeadsOutOfItsFolder) {
  const std::string head = "onhand-backup version=1\nenvironment a\nid 1\ncreated_at_us 0\nformat 2\nsequence 1\n";
  ONHAND_EXPECT_OK(DecodeBackupList(Sealed(head + "file 1 00000000 a b\n")));
  for (const char* names : {"../a b", "a ../b", "a/b c", "a b/c", ".. b", "a ..", " b", "a ", "a"}) {
    const absl::Status status = DecodeBackupList(Sealed(absl::StrCat(head, "file 1 00000000 ", names, "\n"))).status();
    EXPECT_TRUE(absl::IsDataLoss(status)) << names;
  }
}

}  // namespace
}  // namespace onhand::storage
