#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "service/cli/commands/command.h"
#include "service/version.h"

namespace onhand::cli {
namespace {

constexpr std::array kCommands = {
    Command{"post", "Post change events: add quantities to a row.", RunPost, "Stock"},
    Command{"set", "Set on-hand: overwrite measures of one row, as stock-taking does.", RunSet},
    Command{"reserve", "Reserve softly, or hold for a time; a cart reserves all or nothing.", RunReserve, "Promises"},
    Command{"unreserve", "Release a reservation or hold.", RunUnreserve},
    Command{"extend", "Give a hold another end.", RunExtend},
    Command{"allocate", "Ring-fence stock for a channel, a customer group, a region.", RunAllocate},
    Command{"unallocate", "Give allocated stock back to the common pool.", RunUnallocate},
    Command{"reallocate", "Move allocated stock from one group to another.", RunReallocate},
    Command{"consume", "Use up allocated stock.", RunConsume},
    Command{"schedule", "Schedule changes that are expected on days to come.", RunSchedule},
    Command{"adjust", "Adjust a measure and keep a transaction line of it.", RunAdjust},
    Command{"adjust list", "List the lines that adjustments left.", RunAdjustList},
    Command{"adjust aggregates", "List what pushes summed up.", RunAdjustAggregates},
    Command{"adjust status", "Tell how far an aggregate has come elsewhere.", RunAdjustStatus},
    Command{"adjust push", "Push staged adjustments on hand now.", RunAdjustPush},
    Command{"query", "Ask what is on hand (index query and exact query).", RunQuery, "Questions"},
    Command{"atp", "Ask what is available to promise, day by day, with a chart.", RunAtp},
    Command{"allocations", "Ask what is allocated.", RunAllocations},
    Command{"explain", "Say what makes up the numbers of a product.", RunExplain},
    Command{"import", "Post the events of a CSV or NDJSON file.", RunImport, "Files"},
    Command{"import products", "Put the products of a CSV or NDJSON file into the catalogue.", RunImportProducts},
    Command{"export", "Write all on-hand rows to a CSV or NDJSON file.", RunExport},
    Command{"generate", "Make up the events of a retailer, for tests and demos.", RunGenerate},
    Command{"config get", "Print an environment's configuration.", RunConfigGet, "Administration"},
    Command{"config set", "Replace an environment's configuration.", RunConfigSet},
    Command{"config check", "Say what is wrong with a configuration, without a server.", RunConfigCheck},
    Command{"env create", "Make an environment.", RunEnvCreate},
    Command{"env list", "List the environments.", RunEnvList},
    Command{"env delete", "Delete an environment with all its data.", RunEnvDelete},
    Command{"jobs list", "List an environment's jobs.", RunJobsList},
    Command{"jobs show", "Say how far a job has come.", RunJobsShow},
    Command{"jobs wait", "Wait until a job has ended.", RunJobsWait},
    Command{"jobs fetch", "Save the file that a job made.", RunJobsFetch},
    Command{"jobs delete", "Remove a job with its file.", RunJobsDelete},
    Command{"jobs extract-log", "Make a CSV file of what was committed in some time.", RunJobsExtractLog},
    Command{"jobs resync", "Drop ended holds and receipts past their retention now.", RunJobsResync},
    Command{"products list", "List the product catalogue.", RunProductsList},
    Command{"products search", "Find products by their fields and attributes.", RunProductsSearch},
    Command{"products delete", "Take products out of the catalogue.", RunProductsDelete},
    Command{"audit", "Hold all books of an environment against each other.", RunAudit},
    Command{"dump", "Print the records of a database as text.", RunDump},
    Command{"verify", "Read every byte of a database and say what is damaged.", RunVerify},
    Command{"backup create", "Make a backup of an environment while everything goes on.", RunBackupCreate, "Backups"},
    Command{"backup list", "List the backups.", RunBackupList},
    Command{"backup verify", "Read every byte of backups and compare checksums.", RunBackupVerify},
    Command{"backup restore", "Make an environment from a backup.", RunBackupRestore},
    Command{"backup delete", "Remove a backup.", RunBackupDelete},
};

std::string ProgramHelp() {
  std::string help =
      "Usage: onhand COMMAND [flags]\n\n"
      "The command line of onhand, the inventory engine. Commands talk gRPC to a server (--server=HOST:PORT) or open\n"
      "a data directory directly (--data_dir=DIR).\n";
  for (const Command& command : kCommands) {
    if (!command.heading.empty()) absl::StrAppend(&help, "\n", std::string(command.heading), ":\n");
    std::string line = absl::StrCat("  ", std::string(command.name));
    line.resize(20, ' ');
    absl::StrAppend(&help, line, std::string(command.summary), "\n");
  }
  help.append(
      "\n  onhand COMMAND --help   what a command takes, with examples\n"
      "  onhand --version        the release\n"
      "\nExit status:\n"
      "  0  carried out\n"
      "  1  could not be carried out; the reason is on the standard error\n"
      "  2  wrong flags or arguments\n"
      "  3  carried out, but some events were refused or some lines rejected\n"
      "\nExample:\n"
      "  onhand env create shop\n"
      "  onhand post --environment=shop --organization=usmf --product=T-shirt --dimension=siteId=1 \\\n"
      "      --dimension=locationId=11 --quantity=pos.inbound=5\n"
      "  onhand query --environment=shop --organization=usmf --product=T-shirt\n");
  return help;
}

int Unknown(const std::string& name, const CommandIo& io) {
  std::vector<std::string_view> names;
  for (const Command& command : kCommands) names.push_back(command.name);
  const std::string_view nearest = NearestWord(name, names);
  io.err << "onhand: there is no command \"" << name << "\"";
  if (!nearest.empty()) io.err << "; did you mean \"" << nearest << "\"?";
  io.err << "\nSee onhand --help.\n";
  return kExitUsage;
}

}  // namespace

absl::Span<const Command> Commands() { return kCommands; }

int RunProgram(absl::Span<const std::string> arguments, const CommandIo& io) {
  if (arguments.empty()) {
    io.err << ProgramHelp();
    return kExitUsage;
  }
  if (arguments[0] == "--help" || (arguments[0] == "help" && arguments.size() == 1)) {
    io.out << ProgramHelp();
    return kExitOk;
  }
  if (FlagSet::Has(arguments, "version")) {
    io.out << "onhand " << kVersion << "\n";
    return kExitOk;
  }
  if (arguments[0] == "help") {
    std::vector<std::string> turned(arguments.begin() + 1, arguments.end());
    turned.push_back("--help");
    return RunProgram(turned, io);
  }
  if (arguments[0].rfind("--", 0) == 0) {
    io.err << "onhand: the command comes first, flags follow it\nSee onhand --help.\n";
    return kExitUsage;
  }
  for (const size_t words : {size_t{2}, size_t{1}}) {
    if (arguments.size() < words) continue;
    const std::string name = words == 2 ? absl::StrCat(arguments[0], " ", arguments[1]) : arguments[0];
    for (const Command& command : kCommands) {
      if (command.name == name) return command.run(arguments.subspan(words), io);
    }
  }
  // The first word of commands of two: `onhand env`, `onhand env --help`.
  std::string group;
  for (const Command& command : kCommands) {
    const std::string_view name = command.name;
    if (name.substr(0, name.find(' ')) == arguments[0] && name.find(' ') != std::string_view::npos) {
      absl::StrAppend(&group, "  onhand ", std::string(name), "   ", std::string(command.summary), "\n");
    }
  }
  if (group.empty()) return Unknown(arguments[0], io);
  if (arguments.size() > 1 && arguments[1] == "--help") {
    io.out << "Usage: onhand " << arguments[0] << " COMMAND\n\n" << group;
    return kExitOk;
  }
  if (arguments.size() > 1 && arguments[1].rfind("--", 0) != 0) {
    return Unknown(absl::StrCat(arguments[0], " ", arguments[1]), io);
  }
  io.err << "onhand " << arguments[0] << ": which of these?\n" << group;
  return kExitUsage;
}

}  // namespace onhand::cli
