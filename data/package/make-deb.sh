#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# make-deb.sh BUILD FOLDER: one .deb, in FOLDER, of what the build folder BUILD installs, and prints
# its path. BUILD is configured with --prefix=/usr.
set -euo pipefail
build=$(realpath "$1")
folder=$(realpath "$2")
source=$(dirname "$(dirname "$(dirname "$(readlink -f "$0")")")")

version=$(meson introspect --projectinfo "$build" | python3 -c 'import json, sys; print(json.load(sys.stdin)["version"])')
architecture=$(dpkg --print-architecture)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root

umask 022
DESTDIR=$root meson install -C "$build" --no-rebuild --strip >"$work/install.log" || { cat "$work/install.log" >&2; exit 1; }
documents=$root/usr/share/doc/fooled
install -d -m 755 "$documents" "$root/DEBIAN"
install -m 644 "$source/data/package/copyright" "$documents/copyright"

# What the programs are linked with, as packages and versions.
mkdir "$work/debian"
printf 'Source: fooled\n\nPackage: fooled\nArchitecture: any\n' >"$work/debian/control"
programs=("$root"/usr/bin/*)
libraries=$(cd "$work" && dpkg-shlibdeps -O --ignore-missing-info "${programs[@]/#/-e}" 2>"$work/shlibdeps.log") ||
  { cat "$work/shlibdeps.log" >&2; exit 1; }
libraries=${libraries#shlibs:Depends=}

# Beside the libraries: OpenBLAS, which is opened by its name while running; icons, letters and their loaders, secure downloads; emoji and garments are
# worth having, and the program does without.
cat >"$root/DEBIAN/control" <<CONTROL
Package: fooled
Version: $version
Architecture: $architecture
Maintainer: The Fooled contributors <fooled@localhost>
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)
Depends: $libraries, libopenblas0, adwaita-icon-theme, librsvg2-common, dconf-gsettings-backend | gsettings-backend, shared-mime-info
Recommends: webp-pixbuf-loader, glib-networking, ca-certificates, fonts-cantarell, fonts-noto-color-emoji, dataset-fashion-mnist
Section: education
Priority: optional
Description: watch neural networks being fooled, live
 Evolution and gradient ascent make images that look like static or wallpaper
 to a person and that a neural network labels with great confidence. Fooled
 shows them while they appear, on its own inference core, and keeps those worth
 keeping. Two networks of handwritten digits and garments come along.
CONTROL
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
chmod 644 "$root/DEBIAN/control" "$root/DEBIAN/md5sums"

package=$folder/fooled_${version}_$architecture.deb
dpkg-deb --root-owner-group --build "$root" "$work/fooled.deb" >"$work/build.log" || { cat "$work/build.log" >&2; exit 1; }
mv "$work/fooled.deb" "$package"
echo "$package"
