// rolecall master-key rotate: another master key in the place of the one there is.
#include <string>

#include "api/json/writer.hpp"
#include "engine/folder/master_key_rotation.hpp"
#include "tools/exit_code.hpp"
#include "tools/opened_directory.hpp"
#include "tools/output.hpp"

namespace rolecall {

int run_master_key_rotate(const Common& common) {
  const auto rotated = rotate_master_key(folder_settings(common, LmdbMode::read_write));
  if (!rotated) return fail(rotated.error());
  const std::string file = rotated->file.string();
  const std::string former = rotated->former.string();
  std::string text;
  if (common.json) {
    JsonWriter json(text);
    json.begin_object();
    json.member("master_key", std::string_view(file));
    json.member("former", std::string_view(former));
    json.end_object();
    text += '\n';
  } else {
    text = "The master key is a new one, in " + file + "\nThe former one is in " + former +
           ": keep it as long as a backup from before\n";
  }
  return print(text, "The master key is a new one all the same, in " + file);
}

}  // namespace rolecall
