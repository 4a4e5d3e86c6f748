#include "tests/benchmark/subjects/grpc_session.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/model/partition_id.h"
#include "engine/model/quantity.h"
#include "grpcpp/grpcpp.h"
#include "onhand/v1/configuration.grpc.pb.h"
#include "onhand/v1/inventory.grpc.pb.h"
#include "onhand/v1/reservation.grpc.pb.h"

namespace onhand::benchmark {
namespace {

constexpr uint32_t kAuditProducts = 500;  // asked for at once

absl::Status ToStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

std::shared_ptr<grpc::Channel> OwnConnection(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(-1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

// A sale's message, kept from batch to batch: only what differs is set again. The pointers are into the map, which
// keeps its values where they are.
struct SaleMessage {
  v1::ChangeEvent* event = nullptr;
  std::string* location = nullptr;
  std::string* color = nullptr;
  std::string* size = nullptr;
};

class GrpcSession : public Session {
 public:
  GrpcSession(const std::shared_ptr<grpc::Channel>& channel, const std::string& environment, const NameTable* names,
              uint64_t run)
      : inventory_(v1::InventoryService::NewStub(channel)),
        reservations_(v1::ReservationService::NewStub(channel)),
        environment_(environment),
        names_(names),
        ids_(run) {
    changes_.set_environment_id(environment);
    reserve_.set_environment_id(environment);
    index_.set_environment_id(environment);
    exact_.set_environment_id(environment);
    exact_.mutable_query()->add_organization_ids(kOrganization);
    exact_.mutable_query()->set_return_negative(true);
    exact_.mutable_query()->add_product_ids();
    exact_.mutable_query()->add_keys("siteId");
    exact_.mutable_query()->add_keys("locationId");
    v1::DimensionTuple* const tuple = exact_.mutable_query()->add_tuples();
    tuple->add_values(kSite);
    tuple->add_values();
    if (names->dataset().variants == 1) return;
    exact_.mutable_query()->add_keys("colorId");
    exact_.mutable_query()->add_keys("sizeId");
    tuple->add_values();
    tuple->add_values();
  }

  absl::Status ApplyBatch(absl::Span<const Sale> sales) override {
    while (messages_.size() < sales.size()) messages_.push_back(AddMessage());
    while (messages_.size() > sales.size()) {
      changes_.mutable_events()->RemoveLast();
      messages_.pop_back();
    }
    for (size_t i = 0; i < sales.size(); ++i) {
      const RowTexts row = names_->Of(sales[i].row);
      const SaleMessage& message = messages_[i];
      const std::string_view id = ids_.Make(sales[i]);
      message.event->mutable_id()->assign(id);
      message.event->mutable_product_id()->assign(row.product);
      message.location->assign(row.location);
      if (message.color == nullptr) continue;
      message.color->assign(row.color);
      message.size->assign(row.size);
    }
    grpc::ClientContext context;
    const grpc::Status status = inventory_->PostChanges(&context, changes_, &changes_answer_);
    if (!status.ok()) return ToStatus(status);
    if (changes_answer_.outcomes_size() != changes_.events_size()) return absl::InternalError("outcomes are missing");
    for (const v1::Outcome& outcome : changes_answer_.outcomes()) {
      if (outcome.processing_status() != v1::PROCESSING_STATUS_SUCCESS) {
        return absl::InternalError(absl::StrCat("an event was refused: ", outcome.message()));
      }
    }
    return absl::OkStatus();
  }

  absl::Status ApplyOne(const Sale& sale) override { return ApplyBatch({&sale, 1}); }

  absl::StatusOr<bool> ReserveOne(const Sale& sale) override {
    const RowTexts row = names_->Of(sale.row);
    reserve_.clear_events();
    v1::ReserveEvent* const event = reserve_.add_events();
    event->set_id(std::string(ids_.Make(sale)));
    event->set_organization_id(kOrganization);
    event->set_product_id(std::string(row.product));
    auto& dimensions = *event->mutable_dimensions();
    dimensions["siteId"] = kSite;
    dimensions["locationId"] = std::string(row.location);
    if (!row.color.empty()) {
      dimensions["colorId"] = std::string(row.color);
      dimensions["sizeId"] = std::string(row.size);
    }
    event->mutable_quantity()->set_data_source("iv");
    event->mutable_quantity()->set_measure("softreserved");
    event->mutable_quantity()->set_quantity_micros(kMicrosPerUnit);
    grpc::ClientContext context;
    v1::ReserveResponse answer;
    const grpc::Status status = reservations_->Reserve(&context, reserve_, &answer);
    if (!status.ok()) return ToStatus(status);
    if (answer.outcomes_size() != 1) return absl::InternalError("the outcome is missing");
    if (answer.outcomes(0).reason() == v1::REASON_NOT_AVAILABLE) return false;
    if (answer.outcomes(0).processing_status() == v1::PROCESSING_STATUS_SUCCESS) return true;
    return absl::InternalError(absl::StrCat("a reservation was refused: ", answer.outcomes(0).message()));
  }

  absl::StatusOr<uint64_t> QueryExact(uint64_t row) override {
    const RowTexts texts = names_->Of(row);
    v1::ExactQuery& query = *exact_.mutable_query();
    query.mutable_product_ids(0)->assign(texts.product);
    query.mutable_tuples(0)->mutable_values(1)->assign(texts.location);
    if (!texts.color.empty()) {
      query.mutable_tuples(0)->mutable_values(2)->assign(texts.color);
      query.mutable_tuples(0)->mutable_values(3)->assign(texts.size);
    }
    grpc::ClientContext context;
    const auto reader = inventory_->QueryExact(&context, exact_);
    return CountRows(reader.get(), [](const v1::QueryRow&) { return 1; });
  }

  absl::StatusOr<uint64_t> QueryVariants(uint64_t first_row) override {
    v1::IndexQuery& query = NewQuery();
    AddPlace(names_->Of(first_row), &query);
    query.add_group_by("colorId");
    query.add_group_by("sizeId");
    return Ask();
  }

  absl::StatusOr<uint64_t> QueryIndex(uint32_t product) override {
    v1::IndexQuery& query = NewQuery();
    query.add_product_ids(std::string(names_->product(product)));
    query.add_group_by("colorId");
    query.add_group_by("sizeId");
    return Ask();
  }

  absl::StatusOr<uint64_t> QueryLocation(uint32_t location) override {
    AddFilters(names_->location(location), &NewQuery());
    return Ask();
  }

  absl::StatusOr<uint64_t> QueryAtp(uint64_t row) override {
    v1::IndexQuery& query = NewQuery();
    AddPlace(names_->Of(row), &query);
    query.mutable_atp();
    grpc::ClientContext context;
    const auto reader = inventory_->QueryIndex(&context, index_);
    return CountRows(reader.get(), [](const v1::QueryRow& row) { return row.promises_size(); });
  }

 private:
  SaleMessage AddMessage() {
    v1::ChangeEvent* const event = changes_.add_events();
    event->set_organization_id(kOrganization);
    v1::MeasureQuantity* const quantity = event->add_quantities();
    quantity->set_data_source("pos");
    quantity->set_measure("outbound");
    quantity->set_quantity_micros(kMicrosPerUnit);
    auto& dimensions = *event->mutable_dimensions();
    dimensions["siteId"] = kSite;
    SaleMessage message = {event, &dimensions["locationId"]};
    if (names_->dataset().variants > 1) {
      message.color = &dimensions["colorId"];
      message.size = &dimensions["sizeId"];
    }
    return message;
  }

  v1::IndexQuery& NewQuery() {
    v1::IndexQuery& query = *index_.mutable_query();
    query.Clear();
    query.add_organization_ids(kOrganization);
    query.set_return_negative(true);
    return query;
  }

  static void AddFilters(std::string_view location, v1::IndexQuery* query) {
    v1::DimensionFilter* const site = query->add_filters();
    site->set_name("siteId");
    site->add_values(kSite);
    v1::DimensionFilter* const place = query->add_filters();
    place->set_name("locationId");
    place->add_values(std::string(location));
  }

  static void AddPlace(const RowTexts& row, v1::IndexQuery* query) {
    query->add_product_ids(std::string(row.product));
    AddFilters(row.location, query);
  }

  template <typename Response, typename Weight>
  static absl::StatusOr<uint64_t> CountRows(grpc::ClientReader<Response>* reader, Weight weight) {
    uint64_t count = 0;
    Response part;
    while (reader->Read(&part)) {
      for (const v1::QueryRow& row : part.rows().rows()) count += static_cast<uint64_t>(weight(row));
    }
    const grpc::Status status = reader->Finish();
    if (!status.ok()) return ToStatus(status);
    return count;
  }

  absl::StatusOr<uint64_t> Ask() {
    grpc::ClientContext context;
    const auto reader = inventory_->QueryIndex(&context, index_);
    return CountRows(reader.get(), [](const v1::QueryRow&) { return 1; });
  }

  const std::unique_ptr<v1::InventoryService::Stub> inventory_;
  const std::unique_ptr<v1::ReservationService::Stub> reservations_;
  const std::string environment_;
  const NameTable* const names_;
  IdMaker ids_;
  v1::PostChangesRequest changes_;
  std::vector<SaleMessage> messages_;  // of changes_.events()
  v1::PostChangesResponse changes_answer_;
  v1::ReserveRequest reserve_;
  v1::QueryIndexRequest index_;
  v1::QueryExactRequest exact_;
};

}  // namespace

std::unique_ptr<Session> NewGrpcSession(const std::string& address, const std::string& environment,
                                        const NameTable* names, uint64_t run) {
  return std::make_unique<GrpcSession>(OwnConnection(address), environment, names, run);
}

absl::StatusOr<Totals> AuditOverGrpc(const std::string& address, const std::string& environment,
                                     const NameTable& names) {
  const auto stub = v1::InventoryService::NewStub(OwnConnection(address));
  const Dataset& dataset = names.dataset();
  int64_t inbound = 0;
  int64_t outbound = 0;
  int64_t reserved = 0;
  for (uint32_t first = 0; first < dataset.products; first += kAuditProducts) {
    v1::QueryIndexRequest request;
    request.set_environment_id(environment);
    request.mutable_query()->add_organization_ids(kOrganization);
    request.mutable_query()->set_return_negative(true);
    const uint32_t end = std::min(dataset.products, first + kAuditProducts);
    for (uint32_t p = first; p < end; ++p) request.mutable_query()->add_product_ids(std::string(names.product(p)));
    grpc::ClientContext context;
    const auto reader = stub->QueryIndex(&context, request);
    v1::QueryHeader header;
    v1::QueryIndexResponse part;
    while (reader->Read(&part)) {
      if (part.has_header()) header = part.header();
      for (const v1::QueryRow& row : part.rows().rows()) {
        for (const v1::MeasureValue& value : row.values()) {
          const v1::MeasureColumn& column = header.columns(static_cast<int>(value.column()));
          const std::string measure = column.data_source() + "." + column.measure();
          if (measure == "pos.inbound") inbound += value.micros();
          if (measure == "pos.outbound") outbound += value.micros();
          if (measure == "iv.softreserved") reserved += value.micros();
        }
      }
    }
    if (const grpc::Status status = reader->Finish(); !status.ok()) return ToStatus(status);
  }
  if (inbound / kMicrosPerUnit != dataset.stock_units * static_cast<int64_t>(dataset.row_count())) {
    return absl::DataLossError("the opening stock is not what was posted");
  }
  return Totals{.sold_units = outbound / kMicrosPerUnit, .reserved_units = reserved / kMicrosPerUnit, .events = -1};
}

absl::Status WriteBackOverGrpc(const std::string& address, const std::string& environment, bool by_location) {
  const auto stub = v1::ConfigurationService::NewStub(OwnConnection(address));
  v1::CleanUpPartitionsRequest request;
  request.set_environment_id(environment);
  request.add_partition_ids(by_location ? PartitionId(true, {kOrganization, kSite, "no-such-location"})
                                        : PartitionId(false, {kOrganization, "no-such-product"}));
  grpc::ClientContext context;
  v1::CleanUpPartitionsResponse answer;
  return ToStatus(stub->CleanUpPartitions(&context, request, &answer));
}

}  // namespace onhand::benchmark
