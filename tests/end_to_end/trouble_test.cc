// Data of one environment that cannot be used, a disk that fills up, peers that talk nonsense: a clear error, and the
// rest goes on. (What keeps a server from starting: tests/service/server.)

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "tests/end_to_end/http_connection.h"
#include "tests/end_to_end/launch.h"
#include "tests/end_to_end/rest_client.h"
#include "tests/service/server/server_process.h"

namespace onhand {
namespace {

namespace fs = std::filesystem;

std::vector<ScenarioEvent> OneEvent(const std::string& id) {
  ScenarioEvent event{.id = id, .organization = "usmf", .product = "Bike"};
  event.dimensions = {{"siteId", "1"}, {"locationId", "11"}};
  event.quantities = {{"pos", "inbound", "1"}};
  return {event};
}

class Trouble : public testing::Test {
 protected:
  void SetUp() override {
    data_dir_ = fs::path(testing::TempDir()) / "trouble";
    fs::remove_all(data_dir_);
  }
  void TearDown() override { fs::remove_all(data_dir_); }

  // Two environments with an event in each, then a clean stop.
  void MakeData() {
    const auto server = Launch(data_dir_.string(), {"--create_environment=bad", "--create_environment=good"});
    ASSERT_NE(server, nullptr);
    for (const char* environment : {"bad", "good"}) {
      RestClient client(server->http_port(), environment);
      const auto outcomes = client.Post(OneEvent("1"));
      ASSERT_TRUE(outcomes.ok()) << outcomes.status();
    }
    ASSERT_EQ(Stop(server.get()), 0) << server->standard_error();
  }

  // With this damage done to `bad`, it is refused with a text that holds `text`, and `good` is served.
  void ExpectOnlyBadFails(const std::function<void(const fs::path& environment)>& damage, const std::string& text) {
    MakeData();
    damage(data_dir_ / "environments" / "bad");
    const auto server = Launch(data_dir_.string(), {});
    ASSERT_NE(server, nullptr);
    HttpConnection connection(server->http_port());
    const auto reply = connection.Call("GET", "/api/environment/bad/configuration");
    ASSERT_TRUE(reply.ok()) << reply.status();
    EXPECT_GE(reply->status, 500) << reply->body;
    EXPECT_NE(reply->body.find(text), std::string::npos) << reply->body;
    RestClient good(server->http_port(), "good");
    const auto outcomes = good.Post(OneEvent("2"));
    ASSERT_TRUE(outcomes.ok()) << outcomes.status();
    EXPECT_EQ((*outcomes)[0].code, 200);
    EXPECT_TRUE(server->Running());
  }

