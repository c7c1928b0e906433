// A drawing as SVG 1.1 text that stands alone: no script, no style sheet, no font of its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall {

struct Point {
  double x = 0;
  double y = 0;
};

enum class Anchor : std::uint8_t { start, middle, end };

// A text that is certainly no wider than that: whole code points and an ellipsis where it might be.
// Fonts differ, so the widest of each kind of character counts.
std::string shortened(std::string_view text, double width, int size);

class Svg {
 public:
  // `title` is what a screen reader says.
  Svg(double width, double height, std::string_view title);

  void rectangle(Point corner, double width, double height, std::string_view fill,
                 double opacity = 1, std::string_view tip = {});
  void line(Point from, Point to, std::string_view stroke);
  void area(const std::vector<Point>& outline, std::string_view fill, std::string_view tip);
  void text(Point at, std::string_view text, Anchor anchor = Anchor::start, int size = 12,
            std::string_view fill = "#333333");

  std::string finish() &&;

 private:
  void tip(std::string_view text);

  std::string out_;
};

}  // namespace rolecall
