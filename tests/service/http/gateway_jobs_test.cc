// Jobs over REST: resyncjob, logTransactionDetails, getJobProgress and the files.
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/http/gateway_fixture.h"

namespace onhand {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kGuid[] = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
constexpr char kExtract[] =
    R"({"id": "x", "organizationId": "usmf", "UtcFromDate": "2024/2/1", "UtcToDate": "2024/2/29"})";

std::string HeaderOf(const HttpResponse& response, std::string_view name) {
  return std::string(FindHeader(response.headers, name));
}

std::string ReadWhole(BodySource* source) {
  std::string body;
  while (body.size() < source->size()) {
    std::promise<absl::StatusOr<std::string>> promise;
    source->Next([&promise](absl::StatusOr<std::string> piece) { promise.set_value(std::move(piece)); });
    absl::StatusOr<std::string> piece = promise.get_future().get();
    EXPECT_TRUE(piece.ok()) << piece.status();
    if (!piece.ok() || piece->empty()) break;
    body += *piece;
  }
  return body;
}

class GatewayJobsTest : public GatewayFixture {
 protected:
  std::string Started(const HttpResponse& response) {
    EXPECT_EQ(response.status, 200) << response.body;
    return Member(response.body, "jobId");
  }
  // getJobProgress once the job has ended.
  std::string Ended(const std::string& job_id) {
    for (int i = 0; i < 10'000; ++i) {
      const HttpResponse response = Get("/getJobProgress?jobId=" + job_id);
      EXPECT_EQ(response.status, 200) << response.body;
      const std::string status = Member(response.body, "status");
      if (status != "Queued" && status != "Running") return response.body;
      absl::SleepFor(absl::Milliseconds(1));
    }
    ADD_FAILURE() << job_id << " does not end";
    return "";
  }
  void PostSale(const std::string& id, const std::string& product, int quantity) {
    const HttpResponse response =
        Post("/onhand", R"({"id": ")" + id + R"(", "organizationId": "usmf", "productId": ")" + product +
                            R"(", "dimensions": {"siteId": "1", "locationId": "11", "colorId": "red"},
                               "quantities": {"pos": {"outbound": )" +
                            std::to_string(quantity) + "}}}");
    EXPECT_THAT(response.body, HasSubstr("\"statusCode\":200"));
  }
};

TEST_F(GatewayJobsTest, AResyncSaysWhatItDropped) {
  for (const char* body : {"[]", R"(["IV", "pos"])"}) {
    const HttpResponse response = Post("/onhand/reserve/resyncjob", body);
    EXPECT_THAT(response.body, MatchesRegex(std::string(R"(\{"jobId":"ReservationResyncJob:)") + kGuid + "\"\\}"));
    const std::string id = Started(response);
    const std::string progress = Ended(id);
    EXPECT_THAT(progress,
                StartsWith("{\"jobId\":\"" + id +
                           "\",\"status\":\"Completed\",\"progress\":100,\"message\":\"Dropped 0 ended holds"));
    EXPECT_THAT(progress, Not(HasSubstr("resultUrl")));
    EXPECT_EQ(Get("/jobs/" + id + "/result").status, 404);
  }
}

TEST_F(GatewayJobsTest, ResyncRefusals) {
  const HttpResponse unknown = Post("/onhand/reserve/resyncjob", R"(["pos", "shop"])");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_THAT(unknown.body, HasSubstr(R"("errors":[{"path":"/1","message":"data source 'shop' is not configured"}])"));
  EXPECT_EQ(Post("/onhand/reserve/resyncjob", R"({"pos": 1})").status, 400);
  EXPECT_THAT(Post("/onhand/reserve/resyncjob", "[1]").body, HasSubstr(R"("path":"/0")"));
  EXPECT_EQ(Post("/onhand/reserve/resyncjob", "").status, 400);
  EXPECT_TRUE(engine_->Find("shop").value()->jobs().List().empty());
}

TEST_F(GatewayJobsTest, AnUnknownJobIs404) {
  const HttpResponse progress = Get("/getJobProgress?jobId=TransactionLogJob:1");
  EXPECT_EQ(progress.status, 404);
  EXPECT_EQ(HeaderOf(progress, "Content-Type"), "application/problem+json");
  EXPECT_THAT(progress.body, HasSubstr("there is no job 'TransactionLogJob:1'"));
  EXPECT_EQ(Get("/jobs/TransactionLogJob:1/result").status, 404);
  for (const char* target : {"/getJobProgress", "/getJobProgress?jobId="}) {
    const HttpResponse missing = Get(target);
    EXPECT_EQ(missing.status, 400);
    EXPECT_THAT(missing.body, HasSubstr(R"("path":"/jobId")"));
  }
}

TEST_F(GatewayJobsTest, AnExtractIsDownloaded) {
  PostSale("s1", "T-shirt", 3);
  PostSale("s2", "Bike", 1);
  const HttpResponse start = Post("/logTransactionDetails", kExtract);
  EXPECT_THAT(start.body, MatchesRegex(std::string(R"(\{"jobId":"TransactionLogJob:)") + kGuid + "\"\\}"));
  const std::string id = Started(start);
  const std::string progress = Ended(id);
  const std::string url = Member(progress, "resultUrl");
  EXPECT_EQ(url, "/api/environment/shop/jobs/" + id + "/result");
  EXPECT_THAT(progress, HasSubstr("\"message\":\"2 lines of 2 events.\""));

  HttpResponse file = Send("GET", url, "", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(HeaderOf(file, "Content-Type"), "text/csv; charset=utf-8");
  EXPECT_THAT(HeaderOf(file, "Content-Disposition"), StartsWith("attachment; filename=\"TransactionLogJob-"));
  ASSERT_NE(file.source, nullptr);
  const std::string body = ReadWhole(file.source.get());
  EXPECT_EQ(body,
            "sequence,committedAt,kind,id,organizationId,productId,siteId,locationId,dimensions,"
            "table,dataSource,measure,operation,quantity,countedAt,date,group,holdId,endsAt\r\n"
            "2,2024-02-29T12:00:00Z,change,s1,usmf,T-shirt,1,11,ColorId=red,onhand,pos,outbound,add,3,,,,,\r\n"
            "3,2024-02-29T12:00:00Z,change,s2,usmf,Bike,1,11,ColorId=red,onhand,pos,outbound,add,1,,,,,\r\n");
  EXPECT_EQ(body.size(), file.source->size());
}

TEST_F(GatewayJobsTest, AnExtractIsNarrowed) {
  PostSale("s1", "T-shirt", 3);
  PostSale("s2", "Bike", 1);
  const auto lines = [&](const std::string& members) {
    const std::string id = Started(
        Post("/LogTransactionDetails/", R"({"organizationId": "usmf", "UtcFromDate": "2024-02-29", )" + members + "}"));
    return Member(Ended(id), "message");
  };
  EXPECT_EQ(lines(R"("UtcToDate": "2024-02-29", "productId": "Bike")"), "1 line of 1 event.");
  EXPECT_EQ(lines(R"("UtcToDate": "2024-02-29", "dimensions": {"SiteId": "1", "LocationId": "12"})"),
            "0 lines of 0 events.");
  EXPECT_EQ(lines(R"("UtcToDate": "2024-02-29T12:00:00Z")"), "2 lines of 2 events.");
  EXPECT_EQ(lines(R"("UtcToDate": "2024-02-29T11:59:59Z")"), "0 lines of 0 events.");
}

TEST_F(GatewayJobsTest, ExtractRefusals) {
  const HttpResponse empty = Post("/logTransactionDetails", "{}");
  EXPECT_EQ(empty.status, 400);
  for (const char* path : {"/organizationId", "/UtcFromDate", "/UtcToDate"}) {
    EXPECT_THAT(empty.body, HasSubstr(std::string("\"path\":\"") + path + "\""));
  }
  EXPECT_EQ(Post("/logTransactionDetails", "[]").status, 400);
  EXPECT_EQ(Post("/logTransactionDetails", "{").status, 400);
  const HttpResponse organization =
      Post("/logTransactionDetails", R"({"organizationId": "", "UtcFromDate": "2024/2/1", "UtcToDate": "2024/2/1"})");
  EXPECT_EQ(organization.status, 400);
  EXPECT_THAT(organization.body, HasSubstr(R"("path":"/organizationId")"));
  EXPECT_TRUE(engine_->Find("shop").value()->jobs().List().empty());
}

TEST_F(GatewayJobsTest, SwitchedOffFeaturesAre403AndNamed) {
  std::shared_ptr<Environment> shop = engine_->Find("shop").value();
  Configuration configuration = shop->configuration()->configuration;
  configuration.log_enabled = false;
  configuration.reservation.enabled = false;
  ASSERT_TRUE(shop->ReplaceConfiguration(configuration)->issues.empty());
  const HttpResponse extract = Post("/logTransactionDetails", kExtract);
  EXPECT_EQ(extract.status, 403);
  EXPECT_THAT(extract.body, HasSubstr("logConfiguration.isEnabled"));
  const HttpResponse resync = Post("/onhand/reserve/resyncjob", "[]");
  EXPECT_EQ(resync.status, 403);
  EXPECT_THAT(resync.body, HasSubstr("reservConfiguration.isReservEnabled"));
}

TEST_F(GatewayJobsTest, AFileOutlivesItsJobOnlyUntilItsNextPiece) {
  PostSale("s1", "T-shirt", 3);
  const std::string id = Started(Post("/logTransactionDetails", kExtract));
  Ended(id);
  HttpResponse file = Get("/jobs/" + id + "/result");
  ASSERT_NE(file.source, nullptr);
  ASSERT_TRUE(engine_->Find("shop").value()->jobs().Delete(id).ok());
  std::promise<absl::StatusOr<std::string>> promise;
  file.source->Next([&promise](absl::StatusOr<std::string> piece) { promise.set_value(std::move(piece)); });
  EXPECT_EQ(promise.get_future().get().status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace onhand
