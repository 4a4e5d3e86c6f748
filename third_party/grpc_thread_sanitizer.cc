// Under the thread sanitizer: what gRPC's templates compile into our code is watched, the library itself is not, so
// that what the two hand each other looks like a race.
#if __has_feature(thread_sanitizer)
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() { return "race:grpc::internal::\n"; }
#endif
