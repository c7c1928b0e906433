#include "engine/storage/damaged_store.hpp"

#include <array>
#include <csignal>
#include <cstring>
#include <unistd.h>

namespace rolecall {
namespace {

constexpr int exit_damaged = 5;  // as of `corrupt`

// Of the stores that this thread reads, each in the first free place: the last one is the one that
// it is in. More are not read at once.
thread_local constinit std::array<const char*, 4> notes{};

const char* last_note() {
  for (std::size_t i = notes.size(); i > 0; --i) {
    if (notes[i - 1] != nullptr) return notes[i - 1];
  }
  return nullptr;
}

struct Caught {
  int signal;
  struct sigaction before;
};
constinit std::array<Caught, 2> caught{{{SIGSEGV, {}}, {SIGBUS, {}}}};

// Outside of a transaction: the fault comes again, and does what it did before.
void on_fault(int signal) {
  if (last_note() != nullptr) end_by_damage();
  for (const Caught& one : caught) {
    if (one.signal == signal) ::sigaction(signal, &one.before, nullptr);
  }
}

}  // namespace

Error damaged_store(const std::filesystem::path& directory, std::string_view what) {
  const std::string name = directory.filename().string();
  const char* const way_out = name == "activity"
                                  ? "; it may be deleted, and nobody has been seen then"
                                  : "; put it back from a backup";
  return {Errc::corrupt,
          {},
          name + ": " + std::string(what) + "; " + directory.string() + " is damaged" + way_out};
}

StoreInUse::StoreInUse(const char* note) : place_(nullptr) {
  for (const char*& place : notes) {
    if (place != nullptr) continue;
    place = note;
    place_ = &place;
    return;
  }
}

StoreInUse::~StoreInUse() {
  if (place_ != nullptr) *place_ = nullptr;
}

void catch_damage() {
  for (Caught& one : caught) {
    struct sigaction action {};
    action.sa_handler = &on_fault;
    ::sigaction(one.signal, &action, &one.before);
  }
}

void end_by_damage() {
  if (const char* const note = last_note()) {
    if (::write(STDERR_FILENO, note, std::strlen(note)) < 0) ::_exit(exit_damaged);
  }
  ::_exit(exit_damaged);
}

}  // namespace rolecall
