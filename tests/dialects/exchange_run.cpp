#include "tests/dialects/exchange_run.hpp"

#include <optional>
#include <stdexcept>

#include "tests/dialects/matcher.hpp"
#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

// A fresh directory with one user, root, if it is not to be empty.
class Server {
 public:
  explicit Server(const ExchangeFile& file) {
    variables_.set_text("files", parent_.path().string());
    for (const auto& [name, text] : file.files) {
      std::ofstream(parent_.path() / name) << text;
      std::filesystem::permissions(parent_.path() / name, std::filesystem::perms::owner_read);
    }
    const std::string data = parent_.path() / "data";
    if (!file.is_empty) bootstrap(data);
    std::vector<std::string> command{ROLECALL_PROGRAM, "serve",       "--data",    data,
                                     "--listen",       "127.0.0.1:0", "--threads", "2"};
    for (const std::string& word : file.arguments) command.push_back(variables_.fill(word));
    process_.emplace(command);
    port_ = port_in(process_->read_line());
    if (port_ == 0) throw std::runtime_error("the server does not start: " + process_->wait().err);
  }

  unsigned short port() const { return port_; }
  // {files}, the folder of the file's files; {key}, root's API key, also in its two parts.
  Variables variables() const { return variables_; }

 private:
  void bootstrap(const std::string& data) {
    const Ended ended = run_program({ROLECALL_PROGRAM, "bootstrap", "--data", data, "--username",
                                     "root", "--email", "root@example.org"});
    if (ended.code != 0) throw std::runtime_error("bootstrap: " + ended.err);
    const std::string key = ended.out.substr(0, ended.out.find('\n'));
    constexpr std::size_t id_size = 4 + 32;  // rck_ and the id
    variables_.set_text("key", key);
    variables_.set_text("key_id", key.substr(0, id_size));
    variables_.set_text("key_secret", key.substr(id_size));
  }

  TemporaryDirectory parent_;
  Variables variables_;
  std::optional<SpawnedProgram> process_;
  unsigned short port_ = 0;
};

std::string indented(std::string text) {
  constexpr std::size_t shown_bytes = 4000;
  std::erase(text, '\r');
  std::string lines = "  " + text.substr(0, shown_bytes);
  if (text.size() > shown_bytes) lines += " ...";
  for (auto at = lines.find('\n'); at != std::string::npos; at = lines.find('\n', at + 3)) {
    lines.replace(at, 1, "\n  ");
  }
  return lines + '\n';
}

class Run {
 public:
  explicit Run(const Server& server)
      : port_(server.port()), variables_(server.variables()), client_(std::in_place, port_) {}

  // What went wrong; empty: nothing.
  std::string check(const Exchange& exchange) {
    differences_.clear();
    std::string target, body;
    HttpAnswer answer;
    try {
      target = variables_.fill(exchange.target);
      body = variables_.fill(exchange.body);
      answer = ask(exchange, target, body);
      compare(exchange, answer);
    } catch (const std::exception& error) {
      differences_.emplace_back(error.what());
    }
    if (differences_.empty()) return {};
    std::string text = indented(exchange.title) + indented(exchange.method + ' ' + target);
    if (!body.empty()) text += indented(body);
    for (const std::string& difference : differences_) text += difference + '\n';
    return text + "found\n" + indented(answer.head) + indented(answer.body);
  }

 private:
  HttpAnswer ask(const Exchange& exchange, const std::string& target, const std::string& body) {
    std::string fields;
    for (const Field& field : exchange.fields) {
      fields += field.name + ": " + variables_.fill(field.value) + "\r\n";
    }
    if (!client_) client_.emplace(port_);
    client_->send_as_is(exchange.method, target, fields, body);
    HttpAnswer answer = client_->receive();
    if (answer.status == 0 || answer.header("Connection") == "close") client_.reset();
    return answer;
  }

  void compare(const Exchange& exchange, const HttpAnswer& answer) {
    if (answer.status != exchange.status) {
      differences_.push_back("expected status " + std::to_string(exchange.status) + ", found " +
                             std::to_string(answer.status));
    }
    Matcher matcher(variables_);
    for (const Field& field : exchange.expected_fields) {
      const std::string found = answer.header(field.name);
      if (matcher.matches_text(field.value, found)) continue;
      differences_.push_back(field.name + ": expected " + field.value + ", found " + found);
    }
    if (exchange.expected_body.empty()) {
      if (!answer.body.empty()) differences_.emplace_back("expected no body");
      return;
    }
    if (answer.header("Content-Type").find("json") == std::string::npos) {
      differences_.push_back("expected JSON, found " + answer.header("Content-Type"));
    }
    const auto found = boost::json::parse(answer.body);
    const auto more = matcher.differences(boost::json::parse(exchange.expected_body), found);
    differences_.insert(differences_.end(), more.begin(), more.end());
    if (!exchange.kept_as.empty()) variables_.set(exchange.kept_as, found);
  }

  const unsigned short port_;
  Variables variables_;
  std::optional<HttpClient> client_;
  std::vector<std::string> differences_;
};

}  // namespace

std::vector<std::string> run_exchanges(const ExchangeFile& file) {
  std::vector<std::string> failures;
  const Server server(file);
  Run run(server);
  for (const Exchange& exchange : file.exchanges) {
    const std::string failure = run.check(exchange);
    if (failure.empty()) continue;
    failures.push_back(file.name + ':' + std::to_string(exchange.line) + ":\n" + failure);
  }
  return failures;
}

}  // namespace rolecall::test
