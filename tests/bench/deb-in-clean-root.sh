#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# deb-in-clean-root.sh PACKAGE.deb FOLDER: run by hand, as root, where debootstrap is installed. Makes
# a Debian 12 with nothing in it below FOLDER, installs the package there as a person would, classifies
# and evolves on the command line, starts the window on a display of its own and keeps a picture of it
# (FOLDER/window.png), removes the package, and lists what is left of it.
set -euo pipefail
package=$(realpath "$1")
folder=$2
mkdir -p "$folder"
root=$(realpath "$folder")/root
[ -d "$root/etc" ] || debootstrap --variant=minbase bookworm "$root" >"$folder/debootstrap.log" ||
  { tail -5 "$folder/debootstrap.log" >&2; exit 1; }
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
files() { (cd "$root" && find etc usr var/lib/dpkg/info -xdev \( -type f -o -type l \) | sort); }

mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
trap 'umount "$root/proc"' EXIT
cp "$package" "$root/root/"
name=/root/$(basename "$package")
inside apt-get update -q >/dev/null
# What the picture needs is no part of the package.
inside apt-get install -y -q --no-install-recommends xvfb xauth imagemagick dbus >"$folder/tools.log"
echo "1. apt install $(basename "$package")"
inside apt-get install -y -q "$name" >"$folder/install.log"
inside dpkg -s fooled | grep -E '^(Version|Status)'
echo "2. fooled-cli"
inside fooled-cli networks | sed -n 1,3p
inside fooled-cli evolve --network lenet-mnist --encoding cppn --generations 50 --output /root/champions | tail -2
echo "3. the window"
# shellcheck disable=SC2016
inside xvfb-run -a -s "-screen 0 1024x768x24" dbus-run-session -- sh -c \
  'fooled & p=$!; sleep 12; import -window root /root/window.png; kill $p; wait $p' || true
cp "$root/root/window.png" "$folder/window.png"
echo "4. apt purge"
inside apt-get purge -y -q fooled >"$folder/purge.log"
left=$(files | grep -i fooled || true)
echo "Left behind: ${left:-nothing}"
[ -z "$left" ]
