// `onhand import products` and `onhand products …` in this process: on a data directory and against a server.
#include <stdlib.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/cli/commands/command.h"
#include "service/grpc/grpc_server.h"
#include "service/metrics/metrics.h"

namespace onhand::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Result {
  int status = 0;
  std::string out;
  std::string err;
};

class ProductCommandsTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    folder_ = std::string(getenv("TEST_TMPDIR")) + "/products-XXXXXX";
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
    if (GetParam()) {
      engine_ = Engine::Open({}).value();
      server_ = GrpcServer::Start({}, engine_.get(), &metrics_).value();
      connection_ = absl::StrCat("--server=127.0.0.1:", server_->port());
    } else {
      connection_ = "--data_dir=" + folder_ + "/data";
    }
    ASSERT_EQ(Run({"env", "create", "shop"}).status, kExitOk);
  }

  Result Run(std::vector<std::string> arguments) {
    arguments.push_back(connection_);
    if (arguments[0] != "env") arguments.push_back("--environment=shop");
    std::ostringstream out;
    std::ostringstream err;
    Result result;
    result.status = RunProgram(arguments, {out, err});
    result.out = out.str();
    result.err = err.str();
    return result;
  }
  std::string Write(const std::string& name, const std::string& text) {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  static std::string Read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }
  void ImportSamples() {
    const Result run = Run({"import", "products", "--quiet",
                            Write("samples.csv",
                                  "itemNumber,productName,productType,attribute:Weight Limit:Pound\n"
                                  "M0030,Speaker cable,Item,370\nM0031,Cable tie,Item,330\nM0032,Lamp,Service,\n")});
    ASSERT_EQ(run.status, kExitOk) << run.err;
    ASSERT_THAT(run.out, HasSubstr("3 products are in the catalogue"));
  }

  std::string folder_;
  std::string connection_;
  Metrics metrics_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<GrpcServer> server_;
};

INSTANTIATE_TEST_SUITE_P(Backends, ProductCommandsTest, testing::Bool(),
                         [](const auto& info) { return info.param ? "Grpc" : "Direct"; });

TEST_P(ProductCommandsTest, ListsATable) {
  EXPECT_EQ(Run({"products", "list"}).out, "itemNumber\n----------\n0 products\n");
  ImportSamples();
  EXPECT_EQ(Run({"products", "list"}).out,
            "itemNumber  productName    productType  attributes\n"
            "----------  -------------  -----------  ----------------\n"
            "M0030       Speaker cable  Item         Weight Limit=370\n"
            "M0031       Cable tie      Item         Weight Limit=330\n"
            "M0032       Lamp           Service\n"
            "3 products\n");
  const Result page = Run({"products", "list", "--limit=1", "--after=M0030"});
  EXPECT_THAT(page.out, HasSubstr("M0031"));
  EXPECT_THAT(page.out, HasSubstr("1 product\nMore with --after='M0031'\n"));
}

TEST_P(ProductCommandsTest, JsonLinesCanBeImported) {
  ImportSamples();
  const Result listed = Run({"products", "list", "--json"});
  EXPECT_THAT(listed.out,
              HasSubstr("{\"itemNumber\":\"M0032\",\"productName\":\"Lamp\",\"productType\":\"Service\"}\n"));
  ASSERT_EQ(Run({"products", "delete", "M0030", "M0031", "M0032"}).status, kExitOk);
  EXPECT_EQ(Run({"products", "list", "--json"}).out, "");
  const Result run = Run({"import", "products", Write("copy.ndjson", listed.out), "--json", "--quiet"});
  EXPECT_EQ(run.status, kExitOk) << run.err;
  EXPECT_THAT(run.out, HasSubstr("{\"records\":3,\"put\":3,\"rejected\":0,\"rejectsFile\":null,"));
  EXPECT_EQ(Run({"products", "list", "--json"}).out, listed.out);
}

TEST_P(ProductCommandsTest, Searches) {
  ImportSamples();
  const Result cable = Run({"products", "search", "--where=productName contains CABLE"});
  EXPECT_THAT(cable.out, HasSubstr("M0030"));
  EXPECT_THAT(cable.out, HasSubstr("M0031"));
  EXPECT_THAT(cable.out, HasSubstr("2 products\n"));
  EXPECT_THAT(Run({"products", "search", "--where=productName contains cable", "--attribute=weight limit >= 1"}).err,
              HasSubstr("--attribute takes \"NAME OPERATOR VALUE\""));
  const auto items = [this](std::vector<std::string> flags) {
    std::vector<std::string> arguments = {"products", "search", "--json"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    const Result run = Run(arguments);
    EXPECT_EQ(run.status, kExitOk) << run.err;
    std::string found;
    for (const char* item : {"M0030", "M0031", "M0032"}) {
      if (run.out.find(item) != std::string::npos) found += std::string(item) + " ";
    }
    return found;
  };
  EXPECT_EQ(items({"--where=productName contains cable", "--attribute=Weight Limit greaterEqual 350"}), "M0030 ");
  EXPECT_EQ(items({"--attribute=weight limit between 300,340"}), "M0031 ");
  EXPECT_EQ(items({"--any", "--where=productType IsExactly service", "--where=itemNumber isOneOf m0031,x"}),
            "M0031 M0032 ");
  EXPECT_EQ(
      items({R"(--search={"productFilter":{"conditions":[{"conditionOperator":"isNot","productType":["Item"]}]}})"}),
      "M0032 ");
  EXPECT_EQ(items({"--search=@" + Write("search.json", R"({"productFilter": {"conditions": [
      {"conditionOperator": "BeginsWith", "productName": ["speaker"]}]}})")}),
            "M0030 ");
  EXPECT_EQ(items({}), "M0030 M0031 M0032 ");
  EXPECT_EQ(items({"--limit=1", "--after=M0030"}), "M0031 ");
}

