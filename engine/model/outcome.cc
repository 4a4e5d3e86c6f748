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
    case Reason::kUnconfiguredDimension:
      return "UNCONFIGURED_DIMENSION";
    case Reason::kTooManyDimensions:
      return "TOO_MANY_DIMENSIONS";
    case Reason::kNotReservable:
      return "NOT_RESERVABLE";
    case Reason::kAmbiguousDataSource:
      return "AMBIGUOUS_DATA_SOURCE";
    case Reason::kQuantityFormsDisagree:
      return "QUANTITY_FORMS_DISAGREE";
    case Reason::kQuantityNotPositive:
      return "QUANTITY_NOT_POSITIVE";
    case Reason::kInvalidHold:
      return "INVALID_HOLD";
    case Reason::kInvalidGroups:
      return "INVALID_GROUPS";
    case Reason::kSameGroups:
      return "SAME_GROUPS";
    case Reason::kMeasureNotScheduled:
      return "MEASURE_NOT_SCHEDULED";
    case Reason::kInvalidDate:
      return "INVALID_DATE";
    case Reason::kMissingReservationPlace:
      return "MISSING_RESERVATION_PLACE";
    case Reason::kIdReused:
      return "ID_REUSED";
    case Reason::kReadOnlyDataSource:
      return "READ_ONLY_DATA_SOURCE";
    case Reason::kUnknownReservation:
      return "UNKNOWN_RESERVATION";
    case Reason::kTimeInFuture:
      return "TIME_IN_FUTURE";
    case Reason::kDateOutsidePeriod:
      return "DATE_OUTSIDE_PERIOD";
    case Reason::kHoldEndOutOfRange:
      return "HOLD_END_OUT_OF_RANGE";
    case Reason::kQuantityOverflow:
      return "QUANTITY_OVERFLOW";
    case Reason::kUnexpectedQuantity:
      return "UNEXPECTED_QUANTITY";
    case Reason::kNotAvailable:
      return "NOT_AVAILABLE";
    case Reason::kCheckedRelease:
      return "CHECKED_RELEASE";
    case Reason::kReleaseBelowZero:
      return "RELEASE_BELOW_ZERO";
    case Reason::kNotAvailableToAllocate:
      return "NOT_AVAILABLE_TO_ALLOCATE";
    case Reason::kNotAllocated:
      return "NOT_ALLOCATED";
    case Reason::kCartRefused:
      return "CART_REFUSED";
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
    case Reason::kScheduleOff:
      return "SCHEDULE_OFF";
    case Reason::kInvalidDateRange:
      return "INVALID_DATE_RANGE";
    case Reason::kOrganizationsInCart:
      return "ORGANIZATIONS_IN_CART";
    case Reason::kInvalidSearch:
      return "INVALID_SEARCH";
    case Reason::kUnknownAggregate:
      return "UNKNOWN_AGGREGATE";
    case Reason::kStatusNotForward:
      return "STATUS_NOT_FORWARD";
    case Reason::kFeatureOff:
      return "FEATURE_OFF";
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
    case Reason::kFeatureOff:
      return 403;
    case Reason::kUnknownReservation:
    case Reason::kUnknownAggregate:
      return 404;
    case Reason::kIdReused:
    case Reason::kUnexpectedQuantity:
    case Reason::kStatusNotForward:
    case Reason::kConfigurationConflict:
      return 409;
    case Reason::kCartRefused:
      return 424;
    case Reason::kMissingReservationPlace:
    case Reason::kNotAvailable:
    case Reason::kCheckedRelease:
    case Reason::kReleaseBelowZero:
    case Reason::kNotAvailableToAllocate:
    case Reason::kNotAllocated:
      return 500;
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
