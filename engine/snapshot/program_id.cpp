#include "engine/snapshot/program_id.hpp"

#include <algorithm>
#include <cstring>
#include <elf.h>
#include <link.h>

namespace rolecall {
namespace {

// In a segment of notes: each has a header, its name and its text, these two padded to 4 bytes.
std::string_view build_id_in(std::string_view notes) {
  const auto padded = [](std::size_t size) { return (size + 3) / 4 * 4; };
  ElfW(Nhdr) note;
  while (notes.size() >= sizeof note) {
    std::memcpy(&note, notes.data(), sizeof note);
    const std::size_t name_bytes = padded(note.n_namesz);
    const std::size_t size = sizeof note + name_bytes + padded(note.n_descsz);
    if (size > notes.size()) break;
    const std::string_view name = notes.substr(sizeof note, note.n_namesz);
    if (note.n_type == NT_GNU_BUILD_ID && name == std::string_view("GNU\0", 4)) {
      return notes.substr(sizeof note + name_bytes, note.n_descsz);
    }
    notes.remove_prefix(size);
  }
  return {};
}

// The first object that is told of is the program itself.
int find_build_id(dl_phdr_info* program, std::size_t, void* found) {
  for (std::size_t i = 0; i < program->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = program->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    const auto* const notes = reinterpret_cast<const char*>(program->dlpi_addr + segment.p_vaddr);
    const std::string_view id = build_id_in({notes, segment.p_memsz});
    if (!id.empty()) *static_cast<std::string_view*>(found) = id;
  }
  return 1;
}

}  // namespace

std::optional<Hash> program_id(std::string_view unicode_version) {
  std::string_view build_id;
  ::dl_iterate_phdr(&find_build_id, &build_id);
  if (build_id.empty()) return std::nullopt;
  return sha256({build_id, unicode_version});
}

}  // namespace rolecall
