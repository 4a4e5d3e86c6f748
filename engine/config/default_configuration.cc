// The configuration of a new environment (decisions C4): the defaults of the documented product, generation 2, and
// what its documented examples need beside them.

#include <string>
#include <vector>

#include "engine/engine.h"

namespace onhand {
namespace {

const char* const kAvailableToReserve = "availabletoreserve";

DataSource Fno() {
  DataSource fno{.name = "fno"};
  fno.dimension_mappings = {
      {"InventBatchId", "BatchId"},       {"InventColorId", "ColorId"},   {"InventLocationId", "LocationId"},
      {"InventSerialId", "SerialId"},     {"InventSiteId", "SiteId"},     {"InventSizeId", "SizeId"},
      {"InventStatusId", "StatusId"},     {"InventStyleId", "StyleId"},   {"LicensePlateId", "LicensePlateId"},
      {"WMSLocationId", "WMSLocationId"}, {"WMSPalletId", "WMSPalletId"}, {"ConfigId", "ConfigId"},
      {"InventVersionId", "VersionId"},
  };
  for (int i = 1; i <= 12; ++i) {
    fno.dimension_mappings.push_back({"InventDimension" + std::to_string(i), "CustomDimension" + std::to_string(i)});
  }
  fno.physical_measures = {"arrived",          "availordered", "availphysical",  "notspecified",   "onorder",
                           "ordered",          "orderedsum",   "physicalinvent", "picked",         "postedqty",
                           "quotationreceipt", "received",     "reservordered",  "reservphysical", "softreserved"};
  return fno;
}

CalculatedMeasure Available(const char* name) {
  return {.name = name,
          .additions = {{"fno", "physicalinvent"},
                        {"fno", "ordered"},
                        {"fno", "arrived"},
                        {"pos", "inbound"},
                        {"iv", "ordered"}},
          .subtractions = {{"fno", "reservphysical"},
                           {"iv", "softreserved"},
                           {"iv", "softreservordered"},
                           {"iv", "softreservphysical"},
                           {"pos", "outbound"},
                           {"fno", "softreserved"},
                           {"@iv", "@allocated"}}};
}

DataSource Iv() {
  DataSource iv{.name = "iv"};
  iv.physical_measures = {"ordered", "softreserved", "softreservordered", "softreservphysical"};
  iv.calculated_measures = {
      Available(kAvailableToReserve),
      {.name = "onhand", .additions = {{"pos", "inbound"}}, .subtractions = {{"pos", "outbound"}}},
      {.name = "totalavailable",
       .additions = {{"fno", "availordered"}},
       .subtractions = {{"iv", "softreserved"}, {"@iv", "@allocated"}}},
      {.name = "totalonhand", .additions = {{"fno", "physicalinvent"}}, .subtractions = {}},
  };
  for (const char* measure : {"softreserved", "softreservordered", "softreservphysical"}) {
    iv.reservation_mappings.push_back({measure, {"iv", kAvailableToReserve}});
  }
  return iv;
}

DataSource Pos() {
  DataSource pos{.name = "pos"};
  pos.dimension_mappings = {{"posMachineId", "ExtendedDimension1"}};
  pos.physical_measures = {"inbound", "outbound"};
  pos.calculated_measures = {{.name = "availquantity",
                              .additions = {{"fno", "availphysical"}, {"pos", "inbound"}},
                              .subtractions = {{"pos", "outbound"}}}};
  return pos;
}

DataSource System() {
  DataSource system{.name = "@iv"};
  system.physical_measures = {"@allocated", "@consumed", "@cumulative_allocated", "@cumulative_consumed"};
  system.calculated_measures = {Available("@available_to_allocate")};
  return system;
}

}  // namespace

Configuration DefaultConfiguration() {
  Configuration configuration;
  configuration.data_sources = {
      Fno(),
      Iv(),
      Pos(),
      {.name = "iom", .physical_measures = {"onorder", "onhand"}},
      {.name = "erp", .physical_measures = {"unrestricted", "qualityinspection"}},
      System(),
  };
  configuration.index_sets = {{.number = 1, .dimensions = {"ColorId", "SizeId", "StyleId"}}};
  configuration.reservation.dimensions = {"SiteId", "LocationId", "ColorId", "SizeId", "StyleId"};
  configuration.schedule.period_days = 180;
  configuration.schedule.measures = {{.measure = {"iv", "onhand"}, .period_days = 7}};
  configuration.schedule.index_sets = {{.number = 1, .dimensions = {"ColorId", "SizeId"}}};
  configuration.allocation.groups = {"channel", "customerGroup", "region", "orderType"};
  configuration.allocation.available = Available("@available_to_allocate");
  return configuration;
}

}  // namespace onhand
