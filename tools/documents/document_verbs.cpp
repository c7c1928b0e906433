#include "tools/documents/document_verbs.hpp"

#include <filesystem>
#include <fstream>
#include <memory>

#include <CLI/CLI.hpp>

#include "tools/documents/completion.hpp"
#include "tools/documents/man_page.hpp"
#include "tools/exit_code.hpp"
#include "tools/flags/flag_checks.hpp"
#include "tools/flags/usage_error.hpp"
#include "tools/output.hpp"

namespace rolecall {
namespace {

int run_completion(const CLI::App& app, const std::string& shell) {
  const DescribedVerb program = describe(app);
  if (shell == "bash") return print(bash_completion(program));
  return print(shell == "zsh" ? zsh_completion(program) : fish_completion(program));
}

int run_man(const CLI::App& app, const std::vector<std::string>& path) {
  const CLI::App* verb = &app;
  for (const std::string& word : path) {
    const CLI::App* const below = find_verb(*verb, word);
    if (below == nullptr) return refuse_verb(*verb, word);
    verb = below;
  }
  return print(man_page(describe(*verb)));
}

int write_pages(const CLI::App& app, const std::filesystem::path& directory) {
  std::error_code failed;
  std::filesystem::create_directories(directory, failed);
  const DescribedVerb program = describe(app);
  for (const DescribedVerb* verb : all_verbs(program)) {
    const auto path = directory / (page_name(*verb) + ".1");
    std::ofstream file(path);
    file << man_page(*verb);
    if (!file.flush()) {
      return fail(Error{Errc::unavailable, "--directory", path.string() + " cannot be written"});
    }
  }
  return exit_ok;
}

}  // namespace

void add_document_verbs(CLI::App& app, std::function<int()>& run) {
  CLI::App& completion =
      *app.add_subcommand("completion", "Print the script with which a shell completes rolecall");
  const CLI::Option* const shell = completion.add_option("shell", "Which shell")
                                       ->required()
                                       ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  completion.callback([&app, &run, shell] {
    run = [&app, name = shell->as<std::string>()] { return run_completion(app, name); };
  });

  CLI::App& man = *app.add_subcommand("man", "Print the manual page of a verb, for man -l");
  const auto path = std::make_shared<std::vector<std::string>>();
  CLI::Option* const verb = man.add_option("verb", *path, "Which verb; without: the program");
  const CLI::Option* const directory =
      man.add_option("--directory", "Write all pages into this folder instead")
          ->check(says_something())
          ->excludes(verb);
  man.callback([&app, &run, path, directory] {
    run = [&app, path, directory] {
      return directory->count() == 0 ? run_man(app, *path)
                                     : write_pages(app, directory->as<std::string>());
    };
  });
}

}  // namespace rolecall
