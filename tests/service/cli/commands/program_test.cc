// The whole program in this process, on a data directory: what it prints and how it ends.

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/cli/commands/command.h"

namespace onhand::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct Result {
  int status = 0;
  std::string out;
  std::string err;
};

Result RunIt(const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  Result run;
  run.status = RunProgram(arguments, {out, err});
  run.out = out.str();
  run.err = err.str();
  return run;
}

std::vector<std::string> Words(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

class ProgramTest : public testing::Test {
 protected:
  ProgramTest() {
    folder_ =
        std::string(std::getenv("TEST_TMPDIR")) + "/" + testing::UnitTest::GetInstance()->current_test_info()->name();
    RunIt({"env", "create", "shop", "--data_dir=" + folder_});
  }

  // The command on the test's data directory and, but for env, environment.
  Result OnShop(std::vector<std::string> arguments) {
    arguments.push_back("--data_dir=" + folder_);
    if (arguments[0] != "env") arguments.push_back("--environment=shop");
    return RunIt(arguments);
  }

  std::string Write(const std::string& name, const std::string& text) {
    const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/" +
                             testing::UnitTest::GetInstance()->current_test_info()->name() + "-" + name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  static std::string Read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }

  Result Post(const std::string& id, const std::string& quantity) {
    return OnShop({"post", "--organization=usmf", "--product=T-shirt", "--dimension=siteId=1",
                   "--dimension=locationId=11", "--dimension=colorId=red", "--id=" + id, "--quantity=" + quantity});
  }

  std::string folder_;
};

TEST(HelpTest, EveryCommandHasOne) {
  EXPECT_EQ(RunIt({"--help"}).status, kExitOk);
  EXPECT_EQ(RunIt({"help"}).status, kExitOk);
  EXPECT_THAT(RunIt({"--version"}).out, StartsWith("onhand 0."));
  EXPECT_GE(Commands().size(), 13u);
  for (const Command& command : Commands()) {
    SCOPED_TRACE(std::string(command.name));
    EXPECT_THAT(RunIt({"--help"}).out, HasSubstr(std::string(command.name)));
    std::vector<std::string> arguments = Words(command.name);
    arguments.push_back("--help");
    const Result run = RunIt(arguments);
    EXPECT_EQ(run.status, kExitOk);
    EXPECT_THAT(run.out, StartsWith("Usage: onhand " + std::string(command.name)));
    EXPECT_THAT(run.out, HasSubstr("Example"));
    EXPECT_THAT(run.out, HasSubstr("Exit status"));
    EXPECT_EQ(run.err, "");
    std::vector<std::string> turned = Words(command.name);
    turned.insert(turned.begin(), "help");
    EXPECT_EQ(RunIt(turned).out, run.out);
  }
}

TEST(UsageTest, WrongFlagsEndWithTwo) {
  for (const Command& command : Commands()) {
    SCOPED_TRACE(std::string(command.name));
    std::vector<std::string> arguments = Words(command.name);
    arguments.push_back("--no_such_flag=1");
    const Result run = RunIt(arguments);
    EXPECT_EQ(run.status, kExitUsage);
    EXPECT_THAT(run.err, HasSubstr("unknown flag --no_such_flag"));
    EXPECT_THAT(run.err, HasSubstr("--help"));
    EXPECT_EQ(run.out, "");
  }
}

TEST(UsageTest, Errors) {
  const struct {
    std::string line;
    std::string error;
  } cases[] = {
      {"", "Usage: onhand COMMAND"},
      {"qurey", "did you mean \"query\"?"},
      {"env", "which of these?"},
      {"env creat", "did you mean \"env create\"?"},
      {"--data_dir=x query", "the command comes first"},
      {"query --organization=a", "--environment=ID is required"},
      {"query --enviroment=a", "did you mean --environment?"},
      {"query --environment=a --tuple=1", "add --exact"},
      {"query --environment=a --page=2", "--api_version=2"},
      {"query --environment=a --exact --site=1", "--keys"},
      {"query --environment=a --server=x:1 --data_dir=y", "exclude each other"},
      {"query a --environment=a", "there is no use for \"a\""},
      {"post --environment=a", "--organization=ID is required"},
      {"post --environment=a --organization=o --product=p", "--quantity"},
      {"post --environment=a --organization=o --product=p --quantity=inbound=1", "must be SOURCE.MEASURE"},
      {"post --environment=a --organization=o --product=p --quantity=pos.inbound=x", "\"x\""},
      {"post --environment=a --organization=o --product=p --quantity=pos.inbound", "NAME=VALUE"},
      {"post --environment=a --organization=o --product=p --quantity=a.b=1 --dimension=x=1 --dimension=X=2",
       "given twice"},
      {"post --environment=a --organization=o --data={}", "cannot be given beside it"},
      {"post --environment=a --data={", "--data: "},
      {"set --environment=a --organization=o --product=p --quantity=pos.inbound=1 --modified=noon", "not a time"},
      {"set --environment=a --organization=o --product=p --quantity=pos.a=1 --quantity=fno.a=1",
       "several data sources"},
      {"import --environment=a", "an argument is missing"},
      {"import x --environment=a", "give --format"},
      {"import x.csv --environment=a --as=sets", "changes or set"},
      {"import x.csv --environment=a --opening_stock", "--mapping"},
      {"import x.ndjson --environment=a --mapping=y", "for CSV"},
      {"export --environment=a --format=xml", "csv or ndjson"},
      {"generate --format=post", "--environment=ID is required"},
      {"generate --seed=-1", "whole number from 0"},
      {"env delete shop", "add --yes"},
      {"dump --environment=a", "--data_dir=DIR is required"},
      {"config set --environment=a", "an argument is missing"},
  };
  for (const auto& test : cases) {
    const Result run = RunIt(Words(test.line));
    EXPECT_EQ(run.status, kExitUsage) << test.line;
    EXPECT_THAT(run.err, HasSubstr(test.error)) << test.line;
  }
}

TEST(UsageTest, DirectoryThatIsNotThere) {
  const Result run = RunIt({"query", "--environment=a", "--organization=o", "--data_dir=/no/such/place"});
  EXPECT_EQ(run.status, kExitFailure);
  EXPECT_THAT(run.err, HasSubstr("there is no data directory /no/such/place"));
}

TEST(UsageTest, ServerThatIsNotThere) {
  const Result run = RunIt({"env", "list", "--server=127.0.0.1:1"});
  EXPECT_EQ(run.status, kExitFailure);
  EXPECT_THAT(run.err, HasSubstr("cannot reach the server at 127.0.0.1:1"));
}

TEST_F(ProgramTest, PostQuerySet) {
  EXPECT_EQ(Post("a", "pos.inbound=12.5").out, "a: success\n");
  EXPECT_EQ(Post("a", "pos.inbound=12.5").status, kExitOk);  // once more: counts once
  EXPECT_EQ(Post("b", "pos.outbound=3").status, kExitOk);
  const Result reused = Post("a", "pos.inbound=1");
  EXPECT_EQ(reused.status, kExitRejected);
  EXPECT_THAT(reused.out, StartsWith("a: failure 409 ID_REUSED: "));

  const Result table = OnShop({"query", "--organization=usmf", "--product=T-shirt", "--group_by=colorId"});
  EXPECT_EQ(table.status, kExitOk) << table.err;
  EXPECT_THAT(table.out, StartsWith("product  siteid  locationid  ColorId  "));
  EXPECT_THAT(table.out, HasSubstr("T-shirt  1       11          red "));
  EXPECT_THAT(table.out, HasSubstr("12.5"));
  EXPECT_THAT(table.out, HasSubstr("1 row\n"));

  const Result json = OnShop({"query", "--organization=usmf", "--site=1", "--location=11", "--json"});
  EXPECT_THAT(json.out, StartsWith("[{\"productId\":\"T-shirt\""));
  EXPECT_THAT(json.out, HasSubstr("\"pos\":{\"availquantity\":9.5,\"inbound\":12.5,\"outbound\":3}"));

  const Result exact = OnShop({"query", "--organization=usmf", "--exact", "--keys=siteId,locationId,colorId",
                               "--tuple=1,11,red", "--tuple=1,12,\"blue, dark\"", "--json"});
  EXPECT_EQ(exact.status, kExitOk) << exact.err;
  EXPECT_THAT(exact.out, HasSubstr("\"inbound\":12.5"));

  const Result paged = OnShop({"query", "--organization=usmf", "--organization=other", "--site=1", "--location=11",
                               "--api_version=2", "--page=1", "--page_size=1", "--json"});
  EXPECT_THAT(paged.out, StartsWith("{\"Value\":[{"));

  const Result set = OnShop({"set", "--organization=usmf", "--product=T-shirt", "--dimension=siteId=1",
                             "--dimension=locationId=11", "--dimension=colorId=red", "--quantity=pos.inbound=100",
                             "--modified=2024-05-31T18:00:00Z", "--id=c1", "--json"});
  EXPECT_EQ(set.out, "{\"id\":\"c1\",\"processingStatus\":\"success\",\"message\":\"\",\"statusCode\":200}\n");
  EXPECT_THAT(OnShop({"query", "--organization=usmf", "--product=T-shirt", "--json"}).out,
              HasSubstr("\"inbound\":100,\"outbound\":3"));
}

TEST_F(ProgramTest, PostTakesJson) {
  const Result run = OnShop(
      {"post", "--json",
       "--data=[{\"id\":\"1\",\"organizationId\":\"o\",\"productId\":\"p\",\"dimensions\":{\"siteId\":\"1\","
       "\"locationId\":"
       "\"2\"},\"quantities\":{\"pos\":{\"inbound\":1}}},{\"id\":\"2\",\"organizationId\":\"o\",\"productId\":\"p\","
       "\"dimensions\":{},\"quantities\":{\"pos\":{\"inbound\":1}}}]"});
  EXPECT_EQ(run.status, kExitRejected);
  EXPECT_THAT(run.out, StartsWith("[{\"id\":\"1\",\"processingStatus\":\"success\""));
  EXPECT_THAT(run.out, HasSubstr("{\"id\":\"2\",\"processingStatus\":\"failure\""));
}

TEST_F(ProgramTest, QueryThatCannotBeAnswered) {
  const Result run = OnShop({"query", "--organization=usmf"});
  EXPECT_EQ(run.status, kExitFailure);
  EXPECT_THAT(run.err, HasSubstr("the query cannot be answered"));
  EXPECT_THAT(OnShop({"query", "--organization=usmf", "--product=x"}).out, HasSubstr("0 rows"));
}

TEST_F(ProgramTest, Environments) {
  EXPECT_EQ(OnShop({"env", "create", "shop"}).status, kExitFailure);
  EXPECT_EQ(OnShop({"env", "create", "shop", "--if_missing"}).out, "shop: there already\n");
  EXPECT_EQ(OnShop({"env", "create", "till", "--json"}).out, "{\"environment\":\"till\",\"created\":true}\n");
  EXPECT_EQ(OnShop({"env", "list"}).out, "shop\ntill\n");
  EXPECT_EQ(OnShop({"env", "delete", "till", "--yes"}).status, kExitOk);
  EXPECT_EQ(OnShop({"env", "delete", "till", "--yes"}).status, kExitFailure);
  EXPECT_EQ(OnShop({"env", "list", "--json"}).out, "[\"shop\"]\n");
}

TEST_F(ProgramTest, Configuration) {
  const Result get = OnShop({"config", "get"});
  ASSERT_EQ(get.status, kExitOk) << get.err;
  const std::string file = Write("a.json", get.out);
  EXPECT_THAT(RunIt({"config", "check", file}).out, HasSubstr("nothing is wrong"));
  EXPECT_EQ(RunIt({"config", "check", file, "--json"}).out, "{\"issues\":[]}\n");
  EXPECT_EQ(OnShop({"config", "set", file}).out, "shop: configuration version 2\n");
  EXPECT_EQ(OnShop({"config", "set", file, "--json"}).out, "{\"configurationVersion\":3}\n");
  EXPECT_THAT(OnShop({"config", "get"}).out, HasSubstr("\"configurationVersion\": 3"));

  const std::string broken = Write("b.json", "{\"inventorySystemConfigurations\": 5}");
  const Result check = RunIt({"config", "check", broken});
  EXPECT_EQ(check.status, kExitFailure);
  EXPECT_THAT(check.err, HasSubstr("/inventorySystemConfigurations"));
  EXPECT_EQ(OnShop({"config", "set", broken}).status, kExitFailure);
  EXPECT_THAT(OnShop({"config", "get"}).out, HasSubstr("\"configurationVersion\": 3"));
  EXPECT_EQ(RunIt({"config", "check", "/no/such/file"}).status, kExitFailure);
}

TEST_F(ProgramTest, ImportOfPlainCsvWithRejects) {
  const std::string file = Write("events.csv",
                                 "id,organizationId,productId,siteId,locationId,pos.inbound,pos.outbound\r\n"
                                 "1,o,p,s,l,10,\r\n"
                                 "2,o,p,s,l,,4\r\n"
                                 "3,o,p,s,l,many,\r\n"
                                 "4,o,p,s\r\n"
                                 "5,o,\"p\"x,s,l,1,\r\n"
                                 "6,o,p,s,,1,\r\n"
                                 "7,o,p,s,l,0.5,0.25\r\n");
  const Result run = OnShop({"import", file, "--quiet", "--json"});
  EXPECT_EQ(run.status, kExitRejected) << run.err;
  EXPECT_THAT(run.out, StartsWith("{\"records\":7,\"openingStock\":0,\"applied\":3,\"superseded\":0,\"skipped\":0,"
                                  "\"rejected\":4,\"rejectsFile\":"));
  EXPECT_EQ(run.err, "");
  const std::string rejects = Read(file + ".rejects");
  EXPECT_THAT(rejects, StartsWith("line,reason,original\n4,"));
  EXPECT_THAT(rejects, HasSubstr("5,\"the record has 4 fields, the heading has 7\",\"4,o,p,s\"\n"));
  EXPECT_THAT(rejects, HasSubstr("\n6,a quoted field is followed by"));
  EXPECT_THAT(rejects, HasSubstr("\n7,MISSING_PARTITION_DIMENSION: "));
  EXPECT_THAT(OnShop({"query", "--organization=o", "--product=p", "--json"}).out,
              HasSubstr("\"inbound\":10.5,\"outbound\":4.25"));

  // The mended file brings the rest, and counts nothing twice.
  const std::string mended = Write("mended.csv",
                                   "id,organizationId,productId,siteId,locationId,pos.inbound,pos.outbound\n"
                                   "1,o,p,s,l,10,\n2,o,p,s,l,,4\n3,o,p,s,l,100,\n7,o,p,s,l,0.5,0.25\n");
  EXPECT_EQ(OnShop({"import", mended, "--quiet", "--rejects=" + file + ".rejects"}).status, kExitOk);
  EXPECT_NE(access((file + ".rejects").c_str(), F_OK), 0);  // nothing was rejected this time
  EXPECT_THAT(OnShop({"query", "--organization=o", "--product=p", "--json"}).out, HasSubstr("\"inbound\":110.5"));
}

TEST_F(ProgramTest, ImportErrorsThatEndIt) {
  EXPECT_EQ(OnShop({"import", "/no/such/file.csv"}).status, kExitFailure);
  const std::string file = Write("a.csv", "Invoice,Code,Qty\n1,a,2\n");
  EXPECT_THAT(OnShop({"import", file}).err, HasSubstr("give a --mapping"));
  EXPECT_EQ(OnShop({"import", file}).status, kExitUsage);
  const std::string wrong = Write("wrong.json", "{\"id\": \"{Invoice}\"}");
  const Result mapping = OnShop({"import", file, "--mapping=" + wrong});
  EXPECT_EQ(mapping.status, kExitUsage);
  EXPECT_THAT(mapping.err, HasSubstr("\"organizationId\" is missing"));
  const std::string other = Write("other.json",
                                  "{\"id\": \"{Invoice}\", \"organizationId\": \"o\", \"productId\": \"{code}\","
                                  "\"quantities\": [{\"from\": \"{Qty}\", \"measure\": \"pos.inbound\"}]}");
  const Result bind = OnShop({"import", file, "--mapping=" + other});
  EXPECT_EQ(bind.status, kExitUsage);
  EXPECT_THAT(bind.err, HasSubstr("/productId: the file has no column \"code\"; did you mean \"Code\"?"));
  const Result missing =
      RunIt({"import", Write("b.ndjson", "{}\n"), "--environment=nowhere", "--data_dir=" + folder_, "--quiet"});
  EXPECT_EQ(missing.status, kExitFailure);
  EXPECT_THAT(missing.err, HasSubstr("nowhere"));
}

TEST_F(ProgramTest, GeneratedFileAndPostAgree) {
  const std::string file = Write("g.ndjson", "");
  const std::vector<std::string> retailer = {"--events=3000", "--seed=5", "--products=40", "--quiet"};
  std::vector<std::string> to_file = {"generate", "--out=" + file};
  to_file.insert(to_file.end(), retailer.begin(), retailer.end());
  ASSERT_EQ(RunIt(to_file).status, kExitOk);
  ASSERT_EQ(OnShop({"import", file, "--quiet"}).status, kExitOk);
  std::vector<std::string> post = {"generate", "--format=post", "--environment=other", "--create_environment",
                                   "--data_dir=" + folder_};
  post.insert(post.end(), retailer.begin(), retailer.end());
  const Result posted = RunIt(post);
  EXPECT_EQ(posted.status, kExitOk) << posted.err;
  EXPECT_THAT(posted.out, HasSubstr("3,000 events applied"));
  const std::string csv = Write("g.csv", "");
  std::vector<std::string> to_csv = {"generate", "--out=" + csv, "--format=csv"};
  to_csv.insert(to_csv.end(), retailer.begin(), retailer.end());
  ASSERT_EQ(RunIt(to_csv).status, kExitOk);
  ASSERT_EQ(
      RunIt({"import", csv, "--environment=third", "--create_environment", "--data_dir=" + folder_, "--quiet"}).status,
      kExitOk);

  std::string exports[3];
  const char* environments[] = {"shop", "other", "third"};
  for (int i = 0; i < 3; ++i) {
    const std::string out = Write("x.csv", "");
    ASSERT_EQ(RunIt({"export", "--environment=" + std::string(environments[i]), "--data_dir=" + folder_, "--out=" + out,
                     "--id_prefix=x", "--quiet"})
                  .status,
              kExitOk);
    exports[i] = Read(out);
  }
  EXPECT_GT(exports[0].size(), 10'000u);
  EXPECT_EQ(exports[0], exports[1]);
  EXPECT_EQ(exports[0], exports[2]);
}

TEST_F(ProgramTest, ExportAndImportRoundTrip) {
  ASSERT_EQ(Post("a", "pos.inbound=12.5").status, kExitOk);
  ASSERT_EQ(Post("b", "pos.outbound=0").status, kExitOk);
  ASSERT_EQ(OnShop({"post", "--organization=o,\"2\"", "--product=p\xc3\xa4", "--dimension=siteId=s",
                    "--dimension=locationId=a b", "--dimension=batchId= x", "--quantity=pos.inbound=-7",
                    "--quantity=iv.ordered=0.000001"})
                .status,
            kExitOk);
  for (const std::string format : {"csv", "ndjson"}) {
    SCOPED_TRACE(format);
    const std::string out = Write("out." + format, "");
    const Result run = OnShop({"export", "--out=" + out, "--quiet"});
    ASSERT_EQ(run.status, kExitOk) << run.err;
    EXPECT_THAT(run.out, HasSubstr(": 2 rows\n"));
    const std::string copy = "copy-" + format;
    ASSERT_EQ(RunIt({"import", out, "--as=set", "--environment=" + copy, "--create_environment",
                     "--data_dir=" + folder_, "--quiet"})
                  .status,
              kExitOk);
    const std::string again = Write("again." + format, "");
    ASSERT_EQ(
        RunIt({"export", "--environment=" + copy, "--data_dir=" + folder_, "--out=" + again, "--id_prefix=z"}).status,
        kExitOk);
    const std::string base = Write("base." + format, "");
    ASSERT_EQ(OnShop({"export", "--out=" + base, "--id_prefix=z"}).status, kExitOk);
    EXPECT_EQ(Read(again), Read(base));
    EXPECT_THAT(Read(base), HasSubstr("0.000001"));
  }
  const std::string part = Write("part.csv", "");
  EXPECT_THAT(OnShop({"export", "--out=" + part, "--organization=usmf"}).out, HasSubstr(": 1 rows"));
  EXPECT_THAT(OnShop({"export", "--out=" + part, "--location=a b"}).out, HasSubstr(": 1 rows"));
  EXPECT_THAT(OnShop({"export", "--out=" + part, "--product=none"}).out, HasSubstr(": 0 rows"));
}

TEST_F(ProgramTest, ExportOfDataPartitionedByProduct) {
  std::string document = OnShop({"config", "get"}).out;
  ASSERT_EQ(Post("a", "pos.inbound=5").status, kExitOk);
  constexpr std::string_view kByLocation = "\"useDimensions\": true";
  const size_t rule = document.find(kByLocation);
  ASSERT_NE(rule, std::string::npos);
  document.replace(rule, kByLocation.size(), "\"useDimensions\": false");
  const Result set = OnShop({"config", "set", Write("p.json", document)});
  ASSERT_EQ(set.status, kExitOk) << set.err;
  ASSERT_EQ(OnShop({"post", "--organization=usmf", "--product=Hose", "--quantity=pos.inbound=2"}).status, kExitOk);
  const std::string out = Write("p.csv", "");
  const Result run = OnShop({"export", "--out=" + out, "--id_prefix=z"});
  EXPECT_EQ(run.status, kExitOk) << run.err;
  EXPECT_THAT(Read(out), HasSubstr("usmf,T-shirt,1,11,red,5"));
  EXPECT_THAT(Read(out), HasSubstr("usmf,Hose,,,,2"));
}

TEST_F(ProgramTest, Dump) {
  ASSERT_EQ(Post("a", "pos.inbound=12.5").status, kExitOk);
  const Result rows = OnShop({"dump", "rows"});
  EXPECT_EQ(rows.status, kExitOk) << rows.err;
  EXPECT_THAT(rows.out, HasSubstr("T-shirt"));
  EXPECT_THAT(rows.out, HasSubstr("pos.inbound=12.5"));
  EXPECT_EQ(OnShop({"dump", "towels"}).status, kExitUsage);
  EXPECT_EQ(RunIt({"dump", "--data_dir=" + folder_, "--environment=nowhere"}).status, kExitFailure);
}

}  // namespace
}  // namespace onhand::cli
