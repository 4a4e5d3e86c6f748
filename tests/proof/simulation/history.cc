#include "tests/proof/simulation/history.h"

#include <cstdio>

namespace onhand::proof {

void History::Add(std::string line) {
  for (const char byte : line + "\n") {
    hash_ ^= static_cast<unsigned char>(byte);
    hash_ *= 0x100000001b3u;
  }
  ++lines_;
  if (verbose_) std::fprintf(stderr, "%lld  %s\n", static_cast<long long>(lines_), line.c_str());
  tail_.push_back(std::move(line));
  if (tail_.size() > kTailLines) tail_.pop_front();
}

std::string History::Tail() const {
  std::string text;
  for (const std::string& line : tail_) text += "\n    " + line.substr(0, 400);
  return text;
}

}  // namespace onhand::proof
