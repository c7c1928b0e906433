// rolecall_limits: what this machine would give a server that did nothing but the job. One thread
// on bare Asio answers lookups out of a map of ready answers, with the bytes that rolecall answers
// with; what is posted it appends to an LMDB store that is opened as rolecall opens its log, all
// that is ready in one transaction, and answers when that is durable. It believes its clients.
#include <charconv>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "engine/storage/new_store.hpp"

namespace rolecall::peers {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::string_view lookup_start = "GET /v1/users/by-username/";
constexpr std::string_view length_field = "Content-Length: ";

struct HashText {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};
using Answers = std::unordered_map<std::string, std::string, HashText, std::equal_to<>>;

class Session;

// The store, and whose records wait for the next commit. That waits, as rolecall's writer does, for
// as many as the last one answered, who ask again at once; half as long as it took at most.
class GroupCommit {
 public:
  GroupCommit(asio::io_context& context, std::unique_ptr<LmdbEnv> env, std::size_t record_bytes)
      : context_(context),
        timer_(context),
        env_(std::move(env)),
        events_(env_->database("events", LmdbKeys::integers).value()),
        record_(record_bytes, 'r') {}

  void add(std::shared_ptr<Session> session) {
    waiting_.push_back(std::move(session));
    if (waiting_.size() == last_count_) {
      timer_.cancel();
      asio::post(context_, [this] { commit(); });  // what is ready already joins it
    } else if (waiting_.size() == 1) {
      timer_.expires_after(last_took_ / 2);
      timer_.async_wait([this](auto cancelled) {
        if (!cancelled) commit();
      });
    }
  }

 private:
  void commit();

  asio::io_context& context_;
  asio::steady_timer timer_;
  std::unique_ptr<LmdbEnv> env_;
  LmdbDatabase events_;
  std::string record_;
  std::uint64_t last_ = 0;
  std::vector<std::shared_ptr<Session>> waiting_;  // once for each record
  std::size_t last_count_ = 1;                     // in the last commit
  std::chrono::steady_clock::duration last_took_{};
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, const Answers& answers, GroupCommit& log)
      : socket_(std::move(socket)), answers_(answers), log_(log) {
    socket_.set_option(tcp::no_delay(true));
  }

  void listen() {
    socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](auto failed) {
      if (!failed && self->receive()) self->listen();
    });
  }
  // Of a record that has been stored.
  void acknowledge() { out_ += answers_.begin()->second; }
  void send() {
    boost::system::error_code gone;
    if (!out_.empty()) asio::write(socket_, asio::buffer(out_), gone);
    out_.clear();
  }

 private:
  bool receive() {
    boost::system::error_code failed;
    const std::size_t got = socket_.read_some(asio::buffer(buffer_), failed);
    if (failed) return false;
    in_.append(buffer_.data(), got);
    std::size_t taken = 0;
    while (const std::size_t request = take(std::string_view(in_).substr(taken))) taken += request;
    in_.erase(0, taken);
    send();
    return true;
  }
  // The length of the request that the bytes begin with; 0: it is not complete.
  std::size_t take(std::string_view bytes) {
    const std::size_t head_end = bytes.find("\r\n\r\n");
    if (head_end == std::string_view::npos) return 0;
    if (bytes.starts_with(lookup_start)) {
      const std::string_view path = bytes.substr(lookup_start.size());
      const auto found = answers_.find(path.substr(0, path.find(' ')));
      out_ += found == answers_.end() ? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
                                      : found->second;
      return head_end + 4;
    }
    std::size_t body = 0;
    if (const auto field = bytes.find(length_field); field < head_end) {
      std::from_chars(bytes.data() + field + length_field.size(), bytes.data() + head_end, body);
    }
    if (bytes.size() < head_end + 4 + body) return 0;
    log_.add(shared_from_this());
    return head_end + 4 + body;
  }

  tcp::socket socket_;
  const Answers& answers_;
  GroupCommit& log_;
  std::vector<char> buffer_ = std::vector<char>(65536);
  std::string in_, out_;
};

void GroupCommit::commit() {
  if (waiting_.empty()) return;
  const auto began = std::chrono::steady_clock::now();
  {
    auto txn = env_->write().value();
    for (std::size_t i = 0; i < waiting_.size(); ++i) {
      const std::uint64_t position = ++last_;
      txn.append(events_, integer_key(position), {record_}).value();
    }
    txn.commit().value();
  }
  last_took_ = std::chrono::steady_clock::now() - began;
  last_count_ = waiting_.size();
  std::vector<std::shared_ptr<Session>> stored;
  stored.swap(waiting_);
  for (const auto& session : stored) session->acknowledge();
  for (const auto& session : stored) session->send();
}

// `head` is that of one of rolecall's answers up to its Content-Length, `users` has a line for each
// user with what is to be the content.
Answers read_answers(const std::string& head_file, const std::string& users_file) {
  constexpr std::string_view before_name = "\"username\":\"";
  std::ifstream head_stream(head_file, std::ios::binary);
  const std::string head(std::istreambuf_iterator<char>(head_stream), {});
  std::ifstream users(users_file);
  Answers answers;
  for (std::string line; std::getline(users, line);) {
    const std::size_t name = line.find(before_name) + before_name.size();
    answers.emplace(line.substr(name, line.find('"', name) - name),
                    head + std::to_string(line.size()) + "\r\n\r\n" + line);
  }
  return answers;
}

void accept(tcp::acceptor& acceptor, const Answers& answers, GroupCommit& log) {
  acceptor.async_accept([&](auto failed, tcp::socket socket) {
    if (!failed) std::make_shared<Session>(std::move(socket), answers, log)->listen();
    accept(acceptor, answers, log);
  });
}

void serve(const Answers& answers, const std::string& folder, std::size_t record_bytes) {
  make_store(folder, [](LmdbEnv& env) -> Result<void> {
    const auto made = env.create_database("events", LmdbKeys::integers);
    return made ? Result<void>{} : made.error();
  }).value();
  asio::io_context context(1);
  GroupCommit log(context,
                  LmdbEnv::open(folder, LmdbMode::read_write, limits::log_map_size_bytes).value(),
                  record_bytes);
  tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
  accept(acceptor, answers, log);
  std::printf("rolecall_limits serves http://127.0.0.1:%d\n", acceptor.local_endpoint().port());
  std::fflush(stdout);
  context.run();
}

}  // namespace
}  // namespace rolecall::peers

int main(int argc, char** argv) {
  std::size_t record_bytes = 0;
  if (argc == 5) {
    const std::string_view text = argv[4];
    std::from_chars(text.data(), text.data() + text.size(), record_bytes);
  }
  if (record_bytes == 0) {
    std::fputs("rolecall_limits HEAD_FILE USERS_FILE NEW_FOLDER RECORD_BYTES\n", stderr);
    return 2;
  }
  const auto answers = rolecall::peers::read_answers(argv[1], argv[2]);
  if (answers.empty()) {
    std::fprintf(stderr, "rolecall_limits: %s: no users\n", argv[2]);
    return 1;
  }
  rolecall::peers::serve(answers, argv[3], record_bytes);
}
