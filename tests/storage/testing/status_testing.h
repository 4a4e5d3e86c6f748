// File: status_testing.h
//
// Statuses in tests: a failed expectation prints the status.
#ifndef ONHAND_TESTS_STORAGE_TESTING_STATUS_TESTING_H_
#define ONHAND_TESTS_STORAGE_TESTING_STATUS_TESTING_H_

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace onhand::storage {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

// The value of a result that must be there.
template <typename T>
T ValueOf(absl::StatusOr<T> result) {
  if (!result.ok()) {
    std::cerr << "unexpected: " << result.status() << std::endl;
    std::abort();
  }
  return *std::move(result);
}

}  // namespace onhand::storage

#define ONHAND_EXPECT_OK(expression) EXPECT_EQ(::onhand::storage::StatusOf(expression), absl::OkStatus())
#define ONHAND_ASSERT_OK(expression) ASSERT_EQ(::onhand::storage::StatusOf(expression), absl::OkStatus())
// The status has this code and its message holds this text.
#define ONHAND_EXPECT_STATUS(expression, wanted, text)                            \
  do {                                                                            \
    const absl::Status onhand_status = ::onhand::storage::StatusOf(expression);   \
    EXPECT_EQ(onhand_status.code(), wanted) << onhand_status;                     \
    EXPECT_NE(std::string(onhand_status.message()).find(text), std::string::npos) \
        << onhand_status << "\nshould hold: " << text;                            \
  } while (false)

#endif  // ONHAND_TESTS_STORAGE_TESTING_STATUS_TESTING_H_
