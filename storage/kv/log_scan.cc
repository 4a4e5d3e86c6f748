#include "storage/kv/log_scan.h"

#include <algorithm>

#include "storage/records/coding.h"
#include "storage/records/crc32c.h"

namespace onhand::storage {
namespace {

constexpr size_t kHeaderBytes = 7;
constexpr size_t kChecksumBytes = 4;
constexpr size_t kTypeAt = 6;
// With which a record may end, so that the zeros behind it do not show how long it is. More would make it likely that
// some length fits a torn record.
constexpr size_t kOwnZerosMax = 16;

enum FragmentType : uint8_t { kFull = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

struct Fragment {
  uint8_t type = 0;  // 0: there is none
  std::string_view payload;
  size_t end = 0;
  const char* wrong = "";  // why there is none
};

// RocksDB keeps checksums of data that may itself hold checksums, so it turns them.
uint32_t Masked(uint32_t crc) { return ((crc >> 15) | (crc << 17)) + 0xa282ead8u; }

size_t LeftInBlock(size_t offset) { return kLogBlockBytes - offset % kLogBlockBytes; }

Fragment NoFragment(const char* wrong) {
  Fragment none;
  none.wrong = wrong;
  return none;
}

// Whether the checksum at `offset` is that of a fragment with so much payload, which must be there.
bool ChecksumHolds(std::string_view content, size_t offset, size_t length) {
  Reader header(content.substr(offset, kChecksumBytes));
  return Masked(Crc32c(content.substr(offset + kTypeAt, 1 + length))) == header.Fixed32();
}

// Of the payload, as the header at `offset` says.
size_t LengthAt(std::string_view content, size_t offset) {
  const auto byte = [&](size_t at) { return static_cast<uint8_t>(content[offset + kChecksumBytes + at]); };
  return byte(0) | byte(1) << 8;
}

Fragment FragmentAt(std::string_view content, size_t offset) {
  const size_t left = std::min(LeftInBlock(offset), content.size() - offset);
  if (left < kHeaderBytes) return NoFragment("the file ends in the middle of its header");
  const size_t length = LengthAt(content, offset);
  const auto type = static_cast<uint8_t>(content[offset + kTypeAt]);
  if (type < kFull || type > kLast) return NoFragment("its type is none");
  if (kHeaderBytes + length > left) return NoFragment("the file or the block ends before it does");
  if (!ChecksumHolds(content, offset, length)) return NoFragment("its checksum does not match");
  return {type, content.substr(offset + kHeaderBytes, length), offset + kHeaderBytes + length, ""};
}

bool OnlyZeros(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte == 0; });
}

// Where a record begins at or behind `offset`; content.size() if none does.
size_t NextBeginning(std::string_view content, size_t offset) {
  for (; offset < content.size(); ++offset) {
    const Fragment fragment = FragmentAt(content, offset);
    if (fragment.type == kFull || fragment.type == kFirst) return offset;
  }
  return content.size();
}

// A fragment behind which there is nothing but zeros, or the end of the file, but that says in its header that it ends
// elsewhere.
bool IsWholeButForItsLength(std::string_view content, size_t offset) {
  const std::string_view left = content.substr(offset);
  const size_t written = left.find_last_not_of('\0') + 1;
  const size_t most = std::min({left.size(), LeftInBlock(offset), written + kOwnZerosMax});
  if (written < kHeaderBytes || written > most) return false;
  for (size_t size = written; size <= most; ++size) {
    if (ChecksumHolds(content, offset, size - kHeaderBytes)) return true;
  }
  return false;
}

}  // namespace

LogScan ScanLog(std::string_view content, const LogRecordVisitor& visit) {
  LogScan scan;
  std::string pieces;  // of the record that is being read
  bool in_record = false;
  size_t begin = 0;  // where it begins
  size_t at = 0;
  for (;;) {
    if (LeftInBlock(at) < kHeaderBytes) at += LeftInBlock(at);
    if (at >= content.size()) {
      if (in_record) scan.what = "the file ends before it does";
      break;
    }
    const Fragment fragment = FragmentAt(content, at);
    if (fragment.type == 0) {
      scan.what = OnlyZeros(content.substr(at)) ? "there are only zeros" : fragment.wrong;
      break;
    }
    const bool begins = fragment.type == kFull || fragment.type == kFirst;
    if (begins == in_record) {
      scan.what = in_record ? "it has no end" : "it has no beginning";
      break;
    }
    if (begins) begin = at;
    at = fragment.end;
    if (fragment.type == kFull) {
      ++scan.records;
      visit(begin, fragment.payload);
      continue;
    }
    if (begins) pieces.clear();
    pieces.append(fragment.payload);
    in_record = fragment.type != kLast;
    if (in_record) continue;
    ++scan.records;
    visit(begin, pieces);
  }
  scan.wrong_at = in_record ? begin : std::min(at, content.size());
  if (scan.what.empty()) return scan;
  if (!in_record && OnlyZeros(content.substr(scan.wrong_at))) {
    scan.end = LogScan::End::kZeros;
    return scan;
  }
  scan.end = LogScan::End::kDamaged;
  scan.follows_at = NextBeginning(content, at);
  if (scan.follows_at < content.size()) return scan;
  scan.follows_at = scan.wrong_at;
  if (at < content.size() && IsWholeButForItsLength(content, at)) {
    scan.what = "its length is wrong";
    return scan;
  }
  scan.end = LogScan::End::kTorn;
  return scan;
}

size_t BytesBeforeZeros(std::string_view block) {
  size_t at = 0;
  while (at + kHeaderBytes <= block.size()) {
    const size_t length = LengthAt(block, at);
    if (length == 0 && block[at + kTypeAt] == 0) return at;
    at += kHeaderBytes + length;
  }
  // Less than a header: what is left of a whole block, or of a file that ends in the middle of its zeros.
  const bool ends_in_zeros = at < block.size() && block.size() < kLogBlockBytes && OnlyZeros(block.substr(at));
  return ends_in_zeros ? at : block.size();
}

}  // namespace onhand::storage
