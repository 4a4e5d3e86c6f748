// File: domains.h
//
// The small domains that random events are drawn from.
#ifndef ONHAND_TESTS_ENGINE_RANDOM_DOMAINS_H_
#define ONHAND_TESTS_ENGINE_RANDOM_DOMAINS_H_

#include <string>
#include <vector>

namespace onhand {

const std::vector<std::string>& RandomOrganizations();
const std::vector<std::string>& RandomProducts();
// Base names that events use beside site and location; they differ in how they are stored, spelt and mapped.
const std::vector<std::string>& RandomDimensions();
std::string Folded(std::string text);

}  // namespace onhand

#endif  // ONHAND_TESTS_ENGINE_RANDOM_DOMAINS_H_
