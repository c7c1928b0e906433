// The requests of a load, as bytes. All about people of the population (bench/population.hpp).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::load {

enum class RequestKind : std::uint8_t {
  by_username,
  by_id,
  prefix,
  count,
  holders,
  put_role,
  create
};
inline constexpr std::size_t request_kind_count = 7;
inline constexpr std::size_t read_kind_count = 5;  // the first ones

std::string_view name_of(RequestKind kind);

// A user whose id has been learnt from the server.
struct KnownUser {
  std::string id;
  bool is_analyst = false;
};

// A whole request with this method, target and body.
std::string make_request(std::string_view method, std::string_view target, std::string_view api_key,
                         std::string_view body = {});

// What is read, and as of when.
struct Reads {
  std::array<unsigned, read_kind_count> mix{1};  // the kinds come in proportion to these
  // From the first to the last of these positions, by chance; none: as of now.
  std::array<std::uint64_t, 2> as_of{};
};

class Requests {
 public:
  // The population's users are those with numbers below `users`, at least one.
  Requests(std::string api_key, std::uint32_t users, std::vector<KnownUser> known,
           const Reads& reads)
      : api_key_(std::move(api_key)),
        users_(users),
        known_(std::move(known)),
        as_of_(reads.as_of),
        kinds_(reads.mix.begin(), reads.mix.end()) {}

  // Each appends one request to `out`. About random users:
  RequestKind append_read(std::string& out);
  // About known users in turn: a viewer becomes an analyst and an analyst a viewer.
  RequestKind append_role(std::string& out);
  // The person of that number.
  RequestKind append_create(std::string& out, std::uint64_t number) const;

 private:
  void append(std::string& out, std::string_view method, std::string_view target,
              std::string_view body = {}) const {
    out += make_request(method, target, api_key_, body);
  }
  std::string username_of_someone();
  std::string target_of_read(RequestKind kind);

  std::string api_key_;
  std::uint32_t users_;
  std::vector<KnownUser> known_;
  std::size_t next_known_ = 0;
  std::array<std::uint64_t, 2> as_of_;
  std::discrete_distribution<int> kinds_;
  std::mt19937 random_{1};
};

}  // namespace rolecall::load
