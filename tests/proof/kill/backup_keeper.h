// File: backup_keeper.h
//
// The administrator's backups: makes, restores and deletes them, and knows which there must be.
#ifndef ONHAND_TESTS_PROOF_KILL_BACKUP_KEEPER_H_
#define ONHAND_TESTS_PROOF_KILL_BACKUP_KEEPER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace onhand::proof {

class BackupKeeper {
 public:
  // Each false: no answer came, and error() says what came in its place.
  bool Make(const std::string& grpc_address);
  bool Restore(const std::string& grpc_address);
  bool Delete(const std::string& grpc_address);
  const std::string& error() const { return error_; }

  // Every backup that was acknowledged is there and whole, what was in flight wholly or not at all; an environment that
  // was restored can be read.
  void Check(const std::string& grpc_address);

  std::vector<std::string> TakeProblems() { return std::exchange(problems_, {}); }

 private:
  bool Failed(const std::string& what);
  void Complain(std::string text) { problems_.push_back("backups: " + std::move(text)); }
  void CheckBackups(const std::string& grpc_address);
  void CheckCopies(const std::string& grpc_address);

  std::set<uint32_t> ids_;            // acknowledged
  uint32_t last_id_ = 0;              // of all that were seen
  bool making_ = false;               // in flight
  std::optional<uint32_t> deleting_;  // in flight
  int copies_made_ = 0;               // numbers them
  std::string copy_;                  // acknowledged; "" = none
  std::string restoring_;             // in flight
  std::string dropping_;              // a copy whose deletion is in flight
  std::string error_;
  std::vector<std::string> problems_;
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_KILL_BACKUP_KEEPER_H_
