// `onhand config get|set|check`.

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "service/cli/commands/command.h"
#include "service/cli/files/byte_source.h"
#include "service/configuration/configuration_codec.h"
#include "service/json/json_writer.h"

namespace onhand::cli {
namespace {

constexpr size_t kDocumentBytesMax = 8 << 20;

struct ReadDocument {
  std::vector<Issue> issues;
  Configuration configuration;
};

// Decodes and checks a document; the issues are all that is wrong with it by itself.
absl::StatusOr<ReadDocument> Read(const std::string& file) {
  const absl::StatusOr<std::string> text = ReadWholeFile(file, kDocumentBytesMax);
  if (!text.ok()) return text.status();
  DecodedConfiguration decoded = DecodeConfiguration(*text);
  ReadDocument document{std::move(decoded.issues), std::move(decoded.configuration)};
  if (document.issues.empty()) document.issues = CheckConfiguration(document.configuration);
  return document;
}

std::string IssuesAsJson(const std::vector<Issue>& issues) {
  std::string json = "{\"issues\":[";
  for (size_t i = 0; i < issues.size(); ++i) {
    json.append(i > 0 ? ",{\"path\":" : "{\"path\":");
    AppendJsonString(issues[i].path, &json);
    json.append(",\"message\":");
    AppendJsonString(issues[i].message, &json);
    json.push_back('}');
  }
  return json.append("]}");
}

}  // namespace

int RunConfigGet(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "config get";
  std::string environment;
  bool json = true;
  ConnectionFlags connection;
  FlagSet set("onhand config get --environment=ID [flags]",
              "Prints the configuration document of an environment: data sources, measures, dimensions, rules.");
  set.Group("What to print");
  AddEnvironmentFlag(&set, &environment);
  set.Switch("json", "The document is JSON in any case; here for symmetry.", &json);
  connection.AddTo(&set);
  set.Epilog(
      "Example:\n  onhand config get --environment=shop > shop.json\n"
      "\nExit status: 0 printed, 1 failed, 2 wrong flags.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  if (absl::Status status = CheckEnvironmentFlag(environment); !status.ok()) return Fail(kCommand, status, io);
  absl::StatusOr<std::unique_ptr<Backend>> backend = connection.Connect(false);
  if (!backend.ok()) return Fail(kCommand, backend.status(), io);
  const absl::StatusOr<ConfigurationVersion> version = (*backend)->GetConfiguration(environment);
  if (!version.ok()) return Fail(kCommand, version.status(), io);
  std::string document = EncodeConfiguration(environment, *version);
  if (document.empty() || document.back() != '\n') document.push_back('\n');
  io.out << document;
  return kExitOk;
}

int RunConfigSet(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "config set";
  std::string environment;
  bool json = false;
  ConnectionFlags connection;
  FlagSet set(
      "onhand config set FILE --environment=ID [flags]",
      "Replaces the configuration of an environment by the document in FILE (- is the standard input), whole or "
      "not at all. Every event is judged wholly under the old one or wholly under the new one.");
  set.Group("What to replace");
  AddEnvironmentFlag(&set, &environment);
  set.Group("Output");
  set.Switch("json", "Print the new version, or what is wrong, as JSON.", &json);
  connection.AddTo(&set);
  set.Epilog(
      "Example:\n  onhand config get --environment=shop > shop.json\n  $EDITOR shop.json\n"
      "  onhand config set shop.json --environment=shop\n"
      "\nExit status: 0 replaced, 1 refused (nothing changed) or failed, 2 wrong flags.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 1, 1, &positional, io)) return *status;
  if (absl::Status status = CheckEnvironmentFlag(environment); !status.ok()) return Fail(kCommand, status, io);
  absl::StatusOr<ReadDocument> document = Read(positional[0]);
  if (!document.ok()) return Fail(kCommand, document.status(), io);
  ConfigurationResult result;
  result.issues = std::move(document->issues);
  if (result.issues.empty()) {
    absl::StatusOr<std::unique_ptr<Backend>> backend = connection.Connect(false);
    if (!backend.ok()) return Fail(kCommand, backend.status(), io);
    absl::StatusOr<ConfigurationResult> replaced =
        (*backend)->ReplaceConfiguration(environment, std::move(document->configuration));
    if (!replaced.ok()) return Fail(kCommand, replaced.status(), io);
    result = *std::move(replaced);
  }
  if (!result.issues.empty()) {
    if (json) io.out << IssuesAsJson(result.issues) << "\n";
    return FailWithIssues(kCommand, "refused, nothing changed", result.issues, io);
  }
  if (json) {
    io.out << "{\"configurationVersion\":" << result.version << "}\n";
  } else {
    io.out << environment << ": configuration version " << result.version << "\n";
  }
  return kExitOk;
}

int RunConfigCheck(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "config check";
  bool json = false;
  FlagSet set(
      "onhand config check FILE [--json]",
      "Says what is wrong with the configuration document in FILE (- is the standard input) by itself: needs no "
      "server. Whether it fits the data of an environment only `config set` can tell.");
  set.Switch("json", "Print {\"issues\": [{\"path\", \"message\"}]}.", &json);
  set.Epilog(
      "Example:\n  onhand config check shop.json\n"
      "\nExit status: 0 nothing is wrong, 1 something is, or the file cannot be read, 2 wrong flags.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 1, 1, &positional, io)) return *status;
  const absl::StatusOr<ReadDocument> document = Read(positional[0]);
  if (!document.ok()) return Fail(kCommand, document.status(), io);
  if (json) io.out << IssuesAsJson(document->issues) << "\n";
  if (document->issues.empty()) {
    if (!json) io.out << positional[0] << ": nothing is wrong\n";
    return kExitOk;
  }
  return json ? kExitFailure : FailWithIssues(kCommand, positional[0], document->issues, io);
}

}  // namespace onhand::cli
