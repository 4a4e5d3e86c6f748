#include "service/cli/files/byte_source.h"

#include <sys/stat.h>
#include <zlib.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/cli/files/atomic_file.h"

namespace onhand::cli {
namespace {

using ::testing::HasSubstr;

std::string Folder() { return std::getenv("TEST_TMPDIR"); }

void WriteFile(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

std::string Packed(const std::string& text) {
  const std::string path = Folder() + "/packing.gz";
  const gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

TEST(ByteSourceTest, ReadsPlainAndPacked) {
  const std::string text(300'000, 'x');
  WriteFile(Folder() + "/plain", text);
  WriteFile(Folder() + "/packed", Packed(text));
  EXPECT_EQ(*ReadWholeFile(Folder() + "/plain", 1 << 20), text);
  EXPECT_EQ(*ReadWholeFile(Folder() + "/packed", 1 << 20), text);
}

TEST(ByteSourceTest, ReadsGzipOfSeveralParts) {
  WriteFile(Folder() + "/parts.gz", Packed("one ") + Packed("two"));
  EXPECT_EQ(*ReadWholeFile(Folder() + "/parts.gz", 100), "one two");
}

TEST(ByteSourceTest, KnowsHowFarItIs) {
  WriteFile(Folder() + "/sized", std::string(1000, 'x'));
  auto source = OpenByteSource(Folder() + "/sized");
  ASSERT_TRUE(source.ok());
  EXPECT_EQ((*source)->size_bytes(), 1000);
  char buffer[2000];
  EXPECT_EQ(*(*source)->Read(buffer, sizeof(buffer)), 1000u);
  EXPECT_EQ(*(*source)->Read(buffer, sizeof(buffer)), 0u);
  EXPECT_EQ((*source)->position_bytes(), 1000);
}

TEST(ByteSourceTest, Errors) {
  EXPECT_TRUE(absl::IsNotFound(OpenByteSource(Folder() + "/nowhere").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(OpenByteSource(Folder()).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(ReadWholeFile("/dev/zero", 100).status()));

  std::string random(100'000, '\0');
  uint32_t state = 1;
  for (char& c : random) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  const std::string packed = Packed(random);
  WriteFile(Folder() + "/cut.gz", packed.substr(0, packed.size() / 2));
  const absl::Status cut = ReadWholeFile(Folder() + "/cut.gz", 1 << 20).status();
  EXPECT_TRUE(absl::IsDataLoss(cut));
  EXPECT_THAT(cut.ToString(), HasSubstr("cut off"));

  std::string broken = packed;
  broken[broken.size() - 6] ^= 1;  // in the checksum
  WriteFile(Folder() + "/broken.gz", broken);
  EXPECT_TRUE(absl::IsDataLoss(ReadWholeFile(Folder() + "/broken.gz", 1 << 20).status()));
}

TEST(AtomicFileTest, AppearsWholeOrNotAtAll) {
  const std::string path = Folder() + "/out";
  WriteFile(path, "old");
  {
    auto file = AtomicFile::Create(path);
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE((*file)->Write("half").ok());
    EXPECT_EQ(*ReadWholeFile(path, 100), "old");
  }
  EXPECT_EQ(*ReadWholeFile(path, 100), "old");
  {
    auto file = AtomicFile::Create(path);
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE((*file)->Write("new").ok());
    ASSERT_TRUE((*file)->Commit().ok());
  }
  EXPECT_EQ(*ReadWholeFile(path, 100), "new");
  EXPECT_TRUE(absl::IsUnavailable(AtomicFile::Create(Folder() + "/no/such/folder").status()));
}

}  // namespace
}  // namespace onhand::cli
