#include "api/start_gate.hpp"

#include "api/json/writer.hpp"

namespace rolecall {

void StartGate::tell(Position replayed, Position of) {
  of_.store(number(of), std::memory_order_relaxed);
  replayed_.store(number(replayed), std::memory_order_relaxed);
}

bool StartGate::answers(const Request& request, Reply& reply) const {
  if (is_open_.load(std::memory_order_acquire)) return false;
  const bool is_read = request.method == Method::get || request.method == Method::head;
  if (is_read && request.path == "/livez") return false;
  reply.refuse(Problem(503, "The server is starting: its log is replayed"));
  if (!is_read || request.path != "/readyz") return true;
  reply.response.body.clear();
  reply.response.content_type = "application/json";
  JsonWriter json(reply.response.body);
  json.begin_object();
  json.member("status", "starting");
  json.member("replayed", replayed_.load(std::memory_order_relaxed));
  json.member("of", of_.load(std::memory_order_relaxed));
  json.end_object();
  return true;
}

}  // namespace rolecall