TEST_P(ProductCommandsTest, SearchesThatAreNone) {
  const struct {
    std::vector<std::string> flags;
    int status;
    const char* error;
  } kCases[] = {
      {{"--where=colour contains x"}, kExitUsage, "\"colour\" is no field of a product"},
      {{"--where=productName like x"}, kExitUsage, "operators are IsExactly"},
      {{"--where=contains x"}, kExitUsage, "operators are IsExactly"},
      {{"--search={"}, kExitUsage, "--search is not JSON"},
      {{"--search={\"productFilter\":1}"}, kExitUsage, "/productSearch/productFilter"},
      {{"--search={}", "--where=productName contains x"}, kExitUsage, "takes the place of"},
      {{"--search=@/no/such/file"}, kExitFailure, "/no/such/file"},
      {{"--where=productName between a"}, kExitFailure, "Between takes exactly two values, not 1"},
      {{"--where=productName contains"}, kExitFailure, "is empty"},
      {{"--limit=0"}, kExitUsage, "limit"},
      {{"--limit=5001"}, kExitUsage, "limit"},
  };
  for (const auto& test : kCases) {
    std::vector<std::string> arguments = {"products", "search"};
    arguments.insert(arguments.end(), test.flags.begin(), test.flags.end());
    const Result run = Run(arguments);
    EXPECT_EQ(run.status, test.status) << test.flags[0] << run.err;
    EXPECT_THAT(run.err, HasSubstr(test.error));
    EXPECT_EQ(run.out, "");
  }
}

TEST_P(ProductCommandsTest, RejectedLinesAreWrittenDown) {
  const std::string path = Write("some.csv", "itemNumber,company\nM1,a\n,b\nM2\nM3,c\n");
  const Result run = Run({"import", "products", path, "--quiet", "--batch_size=1"});
  EXPECT_EQ(run.status, kExitRejected);
  EXPECT_THAT(run.out, HasSubstr("2 rejected, see " + path + ".rejects"));
  EXPECT_EQ(Read(path + ".rejects"),
            "line,reason,original\n3,INVALID_PRODUCT: itemNumber is empty,\",b\"\n"
            "4,\"the record has 1 fields, the heading 2\",M2\n");
  EXPECT_THAT(Run({"products", "list"}).out, HasSubstr("2 products"));
}

TEST_P(ProductCommandsTest, ImportsThatAreNone) {
  EXPECT_EQ(Run({"import", "products", Write("a.txt", "itemNumber\n1\n")}).status, kExitUsage);
  EXPECT_THAT(Run({"import", "products", Write("b.csv", "number\n1\n")}).err,
              HasSubstr("b.csv: the column \"number\""));
  EXPECT_THAT(Run({"import", "products", folder_ + "/none.csv"}).err, HasSubstr("none.csv"));
  EXPECT_EQ(Run({"import", "products"}).status, kExitUsage);
  EXPECT_EQ(Run({"import", "products", Write("c.csv", "itemNumber\n1\n"), "--batch_size=513"}).status, kExitUsage);
}

TEST_P(ProductCommandsTest, DeletesAndSaysWhatWasThere) {
  ImportSamples();
  const Result run = Run({"products", "delete", "M0030", "M9"});
  EXPECT_EQ(run.status, kExitOk);
  EXPECT_EQ(run.out, "M0030: deleted\nM9: there was no such product\n");
  EXPECT_EQ(Run({"products", "delete", "M0031", "--json"}).out,
            "[{\"itemNumber\":\"M0031\",\"processingStatus\":\"success\",\"message\":\"\",\"statusCode\":200}]\n");
  const Result refused = Run({"products", "delete", std::string(257, 'x')});
  EXPECT_EQ(refused.status, kExitRejected);
  EXPECT_THAT(refused.out, HasSubstr("longer than 256 bytes"));
  EXPECT_EQ(Run({"products", "delete"}).status, kExitUsage);
  EXPECT_THAT(Run({"products", "list"}).out, Not(HasSubstr("M0031")));
}

TEST_P(ProductCommandsTest, ASwitchThatIsOffIsNamed) {
  const Result get = Run({"config", "get"});
  ASSERT_EQ(get.status, kExitOk);
  std::string document = get.out;
  const size_t at = document.find("\"productSearchConfiguration\"");
  const std::string off = "\"productSearchConfiguration\": {\"isEnabled\": false}";
  if (at == std::string::npos) {
    document.insert(document.find('{') + 1, off + ",");
  } else {
    document.replace(at, document.find('}', at) + 1 - at, off);
  }
  ASSERT_EQ(Run({"config", "set", Write("off.json", document)}).status, kExitOk);
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"products", "list"},
        {"products", "search"},
        {"products", "delete", "M1"},
        {"import", "products", "--quiet", Write("one.csv", "itemNumber\n1\n")}}) {
    const Result run = Run(command);
    EXPECT_EQ(run.status, kExitFailure);
    EXPECT_THAT(run.err, HasSubstr("productSearchConfiguration.isEnabled"));
  }
}

}  // namespace
}  // namespace onhand::cli
