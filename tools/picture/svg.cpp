#include "tools/picture/svg.hpp"

#include <cstdint>

#include <fmt/format.h>

namespace rolecall {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out;
}

// In parts of the font's size, in the widest of the usual fonts.
double width_of(std::string_view code_point) {
  if (code_point.size() == 4) return 1.3;  // emoji
  if (code_point.size() > 1) return 1.1;
  const char c = code_point[0];
  if (std::string_view("MWmw@%").find(c) != std::string_view::npos) return 1;
  const bool is_narrow = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ' ';
  return is_narrow ? 0.65 : 0.85;
}

// Whether it is a byte of UTF-8 that goes on with a code point.
bool goes_on(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

std::string_view name_of(Anchor anchor) {
  switch (anchor) {
    case Anchor::start:
      return "start";
    case Anchor::middle:
      return "middle";
    case Anchor::end:
      return "end";
  }
  return "start";
}

}  // namespace

std::string shortened(std::string_view text, double width, int size) {
  constexpr std::string_view ellipsis = "…";
  const double room = width / size;
  double taken = 0;
  std::size_t kept = 0;  // bytes beside which there is room for the ellipsis
  for (std::size_t at = 0; at < text.size();) {
    std::size_t next = at + 1;
    while (next < text.size() && goes_on(text[next])) ++next;
    taken += width_of(text.substr(at, next - at));
    if (taken > room) return std::string(text.substr(0, kept)).append(ellipsis);
    if (taken + width_of(ellipsis) <= room) kept = next;
    at = next;
  }
  return std::string(text);
}

Svg::Svg(double width, double height, std::string_view title) {
  out_ = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:g} {1:g}\" width=\"{0:g}\" "
      "height=\"{1:g}\" role=\"img\" font-family=\"system-ui, sans-serif\">\n<title>{2}</title>\n",
      width, height, escaped(title));
  rectangle({0, 0}, width, height, "#ffffff");
}

void Svg::tip(std::string_view text) {
  if (!text.empty()) out_ += "<title>" + escaped(text) + "</title>";
}

void Svg::rectangle(Point corner, double width, double height, std::string_view fill,
                    double opacity, std::string_view hint) {
  out_ += fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
      "fill=\"{}\" fill-opacity=\"{:g}\">",
      corner.x, corner.y, width, height, fill, opacity);
  tip(hint);
  out_ += "</rect>\n";
}

void Svg::line(Point from, Point to, std::string_view stroke) {
  out_ +=
      fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\"/>\n",
                  from.x, from.y, to.x, to.y, stroke);
}

void Svg::area(const std::vector<Point>& outline, std::string_view fill, std::string_view hint) {
  out_ += "<polygon points=\"";
  for (const Point& point : outline) out_ += fmt::format("{:.1f},{:.1f} ", point.x, point.y);
  out_ += fmt::format("\" fill=\"{}\">", fill);
  tip(hint);
  out_ += "</polygon>\n";
}

void Svg::text(Point at, std::string_view text, Anchor anchor, int size, std::string_view fill) {
  out_ += fmt::format(
      "<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{}\" text-anchor=\"{}\" "
      "fill=\"{}\">{}</text>\n",
      at.x, at.y, size, name_of(anchor), fill, escaped(text));
}

std::string Svg::finish() && { return std::move(out_) + "</svg>\n"; }

}  // namespace rolecall
