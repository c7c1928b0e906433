#include "api/elements.hpp"

#include <memory>
#include <utility>

#include "api/http/reply.hpp"
#include "engine/limits.hpp"

namespace rolecall {
namespace {

class Pieces {
 public:
  Pieces(Elements elements, std::string_view after)
      : elements_(std::move(elements)), after_(after) {}

  // Nothing is appended when all has been.
  void append_next(std::string& out) {
    while (next_ < elements_.count && out.size() < limits::answer_piece_bytes) {
      if (next_ > 0) out.append(elements_.between);
      elements_.append(out, next_++);
    }
    if (next_ == elements_.count) out.append(std::exchange(after_, std::string_view()));
  }
  bool is_done() const { return after_.empty(); }

 private:
  const Elements elements_;
  std::string_view after_;
  std::size_t next_ = 0;
};

}  // namespace

void answer_elements(Response& response, std::string_view before, Elements elements,
                     std::string_view after) {
  const std::size_t kept_bytes = elements.kept_bytes;
  const auto pieces = std::make_shared<Pieces>(std::move(elements), after);
  response.body = before;
  pieces->append_next(response.body);
  if (pieces->is_done()) return;
  response.kept_bytes = kept_bytes;
  response.more = [pieces](const Later& next) {
    next.send([pieces] {
      Response piece;
      pieces->append_next(piece.body);
      return piece;
    });
  };
}

}  // namespace rolecall
