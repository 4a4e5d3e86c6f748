// File: content_coding.h
//
// gzip (RFC 1952), in and out.
#ifndef ONHAND_SERVICE_HTTP_CONTENT_CODING_H_
#define ONHAND_SERVICE_HTTP_CONTENT_CODING_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace onhand {

enum class InflateResult { kOk, kBroken, kTooLarge };

// What `compressed`, one or more gzip members, stands for. Stops as soon as that is more than `bytes_max`, so that a
// small body cannot fill the memory.
InflateResult Gunzip(std::string_view compressed, size_t bytes_max, std::string* out);

// One gzip member, compressed for speed.
std::string Gzip(std::string_view text);

// True if an Accept-Encoding header allows gzip (RFC 9110: listed, or covered by "*", and not with q=0).
bool AcceptsGzip(std::string_view accept_encoding);

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_CONTENT_CODING_H_
