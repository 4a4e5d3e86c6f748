// File: subject_check.h
//
// What every subject of the benchmark must do right, whatever it is: a measurement of something wrong is worth nothing.
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECTS_SUBJECT_CHECK_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECTS_SUBJECT_CHECK_H_

#include "tests/benchmark/subject.h"

namespace onhand::benchmark {

struct CheckedQuestions {
  bool index = true;     // a product over its locations
  bool location = true;  // all products of one location
  bool atp = true;
};

// Prepares the subject with a small dataset and checks, by gtest, that the questions have as many rows as they must,
// that ids apply once, that 8 callers get exactly as much as there is of a product, and that the audit sees all of it.
void CheckSubject(Subject* subject, const CheckedQuestions& questions);

// A subject that keeps ids apart from rows refuses an id that comes again for another row, one by one and in a batch.
void CheckReusedIds(Subject* subject);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECTS_SUBJECT_CHECK_H_
