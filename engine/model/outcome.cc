#include "engine/model/outcome.h"

namespace onhand {

std::string_view ReasonName(Reason reason) {
  switch (reason) {
    case Reason::kNone:
      return "NONE";
    case Reason::kMalformed:
      return "MALFORMED";
    case Reason::kInvalidId:
      return "INVALID_ID";
    case Reason::kInvalidOrganization:
      return "INVALID_ORGANIZATION";
    case Reason::kInvalidProduct:
      return "INVALID_PRODUCT";
    case Reason::kInvalidDimensionValue:
      return "INVALID_DIMENSION_VALUE";
    case Reason::kUnknownDimension:
      return "UNKNOWN_DIMENSION";
    case Reason::kConflictingDimensions:
      return "CONFLICTING_DIMENSIONS";
    case Reason::kMissingPartitionDimension:
      return "MISSING_PARTITION_DIMENSION";
    case Reason::kUnknownDataSource:
      return "UNKNOWN_DATA_SOURCE";
    case Reason::kUnknownMeasure:
      return "UNKNOWN_MEASURE";
    case Reason::kCalculatedMeasure:
      return "CALCULATED_MEASURE";
    case Reason::kAllocationMeasure:
      return "ALLOCATION_MEASURE";
    case Reason::kRepeatedMeasure:
      return "REPEATED_MEASURE";
    case Reason::kNoQuantity:
      return "NO_QUANTITY";
    case Reason::kInvalidQuantity:
      return "INVALID_QUANTITY";
    case Reason::kDataSourceMismatch:
      return "DATA_SOURCE_MISMATCH";
    case Reason::kIdReused:
      return "ID_REUSED";
    case Reason::kReadOnlyDataSource:
      return "READ_ONLY_DATA_SOURCE";
    case Reason::kTimeInFuture:
      return "TIME_IN_FUTURE";
    case Reason::kQuantityOverflow:
      return "QUANTITY_OVERFLOW";
    case Reason::kTooManyRecords:
      return "TOO_MANY_RECORDS";
    case Reason::kTooManyProducts:
      return "TOO_MANY_PRODUCTS";
    case Reason::kTooManyCombinations:
      return "TOO_MANY_COMBINATIONS";
    case Reason::kOrganizationCount:
      return "ORGANIZATION_COUNT";
    case Reason::kMissingFilter:
      return "MISSING_FILTER";
    case Reason::kUnknownGroupBy:
      return "UNKNOWN_GROUP_BY";
    case Reason::kInvalidTuple:
      return "INVALID_TUPLE";
    case Reason::kInvalidPage:
      return "INVALID_PAGE";
    case Reason::kNoIndexSet:
      return "NO_INDEX_SET";
    case Reason::kInvalidConfiguration:
      return "INVALID_CONFIGURATION";
    case Reason::kConfigurationConflict:
      return "CONFIGURATION_CONFLICT";
  }
  return "NONE";
}

int ReasonStatusCode(Reason reason) {
  switch (reason) {
    case Reason::kNone:
      return 200;
    case Reason::kReadOnlyDataSource:
      return 403;
    case Reason::kIdReused:
    case Reason::kConfigurationConflict:
      return 409;
    default:
      return 400;
  }
}

std::string_view ProcessingStatusName(ProcessingStatus status) {
  switch (status) {
    case ProcessingStatus::kSuccess:
      return "success";
    case ProcessingStatus::kPartialSuccess:
      return "partialSuccess";
    case ProcessingStatus::kFailure:
      return "failure";
  }
  return "failure";
}

}  // namespace onhand
