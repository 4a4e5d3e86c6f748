// File: fault_plan.h
//
// Which fault of which operation on which kind of file there are to try, and how often each was met.
#ifndef ONHAND_TESTS_PROOF_DISK_FAULTS_FAULT_PLAN_H_
#define ONHAND_TESTS_PROOF_DISK_FAULTS_FAULT_PLAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tests/proof/disk_faults/fault_case.h"

namespace onhand::proof {

class FaultPlan {
 public:
  // `counts`: what a load on a disk that is well does. Each operation of it gets each fault that it can have, once and
  // from then on, and in between the disk runs full. `mutant`: all it has is a disk that only pretends to sync the
  // write-ahead log.
  FaultPlan(const OperationCounts& counts, bool mutant);

  // How many cases try everything once.
  int64_t size() const { return static_cast<int64_t>(entries_.size()); }
  // The case of a number from 0 on; beyond size() they begin anew, at other moments.
  FaultCase At(int64_t number, uint64_t seed) const;
  // In words.
  std::string Name(int64_t number) const;
  void Add(int64_t number, const FaultResult& result);

  // Of operations, kinds of files and faults: cases in which it was met, and steps that were told so.
  std::string Table() const;
  // Numbers of those that were tried and never met.
  std::vector<int64_t> NotMet() const;

 private:
  struct Entry {
    DiskFaultRule rule;
    bool full_disk = false;
    int64_t count = 0;  // such operations in a load
    int64_t tried = 0;
    int64_t met = 0;
    int64_t refused = 0;
    int64_t reopened = 0;
  };

  const Entry& EntryOf(int64_t number) const { return entries_[static_cast<size_t>(number) % entries_.size()]; }

  std::vector<Entry> entries_;
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_DISK_FAULTS_FAULT_PLAN_H_
