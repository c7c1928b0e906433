# Sourced by run.sh and test.sh: installs what is missing (tools/packages.txt) and configures the
# release preset. Works from any directory, on Debian 12.
cd "$(dirname "${BASH_SOURCE[0]}")/.."

missing=()
while read -r package; do
  state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  # A program may be there in another way: Node with npm in one package, say.
  [[ $state == 'install ok installed' ]] || command -v "$package" > /dev/null ||
    missing+=("$package")
done < tools/packages.txt

if ((${#missing[@]} > 0)); then
  echo "installing: ${missing[*]}" >&2
  as_root=()
  ((EUID == 0)) || as_root=(sudo)
  "${as_root[@]}" apt-get update -q >&2
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -qy --no-install-recommends \
    "${missing[@]}" >&2
fi

build() {
  cmake --preset release -DROLECALL_UNITY=ON -Wno-dev >&2
  cmake --build --preset release -j "$(nproc)" "$@" >&2
}
