// File: sample_database.h
//
// The database that is damaged: small, with every kind of record, in table files and in the write-ahead log, of a
// process that was killed; and another environment beside it, which must not notice anything.
#ifndef ONHAND_TESTS_PROOF_CORRUPTION_SAMPLE_DATABASE_H_
#define ONHAND_TESTS_PROOF_CORRUPTION_SAMPLE_DATABASE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/clock.h"
#include "engine/model/event.h"

namespace onhand::proof {

inline constexpr char kDamagedEnvironment[] = "shop";
inline constexpr char kOtherEnvironment[] = "other";

// The time at which the sample is made and looked at.
const Clock* SampleClock();

// Makes it in `data_dir` and ends the process as SIGKILL does. Call it in a process of its own.
[[noreturn]] void MakeSampleAndDie(const std::string& data_dir);

// Number `index` of the change events that it was made with last: sent again they are answered and change nothing.
inline constexpr int kSampleEvents = 240;
// Views into `texts`, which it fills.
ChangeEvent SampleEvent(int index, std::vector<std::string>* texts);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_CORRUPTION_SAMPLE_DATABASE_H_
