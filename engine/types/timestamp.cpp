#include "engine/types/timestamp.hpp"

#include <chrono>

namespace rolecall {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::int64_t us_per_second = 1'000'000;
constexpr std::int64_t us_per_day = 86'400 * us_per_second;
// The years that RFC 3339 has a text for.
constexpr std::int64_t start_us = sys_days{year{0} / 1 / 1}.time_since_epoch().count() * us_per_day;
constexpr std::int64_t end_us =
    sys_days{year{10000} / 1 / 1}.time_since_epoch().count() * us_per_day;

// Reads digits off the front of a text; any miss is remembered.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  int digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const char c = take();
      if (c < '0' || c > '9') ok_ = false;
      value = value * 10 + (c - '0');
    }
    return ok_ ? value : 0;
  }
  void one_of(std::string_view allowed) {
    if (allowed.find(take()) == std::string_view::npos) ok_ = false;
  }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  char take() {
    if (rest_.empty()) return ok_ = false, '\0';
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  bool done() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

std::int64_t read_fraction_us(Reader& in) {
  if (in.peek() != '.') return 0;
  in.take();
  std::int64_t us = 0;
  std::int64_t scale = us_per_second / 10;
  do {
    us += in.digits(1) * scale;
    scale /= 10;  // what is finer than a microsecond is cut off
  } while (in.peek() >= '0' && in.peek() <= '9');
  return us;
}

// The offset from UTC in minutes, or nothing where it is out of range.
std::optional<int> read_offset_min(Reader& in) {
  const char sign = in.take();
  if (sign == 'Z' || sign == 'z') return 0;
  if (sign != '+' && sign != '-') return std::nullopt;
  const int hours = in.digits(2);
  in.one_of(":");
  const int minutes = in.digits(2);
  if (hours > 23 || minutes > 59) return std::nullopt;
  return (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
}

// Whether a minute since 1970 is one that has been, or could be, given a second 60: the last one of
// June or December in UTC.
bool may_have_leap_second(std::int64_t minute) {
  if ((minute + 1) % 1440 != 0) return false;
  const year_month_day next{sys_days{days{(minute + 1) / 1440}}};
  return next.day() == day{1} && (next.month() == month{1} || next.month() == month{7});
}

// By hand: a page of users has some sixty times, and snprintf was a fifth of rendering it.
void put_digits(char* text, std::size_t at, std::size_t count, std::uint32_t value) {
  for (std::size_t i = count; i-- > 0; value /= 10) {
    text[at + i] = static_cast<char>('0' + value % 10);
  }
}

}  // namespace

int year_of(Timestamp time) {
  const auto since_1970 = std::chrono::microseconds(time.us);
  const std::chrono::sys_time<std::chrono::microseconds> moment(since_1970);
  return static_cast<int>(year_month_day(std::chrono::floor<days>(moment)).year());
}

Timestamp start_of_month(int in_year, unsigned in_month) {
  const sys_days first{year{in_year} / month{in_month} / 1};
  return {first.time_since_epoch().count() * us_per_day};
}

void append_text(std::string& out, Timestamp time) {
  std::int64_t whole_days = time.us / us_per_day;
  std::int64_t in_day = time.us % us_per_day;
  if (in_day < 0) in_day += us_per_day, --whole_days;
  const year_month_day date{sys_days{days{whole_days}}};
  const auto seconds = static_cast<std::uint32_t>(in_day / us_per_second);
  char text[] = "0000-00-00T00:00:00.000000Z";
  put_digits(text, 0, 4, static_cast<std::uint32_t>(static_cast<int>(date.year())));
  put_digits(text, 5, 2, static_cast<unsigned>(date.month()));
  put_digits(text, 8, 2, static_cast<unsigned>(date.day()));
  put_digits(text, 11, 2, seconds / 3600);
  put_digits(text, 14, 2, seconds / 60 % 60);
  put_digits(text, 17, 2, seconds % 60);
  put_digits(text, 20, 6, static_cast<std::uint32_t>(in_day % us_per_second));
  out.append(text, sizeof text - 1);
}

std::string to_text(Timestamp time) {
  std::string text;
  append_text(text, time);
  return text;
}

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  Reader in(text);
  const int y = in.digits(4);
  in.one_of("-");
  const int mo = in.digits(2);
  in.one_of("-");
  const int d = in.digits(2);
  in.one_of("Tt ");
  const int h = in.digits(2);
  in.one_of(":");
  const int mi = in.digits(2);
  in.one_of(":");
  int s = in.digits(2);
  const std::int64_t fraction_us = read_fraction_us(in);
  const auto offset_min = read_offset_min(in);
  const year_month_day date{year{y}, month{static_cast<unsigned>(mo)},
                            day{static_cast<unsigned>(d)}};
  if (!in.done() || !offset_min || !date.ok() || h > 23 || mi > 59 || s > 60) {
    return std::nullopt;
  }
  const std::int64_t whole_days = sys_days{date}.time_since_epoch().count();
  const std::int64_t minutes = whole_days * 1440 + h * 60 + mi - *offset_min;
  if (s == 60) {
    if (!may_have_leap_second(minutes)) return std::nullopt;
    s = 59;
  }
  const std::int64_t us = (minutes * 60 + s) * us_per_second + fraction_us;
  // The offset may have led out of the years that the digits were in.
  if (us < start_us || us >= end_us) return std::nullopt;
  return Timestamp{us};
}

Timestamp wall_clock() {
  using std::chrono::duration_cast;
  using std::chrono::microseconds;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {duration_cast<microseconds>(now).count()};
}

}  // namespace rolecall