  fs::path data_dir_;
};

TEST_F(Trouble, ADatabaseOfANewerFormatIsRefusedNamingBothVersions) {
  ExpectOnlyBadFails(
      [](const fs::path& environment) {
        std::string text;
        std::getline(std::ifstream(environment / "FORMAT"), text);
        const size_t at = text.find("format=3");
        ASSERT_NE(at, std::string::npos) << text;
        std::ofstream(environment / "FORMAT") << text.replace(at, 8, "format=7") << "\n";
      },
      "has format version 7; this program reads versions up to 3");
}

TEST_F(Trouble, ADamagedDatabaseIsRefused) {
  ExpectOnlyBadFails(
      [](const fs::path& environment) { std::ofstream(environment / "db" / "CURRENT") << "MANIFEST-999999\n"; },
      "environment 'bad': cannot open database");
}

TEST_F(Trouble, ADamagedFormatFileIsRefused) {
  ExpectOnlyBadFails([](const fs::path& environment) { std::ofstream(environment / "FORMAT") << "nonsense"; },
                     "FORMAT");
}

// A small file system of its own; needs root.
class SmallDisk {
 public:
  SmallDisk(const fs::path& path, const char* options) : path_(path) {
    fs::create_directories(path_);
    // In a name space of its own where that can be had, so that nothing stays mounted if the test is killed.
    if (unshare(CLONE_NEWNS) == 0) mount("", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    mounted_ = mount("tmpfs", path_.c_str(), "tmpfs", 0, options) == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount2(path_.c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }

 private:
  const fs::path path_;
  bool mounted_ = false;
};

// A disk that fills up while the server works: writes fail, nothing that was acknowledged is lost, reads go on.
TEST_F(Trouble, ADiskThatFillsUpLosesNothingAcknowledged) {
  SmallDisk disk(data_dir_, "size=8m");
  if (!disk.mounted()) GTEST_SKIP() << "cannot mount: " << std::strerror(errno);
  int64_t acknowledged = 0;
  {
    const auto server = Launch((data_dir_ / "data").string(), {"--create_environment=shop"});
    ASSERT_NE(server, nullptr);
    RestClient client(server->http_port(), "shop");
    absl::Status status;
    while (status.ok() && acknowledged < 1'000'000) {
      std::vector<ScenarioEvent> events;
      for (int i = 0; i < 256; ++i)
        events.push_back(OneEvent(std::to_string(acknowledged + i) + std::string(200, 'x'))[0]);
      const auto outcomes = client.Post(events);
      status = outcomes.status();
      if (outcomes.ok()) acknowledged += 256;
    }
    EXPECT_FALSE(status.ok()) << "the disk never filled up";
    EXPECT_TRUE(server->Running()) << server->standard_error();
    const auto answer = client.Query({.organizations = {"usmf"}, .products = {"Bike"}});
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->rows.at(0).quantities.at("pos.inbound"), std::to_string(acknowledged));
  }
  ASSERT_EQ(mount("tmpfs", data_dir_.c_str(), "tmpfs", MS_REMOUNT, "size=256m"), 0) << std::strerror(errno);
  const auto server = Launch((data_dir_ / "data").string(), {});
  ASSERT_NE(server, nullptr);
  RestClient client(server->http_port(), "shop");
  const auto answer = client.Query({.organizations = {"usmf"}, .products = {"Bike"}});
  ASSERT_TRUE(answer.ok()) << answer.status();
  // The group whose write failed was not acknowledged; it may be there or not, wholly.
  const int64_t present = std::stoll(answer->rows.at(0).quantities.at("pos.inbound"));
  EXPECT_TRUE(present == acknowledged || present == acknowledged + 256) << present << " " << acknowledged;
}

// Bytes to a port, then the connection is closed.
void Send(int port, const std::string& bytes) {
  const int peer = ConnectAndSend(port, bytes);
  if (peer >= 0) close(peer);
}

TEST_F(Trouble, NonsenseOnTheWireHurtsNobodyElse) {
  const auto server = Launch(data_dir_.string(), {"--create_environment=shop"});
  ASSERT_NE(server, nullptr);
  const int http_port = server->http_port();
  const int grpc_port = std::stoi(server->grpc_address().substr(server->grpc_address().find(':') + 1));
  const std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  std::string noise;
  for (int i = 0; i < 4096; ++i) noise += static_cast<char>(i * 131 + i / 7);
  const std::string frames[] = {
      noise,
      "POST /api/environment/shop/onhand HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{\"id\":",
      "POST /api/environment/shop/onhand HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
      "GET " + std::string(100'000, 'a') + " HTTP/1.1\r\n\r\n",
      preface,
      preface + std::string("\x00\x00\x05\x01", 4),                      // a frame cut off in its header
      preface + std::string("\x00\x40\x00\x00\x00\x00\x00\x00\x01", 9),  // a data frame of no stream, without its data
      preface + std::string("\xFF\xFF\xFF\x04\x00\x00\x00\x00\x00", 9),  // settings of 16 MiB
      preface + noise,
  };
  for (const std::string& bytes : frames) {
    for (const int port : {http_port, grpc_port}) Send(port, bytes);
  }
  RestClient client(http_port, "shop");
  const auto outcomes = client.Post(OneEvent("1"));
  ASSERT_TRUE(outcomes.ok()) << outcomes.status();
  EXPECT_EQ((*outcomes)[0].code, 200);
  EXPECT_TRUE(server->Running()) << server->standard_error();
}

TEST_F(Trouble, BadBodiesAreRefusedAndChangeNothing) {
  const auto server = Launch(data_dir_.string(), {"--create_environment=shop"});
  ASSERT_NE(server, nullptr);
  HttpConnection connection(server->http_port());
  const std::string head =
      R"([{"id":"1","organizationId":"usmf","productId":"Bike","dimensions":{"siteId":"1","locationId":"11"},"quantities":{"pos":{"inbound":)";
  const struct {
    std::string path;
    std::string body;
    int status;
    std::string text;  // in the answer
  } cases[] = {
      {"shop/onhand/bulk", "[{", 400, "\"status\":400"},
      {"shop/onhand/bulk", "{}", 400, "array"},
      {"shop/onhand", "[]", 400, "object"},
      {"shop/onhand/bulk", "[1]", 400, ""},
      {"shop/onhand/bulk", head + "1}}}]\xFF", 400, ""},
      {"shop/onhand/bulk", head + "1,\"INBOUND\":2}}}]", 400, ""},
      {"shop/onhand/bulk", head + "1.0000001}}}]", 200, "6 fraction digits"},
      {"shop/onhand/bulk", head + "9223372036854.775808}}}]", 200, "\"statusCode\":400"},
      {"shop/onhand/bulk", head + "true}}}]", 200, "\"statusCode\":400"},
      {"shop/onhand/bulk", std::string(9 << 20, ' '), 413, "\"status\":413"},
      {"nowhere/onhand/bulk", "[]", 404, "nowhere"},
      {"shop/nothing", "[]", 404, "\"status\":404"},
  };
  for (const auto& one : cases) {
    const auto reply = connection.Call("POST", "/api/environment/" + one.path, one.body);
    ASSERT_TRUE(reply.ok()) << one.path << " " << one.body.substr(0, 200) << ": " << reply.status();
    EXPECT_EQ(reply->status, one.status) << one.body.substr(0, 200) << ": " << reply->body;
    EXPECT_NE(reply->body.find(one.text), std::string::npos) << one.body.substr(0, 200) << ": " << reply->body;
  }
  RestClient client(server->http_port(), "shop");
  const auto partitions = client.ListPartitions();
  ASSERT_TRUE(partitions.ok()) << partitions.status();
  EXPECT_TRUE(partitions->empty());
}

}  // namespace
}  // namespace onhand
