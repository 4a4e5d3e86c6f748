// File: exponent_clip.h
//
// Numbers such as 1e99999999999 are JSON, but beyond what Boost.JSON reads.
#ifndef ONHAND_SERVICE_JSON_EXPONENT_CLIP_H_
#define ONHAND_SERVICE_JSON_EXPONENT_CLIP_H_

#include <string>

namespace onhand {

// Replaces, outside of strings and comments, the digits of exponents with more than 8 significant digits by as many
// digits that stand for 99999999. Whatever reads quantities judges both alike, and every offset stays. Linear time; a
// text that is not JSON stays none.
void ClipExponents(std::string* text);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_EXPONENT_CLIP_H_
