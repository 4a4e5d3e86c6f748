// File: version.h
//
// The release that all programs of this tree belong to, as --version prints it.
#ifndef ONHAND_SERVICE_VERSION_H_
#define ONHAND_SERVICE_VERSION_H_

namespace onhand {

inline constexpr char kVersion[] = "0.1.0";

}  // namespace onhand

#endif  // ONHAND_SERVICE_VERSION_H_
