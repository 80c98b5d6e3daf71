#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How the network in colour was made:
#
#   weights/emoji/make.sh PROGRAM OUTPUT
#
# PROGRAM is fooled-cli. Gets the drawings with npm, draws the pictures, trains (an hour or so of one
# core), measures, and leaves OUTPUT/emoji.onnx and OUTPUT/emoji.card. Interrupted, it goes on where it
# was when it is started again. Needs npm, rsvg-convert (Debian: librsvg2-bin), python3-numpy and
# python3-pil. Drawings that were got already may lie in OUTPUT/styles.
set -eu
program=$1
output=$2
here=$(dirname "$0")
mkdir -p "$output/styles"

# Free without a duty to share alike, and trained on: Apache-2.0, Apache-2.0, CC-BY-4.0, MIT, MIT.
# Only tested on: CC-BY-SA-4.0, CC-BY-4.0, CC-BY-SA-4.0, Apache-2.0.
for package in noto@1.2.9 noto-v1@1.2.5 twemoji@1.2.5 fluent-emoji@1.2.7 fluent-emoji-flat@1.2.6 \
               openmoji@1.2.29 emojione@1.2.3 emojione-v1@1.2.3 fxemoji@1.2.2; do
  style=$output/styles/${package%@*}
  [ ! -d "$style" ] || continue
  archive=$(npm pack --silent --pack-destination "$output/styles" "@iconify-json/$package")
  rm -rf "$style.part"
  mkdir "$style.part"
  tar -xzf "$output/styles/$archive" -C "$style.part" --strip-components=1
  mv "$style.part" "$style"
done

if [ ! -d "$output/pictures" ]; then
  rm -rf "$output/pictures.part"
  python3 "$here/pictures.py" "$output/styles" "$output/pictures.part"
  mv "$output/pictures.part" "$output/pictures"
fi

[ -f "$output/emoji.onnx" ] ||
  "$program" train --data "$output/pictures" --architecture vgg8 --side 40 \
    --optimizer adam --rate 0.002 --schedule cosine --decay 0.0001 --epochs 50 \
    --mirror --vary 0.7 --seed 1 --name "VGG-8 (Emoji)" --data-set Emoji \
    --session "$output/emoji.fooled-session" --output "$output/emoji.onnx"

python3 "$here/measure.py" "$program" "$output/emoji.onnx" "$output/pictures" --json > "$output/measured.json"
python3 "$here/card.py" "$output/emoji.card" "$output/measured.json"
