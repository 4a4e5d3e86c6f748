// File: launch.h
//
// Starts onhandd the way all tests of this folder want it.
#ifndef ONHAND_TESTS_END_TO_END_LAUNCH_H_
#define ONHAND_TESTS_END_TO_END_LAUNCH_H_

#include <memory>
#include <string>
#include <vector>

#include "tests/service/server/server_process.h"

namespace onhand {

// On free ports of 127.0.0.1, with these flags besides, and ready. nullptr, with the test failed, if it does not start.
std::unique_ptr<ServerProcess> Launch(const std::string& data_dir, const std::vector<std::string>& flags);

// SIGKILL: as if the power went.
void Kill(ServerProcess* server);
// SIGTERM; its exit status, or minus the signal that ended it.
int Stop(ServerProcess* server);

}  // namespace onhand

#endif  // ONHAND_TESTS_END_TO_END_LAUNCH_H_
