// File: make_database.h
//
// A small data directory with one environment, "shop", that holds every kind of record of the present format. README.md
// in this folder tells what becomes of it.
#ifndef ONHAND_TESTS_STORAGE_COMPATIBILITY_MAKE_DATABASE_H_
#define ONHAND_TESTS_STORAGE_COMPATIBILITY_MAKE_DATABASE_H_

#include <string>

namespace onhand {

// Ends the process if anything goes wrong.
void MakeDatabase(const std::string& data_dir);

}  // namespace onhand

#endif  // ONHAND_TESTS_STORAGE_COMPATIBILITY_MAKE_DATABASE_H_
