// onhandd as a process: how it starts, and how it says that it cannot.

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "onhand/v1/environment.grpc.pb.h"
#include "onhand/v1/inventory.grpc.pb.h"
#include "tests/service/server/server_process.h"

namespace onhand {
namespace {

using Arguments = std::vector<std::string>;

Arguments With(const std::string& data_dir, const Arguments& more = {}) {
  Arguments arguments = {"--data_dir=" + data_dir, "--http_listen=127.0.0.1:0", "--grpc_listen=127.0.0.1:0"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

// It must end with `exit_status`, one line on stderr that holds all of `parts`, and nothing on stdout.
void ExpectFailure(const Arguments& arguments, int exit_status, const std::vector<std::string>& parts) {
  ServerProcess server(arguments);
  EXPECT_EQ(server.Wait(), exit_status);
  EXPECT_EQ(server.standard_output(), "");
  const std::string error = server.standard_error();
  EXPECT_EQ(error.substr(0, 9), "onhandd: ") << error;
  EXPECT_EQ(std::count(error.begin(), error.end(), '\n'), 1) << error;
  for (const std::string& part : parts) EXPECT_NE(error.find(part), std::string::npos) << part << "\nin: " << error;
}

// Stops it in the ordinary way.
void Stop(ServerProcess* server) {
  server->Signal(SIGTERM);
  EXPECT_EQ(server->Wait(), 0) << server->standard_error();
}

TEST(OnhanddStart, HelpAndVersion) {
  ServerProcess help({"--help"});
  EXPECT_EQ(help.Wait(), 0);
  EXPECT_NE(help.standard_output().find("--data_dir=DIR"), std::string::npos);
  EXPECT_EQ(help.standard_error(), "");
  ServerProcess version({"--version"});
  EXPECT_EQ(version.Wait(), 0);
  EXPECT_EQ(version.standard_output(), "onhandd 0.1.0\n");
}

TEST(OnhanddStart, WrongFlags) {
  const std::string folder = NewFolder("data");
  ExpectFailure({}, 2, {"--data_dir"});
  ExpectFailure(With(folder, {"--unheard=1"}), 2, {"--unheard"});
  ExpectFailure(With(folder, {"--auth=token"}), 2, {"--auth", "off"});
  ExpectFailure(With(folder, {"--grace_period=soon"}), 2, {"--grace_period", "0 to 3600"});
  ExpectFailure({"--data_dir=" + folder, "--http_listen=0.0.0.0:0"}, 2, {"--http_listen", "loopback"});
  ExpectFailure({"--data_dir=" + folder, "--grpc_listen=[::]:0", "--auth=off"}, 2, {"--grpc_listen", "loopback"});
}

TEST(OnhanddStart, ServesBothProtocolsOnPortsThatItPicks) {
  ServerProcess server(With(NewFolder("data"), {"--create_environment=shop", "--create_environment=Other"}));
  ASSERT_TRUE(server.WaitUntilReady());
  EXPECT_GT(server.http_port(), 0);
  EXPECT_EQ(HttpExchange(server.http_port(), "GET", "/readyz").status, 200);
  EXPECT_EQ(HttpExchange(server.http_port(), "GET", "/api/environment/shop/configuration").status, 200);
  auto stub =
      v1::EnvironmentService::NewStub(grpc::CreateChannel(server.grpc_address(), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  v1::ListEnvironmentsResponse response;
  ASSERT_TRUE(stub->ListEnvironments(&context, {}, &response).ok());
  ASSERT_EQ(response.environment_ids_size(), 2);
  EXPECT_EQ(response.environment_ids(0), "other");
  EXPECT_EQ(response.environment_ids(1), "shop");
  Stop(&server);
  EXPECT_EQ(server.standard_output(), server.ready_line() + "\n");  // and nothing more
}

TEST(OnhanddStart, ServesIpv6) {
  ServerProcess server({"--data_dir=" + NewFolder("data"), "--http_listen=[::1]:0", "--grpc_listen=[::1]:0"});
  ASSERT_TRUE(server.WaitUntilReady());
  EXPECT_EQ(server.ready_line().find("listening http=[::1]:"), 0u);
  EXPECT_EQ(server.grpc_address().find("[::1]:"), 0u);
  auto stub =
      v1::EnvironmentService::NewStub(grpc::CreateChannel(server.grpc_address(), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  v1::ListEnvironmentsResponse response;
  EXPECT_TRUE(stub->ListEnvironments(&context, {}, &response).ok());
  Stop(&server);
}

TEST(OnhanddStart, AnExistingEnvironmentIsKept) {
  const std::string folder = NewFolder("data");
  const std::string event =
      "{\"id\":\"e\",\"organizationId\":\"usmf\",\"productId\":\"p\",\"dimensions\":{\"siteId\":\"1\","
      "\"locationId\":\"11\"},\"quantities\":{\"pos\":{\"inbound\":1}}}";
  const std::string query = "/api/environment/shop/onhand?organizationId=usmf&productId=p&siteId=1&locationId=11";
  std::string before;
  for (int start = 0; start < 2; ++start) {
    ServerProcess server(With(folder, {"--create_environment=shop"}));
    ASSERT_TRUE(server.WaitUntilReady());
    if (start == 0) {
      EXPECT_EQ(HttpExchange(server.http_port(), "POST", "/api/environment/shop/onhand", event).status, 200);
      before = HttpExchange(server.http_port(), "GET", query).body;
      EXPECT_NE(before.find("\"inbound\":1"), std::string::npos) << before;
    } else {
      EXPECT_EQ(HttpExchange(server.http_port(), "GET", query).body, before);
    }
    Stop(&server);
  }
}

// What a data source that is read-only answers, and a count of an hour after `fixed_time`.
std::pair<v1::Reason, v1::Reason> PostSpecial(const std::string& address) {
  auto stub = v1::InventoryService::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  v1::PostChangesRequest changes;
  changes.set_environment_id("shop");
  v1::ChangeEvent* event = changes.add_events();
  event->set_id("e");
  event->set_organization_id("usmf");
  event->set_product_id("p");
  (*event->mutable_dimensions())["siteId"] = "1";
  (*event->mutable_dimensions())["locationId"] = "11";
  v1::MeasureQuantity* quantity = event->add_quantities();
  quantity->set_data_source("fno");
  quantity->set_measure("arrived");
  quantity->set_quantity_micros(1);
  grpc::ClientContext context;
  v1::PostChangesResponse changed;
  EXPECT_TRUE(stub->PostChanges(&context, changes, &changed).ok());

  v1::SetOnHandRequest counts;
  counts.set_environment_id("shop");
  counts.set_inventory_system("pos");
  EXPECT_TRUE(counts.add_events()->ParseFromString(event->SerializeAsString()));  // the same first six fields
  counts.mutable_events(0)->mutable_quantities(0)->set_data_source("pos");
  counts.mutable_events(0)->mutable_quantities(0)->set_measure("inbound");
  counts.mutable_events(0)->mutable_modified_at()->set_seconds(1'706'788'800 + 3600);
  grpc::ClientContext second;
  v1::SetOnHandResponse set;
  EXPECT_TRUE(stub->SetOnHand(&second, counts, &set).ok());
  if (changed.outcomes_size() != 1 || set.outcomes_size() != 1) return {};
  return {changed.outcomes(0).reason(), set.outcomes(0).reason()};
}

TEST(OnhanddStart, RoleAndClockAreAsAskedFor) {
  {
    ServerProcess server(With(NewFolder("data"), {"--create_environment=shop", "--fixed_time=2024-02-01T12:00:00Z"}));
    ASSERT_TRUE(server.WaitUntilReady());
    EXPECT_EQ(PostSpecial(server.grpc_address()),
              std::pair(v1::REASON_READ_ONLY_DATA_SOURCE, v1::REASON_TIME_IN_FUTURE));
    Stop(&server);
  }
  ServerProcess server(With(NewFolder("data"), {"--create_environment=shop", "--grant_system"}));
  ASSERT_TRUE(server.WaitUntilReady());
  EXPECT_EQ(PostSpecial(server.grpc_address()), std::pair(v1::REASON_UNSPECIFIED, v1::REASON_UNSPECIFIED));
  Stop(&server);
}

TEST(OnhanddStart, PortsInUse) {
  ServerProcess first(With(NewFolder("data")));
  ASSERT_TRUE(first.WaitUntilReady());
  const std::string http = absl::StrCat("127.0.0.1:", first.http_port());
  ExpectFailure({"--data_dir=" + NewFolder("data"), "--http_listen=" + http, "--grpc_listen=127.0.0.1:0"}, 1,
                {"--http_listen", http, "in use"});
  ExpectFailure(
      {"--data_dir=" + NewFolder("data"), "--http_listen=127.0.0.1:0", "--grpc_listen=" + first.grpc_address()}, 1,
      {"--grpc_listen", first.grpc_address(), "in use"});
  Stop(&first);
}

TEST(OnhanddStart, ASecondProcessOnTheSameEnvironment) {
  const std::string folder = NewFolder("data");
  ServerProcess first(With(folder, {"--create_environment=shop"}));
  ASSERT_TRUE(first.WaitUntilReady());
  ExpectFailure(With(folder, {"--create_environment=shop"}), 1, {"shop", absl::StrCat(first.pid())});
  EXPECT_EQ(HttpExchange(first.http_port(), "GET", "/api/environment/shop/configuration").status, 200);
  Stop(&first);
}

TEST(OnhanddStart, ADatabaseOfANewerFormat) {
  const std::string folder = NewFolder("data");
  {
    ServerProcess server(With(folder, {"--create_environment=shop"}));
    ASSERT_TRUE(server.WaitUntilReady());
    Stop(&server);
  }
  const std::string format = folder + "/environments/shop/FORMAT";
  std::ofstream(format) << "onhand-environment format=99 id=shop\n";
  ExpectFailure(With(folder, {"--create_environment=shop"}), 1, {"shop", "99", "1"});
  // Without being asked for it the server serves the others, and says the same to who asks.
  ServerProcess server(With(folder, {"--create_environment=other"}));
  ASSERT_TRUE(server.WaitUntilReady());
  auto stub =
      v1::InventoryService::NewStub(grpc::CreateChannel(server.grpc_address(), grpc::InsecureChannelCredentials()));
  v1::PostChangesRequest request;
  request.set_environment_id("shop");
  v1::PostChangesResponse response;
  grpc::ClientContext context;
  const grpc::Status status = stub->PostChanges(&context, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_NE(status.error_message().find("99"), std::string::npos);
  request.set_environment_id("other");
  grpc::ClientContext second;
  EXPECT_TRUE(stub->PostChanges(&second, request, &response).ok());
  Stop(&server);
}

TEST(OnhanddStart, ADamagedDatabase) {
  const std::string folder = NewFolder("data");
  {
    ServerProcess server(With(folder, {"--create_environment=shop"}));
    ASSERT_TRUE(server.WaitUntilReady());
    Stop(&server);
  }
  std::ofstream(folder + "/environments/shop/db/CURRENT") << "nonsense\n";
  ExpectFailure(With(folder, {"--create_environment=shop"}), 1, {"shop"});
}

TEST(OnhanddStart, ADataDirectoryThatIsNone) {
  const std::string file = NewFolder("data") + "/file";
  std::ofstream(file) << "text\n";
  ExpectFailure(With(file), 1, {"--data_dir", file});
  ExpectFailure(With("/proc/cannot/be/made"), 1, {"--data_dir", "/proc/cannot/be/made"});
}

// A small file system of its own, seen by this test and what it starts alone. Needs the right to mount, which root has.
class SmallDisk {
 public:
  explicit SmallDisk(const std::string& options) : path_(NewFolder("disk")) {
    mounted_ = unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
               mount("tmpfs", path_.c_str(), "tmpfs", 0, options.c_str()) == 0;
    if (!mounted_) why_ = strerror(errno);
  }
  ~SmallDisk() {
    if (mounted_) umount2(path_.c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }
  const std::string& why() const { return why_; }
  const std::string& path() const { return path_; }
  void MakeReadOnly() { EXPECT_EQ(mount("tmpfs", path_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr), 0); }
  void Fill() {
    const int fd = open((path_ + "/filler").c_str(), O_CREAT | O_WRONLY, 0644);
    const std::string block(4096, 'x');
    while (write(fd, block.data(), block.size()) > 0) {
    }
    close(fd);
  }

 private:
  const std::string path_;
  bool mounted_ = false;
  std::string why_;
};

TEST(OnhanddStart, AReadOnlyDisk) {
  SmallDisk disk("size=64m");
  if (!disk.mounted()) GTEST_SKIP() << "cannot mount here: " << disk.why();
  {
    ServerProcess server(With(disk.path() + "/old", {"--create_environment=shop"}));
    ASSERT_TRUE(server.WaitUntilReady());
    Stop(&server);
  }
  disk.MakeReadOnly();
  ExpectFailure(With(disk.path() + "/new"), 1, {disk.path(), "Read-only file system"});
  ExpectFailure(With(disk.path() + "/old", {"--create_environment=shop"}), 1, {disk.path(), "Read-only file system"});
}

TEST(OnhanddStart, AFullDisk) {
  SmallDisk disk("size=1m");
  if (!disk.mounted()) GTEST_SKIP() << "cannot mount here: " << disk.why();
  disk.Fill();
  ExpectFailure(With(disk.path() + "/new", {"--create_environment=shop"}), 1, {disk.path(), "No space left on device"});
}

}  // namespace
}  // namespace onhand
