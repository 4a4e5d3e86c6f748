// File: audit_problem.h
//
// The audit as the last word of a test.
#ifndef ONHAND_TESTS_SUPPORT_AUDIT_PROBLEM_H_
#define ONHAND_TESTS_SUPPORT_AUDIT_PROBLEM_H_

#include <cstdint>
#include <string>

#include "engine/engine.h"

namespace onhand {

// "" if everything adds up; otherwise that the audit did not get through and why, or how much it found and the first of
// it. Adds to `compared`, unless that is null, how often something was compared.
std::string AuditProblem(Environment* environment, int64_t* compared = nullptr, AuditOptions options = {});

}  // namespace onhand

#endif  // ONHAND_TESTS_SUPPORT_AUDIT_PROBLEM_H_
