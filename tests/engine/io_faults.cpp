#include "tests/support/io_faults.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <dlfcn.h>
#include <sys/uio.h>
#include <unistd.h>

namespace rolecall::test {
namespace {

enum class Plan { none, nth, sync, meta, take_back_meta, all };
enum class Call { write, meta_write, sync };
enum class Outcome { done, half_done, not_done, done_but_failed };

std::atomic<Plan> plan{Plan::none};
std::atomic<IoFault> fault{IoFault::error};
std::atomic<int> calls{0};
std::atomic<int> nth_call{0};

void order(Plan what) {
  calls = 0;
  plan = what;
}

Outcome next_call(Call call) {
  const int count = ++calls;
  switch (plan) {
    case Plan::none:
      return Outcome::done;
    case Plan::nth:
      if (count != nth_call) return Outcome::done;
      if (fault == IoFault::kill) ::kill(::getpid(), SIGKILL);
      errno = fault == IoFault::no_space ? ENOSPC : EIO;
      return fault == IoFault::short_write && call != Call::sync ? Outcome::half_done
                                                                 : Outcome::not_done;
    case Plan::sync:
      if (call != Call::sync) return Outcome::done;
      plan = Plan::none;
      errno = EIO;
      return Outcome::not_done;
    case Plan::meta:
      if (call != Call::meta_write) return Outcome::done;
      plan = Plan::take_back_meta;
      return Outcome::done_but_failed;
    case Plan::take_back_meta:
      plan = Plan::none;
      errno = EIO;
      return Outcome::not_done;
    case Plan::all:
      errno = EIO;
      return Outcome::not_done;
  }
  return Outcome::done;
}

// The C library's, or that of a sanitizer.
template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

void fail_io(int nth, IoFault kind) {
  fault = kind;
  nth_call = nth;
  order(Plan::nth);
}

void fail_next_sync() { order(Plan::sync); }

void lie_about_next_commit() { order(Plan::meta); }

void fail_all_io() { order(Plan::all); }

int stop_failing_io() {
  plan = Plan::none;
  return calls;
}

}  // namespace rolecall::test

namespace test = rolecall::test;

extern "C" ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
  static const auto real = test::real<decltype(::pwrite)>("pwrite");
  const bool meta = offset < 2 * 4096;  // an LMDB file begins with two meta pages
  switch (test::next_call(meta ? test::Call::meta_write : test::Call::write)) {
    case test::Outcome::done:
      break;
    case test::Outcome::half_done:
      return real(file, bytes, size / 2, offset);
    case test::Outcome::not_done:
      return -1;
    case test::Outcome::done_but_failed:
      if (real(file, bytes, size, offset) >= 0) errno = EIO;
      return -1;
  }
  return real(file, bytes, size, offset);
}

extern "C" ssize_t writev(int file, const iovec* parts, int count) {
  static const auto real = test::real<decltype(::writev)>("writev");
  switch (test::next_call(test::Call::write)) {
    case test::Outcome::half_done:
      return real(file, parts, count / 2);
    case test::Outcome::not_done:
      return -1;
    case test::Outcome::done:
    case test::Outcome::done_but_failed:
      break;
  }
  return real(file, parts, count);
}

extern "C" int fsync(int file) {
  static const auto real = test::real<decltype(::fsync)>("fsync");
  return test::next_call(test::Call::sync) == test::Outcome::done ? real(file) : -1;
}

extern "C" int rename(const char* from, const char* to) {
  static const auto real = test::real<decltype(::rename)>("rename");
  return test::next_call(test::Call::write) == test::Outcome::done ? real(from, to) : -1;
}

extern "C" int fdatasync(int file) {
  static const auto real = test::real<decltype(::fdatasync)>("fdatasync");
  return test::next_call(test::Call::sync) == test::Outcome::done ? real(file) : -1;
}
