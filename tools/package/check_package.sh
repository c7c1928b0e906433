#!/usr/bin/env bash
# On a bare Debian 12: installs the package over a former version of it, runs what it brings as the
# user it makes, and purges it; nothing may be left but a directory that holds something.
# Wants root, and Debian's archive.
set -eu
root=$(mktemp -d) && chmod 755 "$root"
trap 'umount "$root/proc" 2> /dev/null || true; rm -rf --one-file-system "$root"' EXIT
package=$(realpath "$1") former=$(realpath "$2")

debootstrap --variant=minbase bookworm "$root" >&2
mount -t proc proc "$root/proc"
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C "$@"; }
as_rolecall() { inside su -s /bin/sh -c "$1" rolecall; }
fail() { echo "check_package: $1" >&2 && exit 1; }
cp "$former" "$root/former.deb" && cp "$package" "$root/package.deb"

install_deb() { inside apt-get install -qqy --no-install-recommends "/$1" >&2; }
inside apt-get update -q >&2
install_deb former.deb
echo 'seats = 5' >> "$root/etc/rolecall/rolecall.toml"
as_rolecall 'cd /var/lib/rolecall && rolecall bootstrap --username ann --data data > key'
install_deb package.deb

grep -q 'seats = 5' "$root/etc/rolecall/rolecall.toml" || fail 'the upgrade lost a setting'
as_rolecall 'rolecall config --config /etc/rolecall/rolecall.toml' | grep -Eq 'seats +5 +file' ||
  fail 'the settings do not count'
[ "$(as_rolecall 'rolecall count --data /var/lib/rolecall/data')" = 1 ] ||
  fail 'the upgrade lost the directory'
[ "$(inside stat -c '%U %a' /var/lib/rolecall)" = 'rolecall 700' ] || fail 'the folder is open'
for file in lib/systemd/system/rolecall.service lib/sysusers.d/rolecall.conf \
  lib/tmpfiles.d/rolecall.conf share/man/man1/rolecall-serve.1.gz \
  share/bash-completion/completions/rolecall share/doc/rolecall/README.md; do
  [ -s "$root/usr/$file" ] || fail "no $file"
done

inside dpkg --purge rolecall >&2
[ -d "$root/var/lib/rolecall/data/log" ] || fail 'purging deleted a directory'
inside getent passwd rolecall > /dev/null || fail 'the directory belongs to nobody'
rm -r "$root/var/lib/rolecall"
install_deb package.deb
inside dpkg --purge rolecall >&2
inside getent passwd rolecall > /dev/null && fail 'the user is left'
left=$(find "$root" -xdev -path "$root/proc" -prune -o -name '*rolecall*' -print)
[ -z "$left" ] || fail "left behind: $left"
echo 'check_package: installs, upgrades and purges' >&2
