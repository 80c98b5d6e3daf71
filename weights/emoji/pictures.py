#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the emoji of classes.tsv in each style as PNG, transparent around them, for
fooled-cli train: OUTPUT/train/CLASS/STYLE-VARIANT.png, and OUTPUT/test/CLASS/STYLE.png of the
styles that are never trained on. A style is a folder STYLES/NAME with an icons.json: SVG bodies
and their sizes, by name. Needs rsvg-convert (Debian: librsvg2-bin)."""

import argparse
import concurrent.futures
import json
import os
import subprocess
import sys

TRAIN = ["noto", "noto-v1", "twemoji", "fluent-emoji", "fluent-emoji-flat"]
TEST = ["openmoji", "emojione", "emojione-v1", "fxemoji"]
MOST_FAILED = 0.01  # librsvg of Debian 12 cannot draw one of Fluent's umbrellas
OTHER_NAMES = "fxemoji"  # the style that names its emoji in its own way

# What is done to a drawing before it becomes pixels, {} being a hundredth of its width: elements
# for <defs>, a rule of CSS, attributes of the group around it. The styles that it is tested on are
# nowhere in here, but drawings with outlines are: many children's books are made like that.
SHAPES = "path,circle,ellipse,rect,polygon,polyline"
VARIANTS = {
    "plain": ("", "", ""),
    "lines": ("", SHAPES + "{{stroke:#000;stroke-width:{line};stroke-linejoin:round}}", ""),
    "thick": ("", SHAPES + "{{stroke:#222;stroke-width:{thick};stroke-linejoin:round}}", ""),
    "outline": (
        '<filter id="v" x="-.1" y="-.1" width="1.2" height="1.2"><feMorphology in="SourceAlpha"'
        ' operator="dilate" radius="{outline}"/><feComposite in="SourceGraphic"/></filter>',
        "", 'filter="url(#v)"'),
    "sticker": (
        '<filter id="v" x="-.1" y="-.1" width="1.2" height="1.2"><feMorphology in="SourceAlpha"'
        ' operator="dilate" radius="{outline}" result="a"/><feFlood flood-color="#fff"/>'
        '<feComposite operator="in" in2="a"/><feComposite in="SourceGraphic"/></filter>',
        "", 'filter="url(#v)"'),
    "flat": (
        '<filter id="v" color-interpolation-filters="sRGB"><feComponentTransfer>'
        '<feFuncR type="discrete" tableValues="0 .33 .67 1"/>'
        '<feFuncG type="discrete" tableValues="0 .33 .67 1"/>'
        '<feFuncB type="discrete" tableValues="0 .33 .67 1"/></feComponentTransfer></filter>',
        "", 'filter="url(#v)"'),
    "coarse": (
        '<filter id="v"><feMorphology operator="dilate" radius="{coarse}"/></filter>',
        "", 'filter="url(#v)"'),
}


def read_classes(path):
    """(label, name, name in the style with names of its own), line by line."""
    classes = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            fields = line.rstrip("\n").split("\t")
            if line.startswith("#") or fields == [""]:
                continue
            if len(fields) not in (3, 4):
                sys.exit(f"{path}: “{line.strip()}” is no class: label, character, name")
            classes.append((fields[0], fields[2], fields[-1]))
    return classes


def read_drawing(icons, name, style):
    """(body, left, top, width, height)"""
    names = set()
    while name in icons.get("aliases", {}):
        alias = icons["aliases"][name]
        if name in names or set(alias) != {"parent"}:
            sys.exit(f"{style}: “{name}” is drawn in a way that is not understood")
        names.add(name)
        name = alias["parent"]
    icon = icons["icons"].get(name)
    if icon is None:
        sys.exit(f"{style}: there is no “{name}”")
    size = [icon.get(key, icons.get(key, usual)) for key, usual in
            (("left", 0), ("top", 0), ("width", 16), ("height", 16))]
    return icon["body"], *size


def make_svg(drawing, variant):
    body, left, top, width, height = drawing
    size = max(width, height)  # what is not square is drawn in the middle of a square
    left, top = left - (size - width) / 2, top - (size - height) / 2
    unit = size / 100
    sizes = {"line": 1.8 * unit, "thick": 3.5 * unit, "outline": 2.5 * unit, "coarse": 1.2 * unit}
    defs, css, attributes = (part.format(**sizes) for part in VARIANTS[variant])
    return (f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
            f' viewBox="{left} {top} {size} {size}"><style>{css}</style><defs>{defs}</defs>'
            f"<g {attributes}>{body}</g></svg>")


def draw(svg, side, path):
    """Whether it could be drawn."""
    result = subprocess.run(["rsvg-convert", "--width", str(side), "--height", str(side)],
                            input=svg.encode(), capture_output=True)
    if result.returncode != 0:
        return False
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(result.stdout)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("styles", help="folder with a folder for each style")
    parser.add_argument("output", help="folder that is made")
    parser.add_argument("--classes",
                        default=os.path.join(os.path.dirname(__file__), "classes.tsv"))
    parser.add_argument("--side", type=int, default=40, help="width and height (40)")
    options = parser.parse_args()
    classes = read_classes(options.classes)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        drawings = []
        for style in TRAIN + TEST:
            with open(os.path.join(options.styles, style, "icons.json"),
                      encoding="utf-8") as file:
                icons = json.load(file)
            for label, name, other_name in classes:
                drawing = read_drawing(icons, other_name if style == OTHER_NAMES else name, style)
                for variant in VARIANTS if style in TRAIN else ["plain"]:
                    parts = (("train", label, f"{style}-{variant}.png") if style in TRAIN else
                             ("test", label, f"{style}.png"))
                    path = os.path.join(options.output, *parts)
                    drawings.append((path, pool.submit(draw, make_svg(drawing, variant),
                                                       options.side, path)))
        failed = [path for path, drawn in drawings if not drawn.result()]
    for path in failed:
        print(f"{path}: left out, rsvg-convert cannot draw it", file=sys.stderr)
    if len(failed) > MOST_FAILED * len(drawings):
        sys.exit("Too many cannot be drawn.")


if __name__ == "__main__":
    main()
