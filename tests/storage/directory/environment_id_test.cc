#include "storage/directory/environment_id.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

TEST(EnvironmentIdTest, FoldsAsciiLettersOnly) {
  EXPECT_EQ(ValueOf(FoldId("Demo-1_X")), "demo-1_x");
  EXPECT_EQ(ValueOf(FoldId("FILIALE MÜNCHEN")), "filiale mÜnchen");
  EXPECT_EQ(ValueOf(FoldId(std::string(128, 'a'))), std::string(128, 'a'));
}

TEST(EnvironmentIdTest, RefusesWhatIsNoId) {
  const auto refused = [](const std::string& id, const char* text) {
    ONHAND_EXPECT_STATUS(FoldId(id), absl::StatusCode::kInvalidArgument, text);
  };
  refused("", "1 to 128 bytes");
  refused(std::string(129, 'a'), "this one has 129");
  refused("a/b", "'/'");
  refused("a\nb", "control");
  refused(std::string("a\0b", 3), "control");
  refused("a\x7f", "control");
  refused("a\xC2\x85", "control");        // C1
  refused("a\xC0\xAF", "UTF-8");          // overlong '/'
  refused("a\xE0\x80\xAF", "UTF-8");      // likewise
  refused("a\xED\xA0\x80", "UTF-8");      // surrogate
  refused("a\xF4\x90\x80\x80", "UTF-8");  // beyond U+10FFFF
  refused("a\xFF", "UTF-8");
  refused("a\xC3", "UTF-8");  // cut off
  refused(std::string(100, ' '), "240");
}

TEST(EnvironmentIdTest, FoldersAndIdsAreOneToOne) {
  EXPECT_EQ(FolderName("demo-1_x"), "demo-1_x");
  EXPECT_EQ(FolderName("a.b%c d"), "a%2Eb%25c%20d");
  EXPECT_EQ(FolderName(".."), "%2E%2E");
  EXPECT_EQ(FolderName("ü"), "%C3%BC");
  for (const char* id : {"demo", "a.b%c d", "..", "ü", "%41"}) EXPECT_EQ(IdOfFolder(FolderName(id)), id);
}

TEST(EnvironmentIdTest, OtherFoldersAreNoEnvironments) {
  for (const char* name : {"", ".", "..", ".new-demo", ".lock", "Demo", "a b", "%41", "%2e", "%2", "%", "%GG", "%2F",
                           "lost+found", "%FF"}) {
    EXPECT_EQ(IdOfFolder(name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace onhand::storage
