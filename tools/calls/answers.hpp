// From a call to what a verb prints.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "tools/calls/backend.hpp"

namespace rolecall {

// The JSON of an answer's body; of none: null. `unavailable`: it is no JSON.
Result<boost::json::value> json_of(const CallAnswer& answer);
// The same of a GET.
Result<boost::json::value> get_json(Backend& backend, std::vector<std::string> path,
                                    CallParameters parameters = {});

// All rows of a list, page by page, of the one state that it began with; `text`: the row as it was
// answered. Return false to stop.
using VisitRow = std::function<bool(const boost::json::value& row, std::string_view text)>;
Result<void> visit_rows(Backend& backend, const std::vector<std::string>& path,
                        std::string_view list, CallParameters parameters, const VisitRow& visit);

// A table, or what else people read.
using Format = std::function<std::string(const boost::json::value& body)>;

// Prints the body (--json) or what `format` makes of it, or says what is refused. Answers the exit
// code.
int print_answer(const Result<CallAnswer>& answer, const Common& common, const Format& format);

// A verb that only asks: GET of the path with its flags.
int run_read(const ReadOptions& options, std::vector<std::string> path, const Format& format);
int run_read(Backend& backend, const ReadOptions& options, std::vector<std::string> path,
             const Format& format);

}  // namespace rolecall
