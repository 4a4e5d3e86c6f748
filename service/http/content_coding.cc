#include "service/http/content_coding.h"

#include <zlib.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "storage/base/check.h"

namespace onhand {
namespace {

constexpr int kGzipWindowBits = 15 + 16;  // zlib's way to ask for a gzip header
constexpr size_t kChunkBytes = 64 << 10;

Bytef* Bytes(const char* data) { return reinterpret_cast<Bytef*>(const_cast<char*>(data)); }

}  // namespace

InflateResult Gunzip(std::string_view compressed, size_t bytes_max, std::string* out) {
  out->clear();
  z_stream stream = {};
  ONHAND_CHECK(inflateInit2(&stream, kGzipWindowBits) == Z_OK);
  stream.next_in = Bytes(compressed.data());
  stream.avail_in = static_cast<uInt>(compressed.size());
  InflateResult result = InflateResult::kBroken;
  while (true) {
    const size_t filled = out->size();
    // One byte more than allowed tells "exactly at the limit" from "beyond".
    const size_t room = std::min(kChunkBytes, bytes_max + 1 - filled);
    out->resize(filled + room);
    stream.next_out = Bytes(out->data()) + filled;
    stream.avail_out = static_cast<uInt>(room);
    const int code = inflate(&stream, Z_NO_FLUSH);
    out->resize(filled + room - stream.avail_out);
    if (out->size() > bytes_max) {
      result = InflateResult::kTooLarge;
      break;
    }
    if (code == Z_STREAM_END) {
      if (stream.avail_in == 0) {
        result = InflateResult::kOk;
        break;
      }
      if (inflateReset(&stream) != Z_OK) break;
      continue;
    }
    // Without progress the text has ended in the middle (Z_BUF_ERROR), or is none.
    if (code != Z_OK || (stream.avail_in == 0 && stream.avail_out != 0)) break;
  }
  inflateEnd(&stream);
  if (result != InflateResult::kOk) out->clear();
  return result;
}

std::string Gzip(std::string_view text) {
  z_stream stream = {};
  ONHAND_CHECK(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindowBits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out;
  // zlib counts a piece of input in 32 bits.
  constexpr size_t kPieceBytes = 1 << 30;
  do {
    const std::string_view piece = text.substr(0, kPieceBytes);
    text.remove_prefix(piece.size());
    stream.next_in = Bytes(piece.data());
    stream.avail_in = static_cast<uInt>(piece.size());
    const int flush = text.empty() ? Z_FINISH : Z_NO_FLUSH;
    do {
      const size_t filled = out.size();
      const size_t room = std::max(kChunkBytes, piece.size() / 8);
      out.resize(filled + room);
      stream.next_out = Bytes(out.data()) + filled;
      stream.avail_out = static_cast<uInt>(room);
      deflate(&stream, flush);
      out.resize(filled + room - stream.avail_out);
    } while (stream.avail_out == 0);
  } while (!text.empty());
  deflateEnd(&stream);
  return out;
}

bool AcceptsGzip(std::string_view accept_encoding) {
  bool any = false;
  for (const absl::string_view item :
       absl::StrSplit(absl::string_view(accept_encoding.data(), accept_encoding.size()), ',')) {
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(item, absl::MaxSplits(';', 1));
    const absl::string_view coding = absl::StripAsciiWhitespace(parts.first);
    absl::string_view weight = absl::StripAsciiWhitespace(parts.second);
    double q = 1;
    if (absl::ConsumePrefix(&weight, "q=") || absl::ConsumePrefix(&weight, "Q=")) {
      if (!absl::SimpleAtod(weight, &q)) q = 0;
    }
    if (absl::EqualsIgnoreCase(coding, "gzip") || absl::EqualsIgnoreCase(coding, "x-gzip")) return q > 0;
    if (coding == "*") any = q > 0;
  }
  return any;
}

}  // namespace onhand
