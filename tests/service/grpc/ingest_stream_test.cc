// Ingest streams: order, back-pressure, errors, clients that leave.

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/service/grpc/server_fixture.h"

namespace onhand {
namespace {

using std::chrono::milliseconds;
using IngestStreamTest = ServerFixture;

TEST_F(IngestStreamTest, IngestAcknowledgesInOrder) {
  grpc::ClientContext context;
  auto stream = inventory_->Ingest(&context);
  constexpr int kBatches = 100;
  std::thread writer([&] {
    for (int i = 0; i < kBatches; ++i) {
      v1::IngestRequest batch = SomeBatch(1000 + i, 1 + i % 7);
      if (i > 0 && i % 2 == 0) batch.clear_environment_id();
      ASSERT_TRUE(stream->Write(batch));
    }
    stream->WritesDone();
  });
  v1::IngestResponse acknowledgement;
  for (int i = 0; i < kBatches; ++i) {
    ASSERT_TRUE(stream->Read(&acknowledgement));
    EXPECT_EQ(acknowledgement.batch_number(), 1000 + i);
    ASSERT_EQ(acknowledgement.outcomes_size(), 1 + i % 7);
    EXPECT_EQ(acknowledgement.outcomes(0).id(), absl::StrCat("b", 1000 + i, "-0"));
  }
  EXPECT_FALSE(stream->Read(&acknowledgement));
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  const std::vector<std::string> ids = engine_.shop->submitted_ids();
  size_t next = 0;
  for (int i = 0; i < kBatches; ++i) {
    for (int j = 0; j < 1 + i % 7; ++j) EXPECT_EQ(ids[next++], absl::StrCat("b", 1000 + i, "-", j));
  }
}

TEST_F(IngestStreamTest, IngestStopsReadingWhileEightBatchesAreUnacknowledged) {
  // More bytes than all buffers between client and server hold.
  constexpr int kBatches = 300;
  v1::IngestRequest batch = SomeBatch(0, 512);
  for (v1::ChangeEvent& event : *batch.mutable_events()) event.set_product_id(std::string(200, 'p'));
  engine_.shop->Hold();
  grpc::ClientContext context;
  auto stream = inventory_->Ingest(&context);
  std::atomic<int> written = 0;
  std::thread writer([&] {
    for (int i = 0; i < kBatches; ++i) {
      batch.set_batch_number(i);
      ASSERT_TRUE(stream->Write(batch));
      ++written;
    }
    stream->WritesDone();
  });
  ASSERT_TRUE(engine_.shop->WaitForSubmissions(8));
  std::this_thread::sleep_for(milliseconds(300));
  EXPECT_EQ(engine_.shop->submission_count(), 8);
  EXPECT_LT(written, kBatches) << "flow control should have held the client back";

  v1::IngestResponse acknowledgement;
  ASSERT_TRUE(engine_.shop->Release());
  ASSERT_TRUE(stream->Read(&acknowledgement));
  EXPECT_EQ(acknowledgement.batch_number(), 0);
  ASSERT_TRUE(engine_.shop->WaitForSubmissions(9));
  std::this_thread::sleep_for(milliseconds(200));
  EXPECT_EQ(engine_.shop->submission_count(), 9);

  engine_.shop->ReleaseAll();
  for (int i = 1; i < kBatches; ++i) {
    ASSERT_TRUE(stream->Read(&acknowledgement));
    EXPECT_EQ(acknowledgement.batch_number(), i);
  }
  EXPECT_FALSE(stream->Read(&acknowledgement));
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(IngestStreamTest, IngestErrorComesAfterEarlierAcknowledgements) {
  struct Case {
    v1::IngestRequest wrong;
    const char* reason;
    const char* field;
  };
  v1::IngestRequest elsewhere = SomeBatch(2, 1);
  elsewhere.set_environment_id("other");
  const Case kCases[] = {{SomeBatch(2, 513), "TOO_MANY_RECORDS", "events"}, {elsewhere, "MALFORMED", "environment_id"}};
  for (const Case& c : kCases) {
    const int before = engine_.shop->submission_count();
    engine_.shop->Hold();
    grpc::ClientContext context;
    auto stream = inventory_->Ingest(&context);
    ASSERT_TRUE(stream->Write(SomeBatch(0, 3)));
    ASSERT_TRUE(stream->Write(SomeBatch(1, 3)));
    ASSERT_TRUE(stream->Write(c.wrong));
    stream->Write(SomeBatch(3, 3));  // is not applied
    ASSERT_TRUE(engine_.shop->WaitForSubmissions(before + 2));
    std::this_thread::sleep_for(milliseconds(100));
    engine_.shop->ReleaseAll();
    v1::IngestResponse acknowledgement;
    ASSERT_TRUE(stream->Read(&acknowledgement));
    EXPECT_EQ(acknowledgement.batch_number(), 0);
    ASSERT_TRUE(stream->Read(&acknowledgement));
    EXPECT_EQ(acknowledgement.batch_number(), 1);
    EXPECT_FALSE(stream->Read(&acknowledgement));
    const grpc::Status status = stream->Finish();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    const ErrorDetails details = ReadDetails(status);
    EXPECT_EQ(details.info.reason(), c.reason);
    EXPECT_EQ(details.info.metadata().at("batch_number"), "2");
    EXPECT_EQ(details.bad_request.field_violations(0).field(), c.field);
    EXPECT_EQ(engine_.shop->submission_count(), before + 2);
  }
}

// Once it was taken for the end of the stream, and the client was told OK.
TEST_F(IngestStreamTest, IngestOfAMessageThatIsNoneIsAnErrorAfterEarlierAcknowledgements) {
  engine_.shop->Hold();
  grpc::ClientContext context;
  auto stream = inventory_->Ingest(&context);
  v1::IngestRequest none = SomeBatch(1, 1);
  none.mutable_events(0)->set_product_id(
      "Gr\xF6\xDF"
      "e");  // Latin-1
  ASSERT_TRUE(stream->Write(SomeBatch(0, 3)));
  ASSERT_TRUE(stream->Write(none));
  stream->Write(SomeBatch(2, 3));  // is not applied
  ASSERT_TRUE(engine_.shop->WaitForSubmissions(1));
  engine_.shop->ReleaseAll();
  v1::IngestResponse acknowledgement;
  ASSERT_TRUE(stream->Read(&acknowledgement));
  EXPECT_EQ(acknowledgement.batch_number(), 0);
  EXPECT_FALSE(stream->Read(&acknowledgement));
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(),
            "Message 2 of this stream is no onhand.v1.IngestRequest (are all strings UTF-8?). Nothing of it was "
            "applied; correct it and send it and what follows again.");
  EXPECT_EQ(ReadDetails(status).info.metadata().at("message_number"), "2");
  EXPECT_EQ(engine_.shop->submission_count(), 1);
}

TEST_F(IngestStreamTest, IngestFailureOfTheEngineEndsTheStream) {
  engine_.shop->Hold();
  grpc::ClientContext context;
  auto stream = inventory_->Ingest(&context);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(stream->Write(SomeBatch(i, 1)));
  ASSERT_TRUE(engine_.shop->WaitForSubmissions(3));
  ASSERT_TRUE(engine_.shop->Release());
  ASSERT_TRUE(engine_.shop->Release(absl::UnavailableError("The disk is gone.")));
  ASSERT_TRUE(engine_.shop->Release());
  v1::IngestResponse acknowledgement;
  ASSERT_TRUE(stream->Read(&acknowledgement));
  EXPECT_EQ(acknowledgement.batch_number(), 0);
  EXPECT_FALSE(stream->Read(&acknowledgement));
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReadDetails(status).info.reason(), "STORE_UNAVAILABLE");
}

TEST_F(IngestStreamTest, IngestNeedsAnEnvironment) {
  for (const char* id : {"", "nowhere"}) {
    grpc::ClientContext context;
    auto stream = inventory_->Ingest(&context);
    v1::IngestRequest batch = SomeBatch(0, 1);
    batch.set_environment_id(id);
    ASSERT_TRUE(stream->Write(batch));
    v1::IngestResponse acknowledgement;
    EXPECT_FALSE(stream->Read(&acknowledgement));
    EXPECT_EQ(ReadDetails(stream->Finish()).info.reason(), *id == 0 ? "MISSING_FIELD" : "ENVIRONMENT_NOT_FOUND");
  }
}

TEST_F(IngestStreamTest, IngestOfNothingEndsWell) {
  grpc::ClientContext context;
  auto stream = inventory_->Ingest(&context);
  stream->WritesDone();
  v1::IngestResponse acknowledgement;
  EXPECT_FALSE(stream->Read(&acknowledgement));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(IngestStreamTest, ClientsMayLeaveAnIngestStreamAtAnyTime) {
  engine_.shop->Hold();
  for (int i = 0; i < 20; ++i) {
    grpc::ClientContext context;
    auto stream = inventory_->Ingest(&context);
    for (int j = 0; j < i % 10; ++j) stream->Write(SomeBatch(j, 5));
    if (i % 3 == 0) std::this_thread::sleep_for(milliseconds(10));
    context.TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
    if (i % 4 == 0) {
      engine_.shop->ReleaseAll();
      engine_.shop->Hold();
    }
  }
  engine_.shop->ReleaseAll();
  ExpectServing();
}

}  // namespace
}  // namespace onhand
