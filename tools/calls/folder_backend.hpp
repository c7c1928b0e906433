// A data folder as what answers a verb, in the name of its operator.
#pragma once

#include <any>
#include <memory>

#include "api/http/router.hpp"
#include "tools/calls/backend.hpp"
#include "tools/opened_directory.hpp"

namespace rolecall {

class FolderBackend : public Backend {
 public:
  FolderBackend(std::unique_ptr<OpenedDirectory> opened, const Common& common);

  Result<CallAnswer> call(const Call& call) override;
  Result<CallAnswer> wait_for_events(const CallParameters& parameters) override;
  std::string place() const override { return place_; }

 private:
  const std::unique_ptr<OpenedDirectory> opened_;
  const std::string place_;
  const Router router_;
  std::any memory_;  // as that of a connection
};

}  // namespace rolecall
