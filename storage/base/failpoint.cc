#include "storage/base/failpoint.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace onhand {
namespace failpoint_internal {

constinit std::atomic<bool> armed = false;

namespace {

enum class Action { kNone, kKill, kSkip };

struct Rule {
  Action action = Action::kNone;
  uint64_t at = 1;
  std::atomic<uint64_t> passes = 0;
};

std::array<Rule, std::size(kFailpoints)> rules;

[[noreturn]] void Refuse(std::string_view rule) {
  std::fprintf(stderr,
               "ONHAND_FAILPOINT: \"%.*s\" is no failpoint; a rule is NAME, NAME:N or NAME=skip:N, with a name of "
               "storage/base/failpoint.h\n",
               static_cast<int>(rule.size()), rule.data());
  _exit(2);
}

void AddRule(std::string_view text) {
  std::string_view name = text;
  uint64_t at = 1;
  if (const size_t colon = name.find(':'); colon != std::string_view::npos) {
    const std::string_view number = name.substr(colon + 1);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), at);
    if (error != std::errc() || end != number.data() + number.size() || at == 0) Refuse(text);
    name = name.substr(0, colon);
  }
  Action action = Action::kKill;
  if (const size_t equals = name.find('='); equals != std::string_view::npos) {
    if (name.substr(equals) != "=skip") Refuse(text);
    action = Action::kSkip;
    name = name.substr(0, equals);
  }
  for (size_t i = 0; i < std::size(kFailpoints); ++i) {
    if (kFailpoints[i] != name) continue;
    rules[i].action = action;
    rules[i].at = at;
    return;
  }
  Refuse(text);
}

// Before main: nothing can pass a failpoint sooner.
const bool parsed = [] {
  const char* const variable = std::getenv("ONHAND_FAILPOINT");
  if (variable == nullptr || *variable == '\0') return false;
  std::string_view rest = variable;
  while (!rest.empty()) {
    const size_t comma = rest.find(',');
    AddRule(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  armed.store(true, std::memory_order_release);
  return true;
}();

}  // namespace

bool Pass(size_t index) {
  Rule& rule = rules[index];
  if (rule.action == Action::kNone) return false;
  const uint64_t pass = rule.passes.fetch_add(1, std::memory_order_relaxed) + 1;
  if (pass < rule.at) return false;
  if (rule.action == Action::kSkip) return true;
  // Nothing is flushed, closed or unlocked on the way.
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

}  // namespace failpoint_internal
}  // namespace onhand
