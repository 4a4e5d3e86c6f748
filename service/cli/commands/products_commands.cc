// `onhand products list|search|delete`.

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/product_catalog.h"
#include "service/cli/commands/command.h"
#include "service/cli/commands/product_table.h"
#include "service/cli/commands/search_flags.h"
#include "service/json/json_writer.h"
#include "service/json/product_encoder.h"

namespace onhand::cli {
namespace {

// What list and search have in common.
struct PageFlags {
  std::string after;
  int64_t limit = 100;
  bool json = false;

  void AddTo(FlagSet* flags) {
    flags->Group("Output");
    flags->Text("after", "ITEM", "Only products behind this item number.", &after);
    flags->Integer("limit", "N", "At most so many.", 1, kSearchedProductsMax, &limit);
    flags->Switch("json", "Print a JSON object a line, as `onhand import products` reads it, instead of a table.",
                  &json);
  }
  ProductPage page() const { return {.after = after, .limit = static_cast<size_t>(limit)}; }
};

void PrintProducts(const PageFlags& flags, const std::vector<Product>& products, bool more, const CommandIo& io) {
  if (flags.json) {
    for (const Product& product : products) {
      std::string line;
      AppendProduct(product, &line);
      io.out << line << "\n";
    }
    return;
  }
  io.out << ProductTable(products);
  if (more) io.out << "More with --after='" << products.back().item_number << "'\n";
}

// The products of these item numbers, read in parts.
absl::StatusOr<ListedProducts> GetAll(const std::string& environment, const std::vector<std::string>& item_numbers,
                                      ProductBackend* backend) {
  ListedProducts all;
  const std::vector<std::string_view> views(item_numbers.begin(), item_numbers.end());
  const absl::Span<const std::string_view> wanted = views;
  for (size_t i = 0; i < wanted.size() && all.issues.empty(); i += kProductRecordsMax) {
    absl::StatusOr<ListedProducts> part = backend->GetProducts(environment, wanted.subspan(i, kProductRecordsMax));
    if (!part.ok()) return part.status();
    all.issues = std::move(part->issues);
    std::move(part->products.begin(), part->products.end(), std::back_inserter(all.products));
  }
  return all;
}

}  // namespace

int RunProductsList(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "products list";
  std::string environment;
  PageFlags page;
  ConnectionFlags connection;
  FlagSet set("onhand products list --environment=ID [flags]", "Lists the product catalogue by item number.");
  set.Group("Which");
  AddEnvironmentFlag(&set, &environment);
  page.AddTo(&set);
  connection.AddTo(&set);
  set.Epilog(
      "Examples:\n"
      "  onhand products list --environment=shop\n"
      "  onhand products list --environment=shop --limit=5000 --json > products.ndjson\n"
      "\nExit status: 0 listed, 1 failed, 2 wrong flags.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  if (absl::Status status = CheckEnvironmentFlag(environment); !status.ok()) return Fail(kCommand, status, io);
  absl::StatusOr<std::unique_ptr<Backend>> backend = connection.Connect(false);
  if (!backend.ok()) return Fail(kCommand, backend.status(), io);
  const absl::StatusOr<ListedProducts> listed = (*backend)->products()->ListProducts(environment, page.page());
  if (!listed.ok()) return Fail(kCommand, listed.status(), io);
  if (!listed->issues.empty()) return FailWithIssues(kCommand, "products cannot be listed", listed->issues, io);
  PrintProducts(page, listed->products, listed->more, io);
  return kExitOk;
}

int RunProductsSearch(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "products search";
  std::string environment;
  SearchFlags search;
  PageFlags page;
  ConnectionFlags connection;
  FlagSet set("onhand products search --environment=ID [flags]",
              "Finds products of the catalogue, without regard to case. All conditions must hold.");
  set.Group("Where");
  AddEnvironmentFlag(&set, &environment);
  search.AddTo(&set);
  page.AddTo(&set);
  connection.AddTo(&set);
  set.Epilog(
      "Examples:\n"
      "  onhand products search --environment=shop --where='productName contains speaker cable'\n"
      "  onhand products search --environment=shop --where='productType isOneOf Item,Service' \\\n"
      "      --attribute='Weight Limit between 330,370'\n"
      "  onhand products search --environment=shop --search=@search.json\n"
      "\nExit status: 0 answered, 1 failed, 2 wrong flags.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  if (absl::Status status = CheckEnvironmentFlag(environment); !status.ok()) return Fail(kCommand, status, io);
  const absl::StatusOr<std::unique_ptr<SearchText>> text = search.Read();
  if (!text.ok()) return Fail(kCommand, text.status(), io);
  absl::StatusOr<std::unique_ptr<Backend>> backend = connection.Connect(false);
  if (!backend.ok()) return Fail(kCommand, backend.status(), io);
  ProductBackend* const products = (*backend)->products();
  const absl::StatusOr<FoundProducts> found = products->SearchProducts(environment, (*text)->search(), page.page());
  if (!found.ok()) return Fail(kCommand, found.status(), io);
  if (!found->issues.empty()) return FailWithIssues(kCommand, "the search cannot be answered", found->issues, io);
  const absl::StatusOr<ListedProducts> listed = GetAll(environment, found->item_numbers, products);
  if (!listed.ok()) return Fail(kCommand, listed.status(), io);
  if (!listed->issues.empty()) return FailWithIssues(kCommand, "the search cannot be answered", listed->issues, io);
  PrintProducts(page, listed->products, found->more && !listed->products.empty(), io);
  return kExitOk;
}

int RunProductsDelete(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "products delete";
  std::string environment;
  bool json = false;
  ConnectionFlags connection;
  FlagSet set("onhand products delete ITEM... --environment=ID [flags]",
              "Takes products out of the catalogue; their stock stays.");
  set.Group("Where");
  AddEnvironmentFlag(&set, &environment);
  set.Group("Output");
  set.Switch("json", "Print an array of envelopes, as the REST interface does.", &json);
  connection.AddTo(&set);
  set.Epilog(
      "Example:\n  onhand products delete M0030 M0031 --environment=shop\n"
      "\nExit status: 0 none of them is there any more, 1 failed, 2 wrong flags, 3 some were refused.\n");
  std::vector<std::string> items;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 1, kProductRecordsMax, &items, io)) return *status;
  if (absl::Status status = CheckEnvironmentFlag(environment); !status.ok()) return Fail(kCommand, status, io);
  absl::StatusOr<std::unique_ptr<Backend>> backend = connection.Connect(false);
  if (!backend.ok()) return Fail(kCommand, backend.status(), io);
  const std::vector<std::string_view> item_numbers(items.begin(), items.end());
  const absl::StatusOr<ProductResults> results = (*backend)->products()->DeleteProducts(environment, item_numbers);
  if (!results.ok()) return Fail(kCommand, results.status(), io);
  if (!results->issues.empty()) return FailWithIssues(kCommand, "nothing was deleted", results->issues, io);
  bool refused = false;
  std::string envelopes = "[";
  for (size_t i = 0; i < items.size(); ++i) {
    const Outcome& outcome = results->outcomes[i];
    refused = refused || outcome.refused();
    if (json) {
      if (i > 0) envelopes.push_back(',');
      AppendProductEnvelope(items[i], outcome, &envelopes);
    } else {
      io.out << items[i] << ": " << (outcome.message.empty() ? "deleted" : outcome.message) << "\n";
    }
  }
  if (json) io.out << envelopes << "]\n";
  return refused ? kExitRejected : kExitOk;
}

}  // namespace onhand::cli
