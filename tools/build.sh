# Sourced by run.sh, test.sh and check.sh: installs what is missing (tools/packages.txt) and
# configures presets. Works from any directory, on Debian 12.
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Installs what is missing of those packages.
install_packages() {
  local package state missing=()
  for package in "$@"; do
    state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    # A program may be there in another way: Node with npm in one package, say.
    [[ $state == 'install ok installed' ]] || command -v "$package" > /dev/null ||
      missing+=("$package")
  done
  ((${#missing[@]} > 0)) || return 0
  echo "installing: ${missing[*]}" >&2
  local as_root=()
  ((EUID == 0)) || as_root=(sudo)
  "${as_root[@]}" apt-get update -q >&2
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -qy --no-install-recommends \
    "${missing[@]}" >&2
}

# Builds the release preset, in batches: the shortest way from nothing.
build() {
  cmake --preset release -DROLECALL_UNITY=ON -Wno-dev >&2
  cmake --build --preset release -j "$(nproc)" "$@" >&2
}

install_packages $(< tools/packages.txt)
