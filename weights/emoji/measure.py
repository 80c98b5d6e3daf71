#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of each style that it was never trained on the network recognises: the share of pictures,
on white, whose most likely class is theirs (top-1). Beside it what takes no network: the class of the
training picture that is nearest, and the class whose mean is, by the sum of squared differences of
all pixels. Needs Debian's python3-numpy and python3-pil.

  python3 weights/emoji/measure.py PROGRAM NETWORK PICTURES [--json]

PROGRAM is fooled-cli, PICTURES the folder that pictures.py has made."""

import argparse
import collections
import json
import os
import subprocess

import numpy
from PIL import Image


def read_pictures(folder):
    """{style: [(class, path)]} of a folder of folders."""
    styles = collections.defaultdict(list)
    for label in sorted(os.listdir(folder)):
        for name in sorted(os.listdir(os.path.join(folder, label))):
            styles[name.removesuffix(".png")].append((label, os.path.join(folder, label, name)))
    return styles


def on_white(path):
    picture = Image.open(path).convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    return numpy.asarray(Image.alpha_composite(white, picture).convert("RGB"),
                         dtype=numpy.float64).ravel()


def nearest(templates, labels, pixels):
    """The label of the template nearest to each row of pixels."""
    squares = (templates ** 2).sum(1) - 2 * pixels @ templates.T
    return [labels[i] for i in squares.argmin(1)]


def classify(program, network, paths):
    """The most likely label of each."""
    output = subprocess.run([program, "classify", "--network", network, *paths], check=True,
                            stdout=subprocess.PIPE, encoding="utf-8").stdout
    return [json.loads(line)["top"][0]["label"] for line in output.splitlines()]


def share(said, wanted):
    return sum(a == b for a, b in zip(said, wanted, strict=True)) / len(wanted)


def measure(program, network, folder):
    templates, labels = [], []
    for pictures in read_pictures(os.path.join(folder, "train")).values():
        for label, path in pictures:
            templates.append(on_white(path))
            labels.append(label)
    templates = numpy.array(templates)
    classes = sorted(set(labels))
    means = numpy.array([templates[[l == label for l in labels]].mean(0) for label in classes])
    result = {}
    for style, pictures in read_pictures(os.path.join(folder, "test")).items():
        wanted = [label for label, _ in pictures]
        pixels = numpy.array([on_white(path) for _, path in pictures])
        said = classify(program, network, [path for _, path in pictures])
        result[style] = {
            "network": share(said, wanted),
            "nearest": share(nearest(templates, labels, pixels), wanted),
            "mean": share(nearest(means, classes, pixels), wanted),
            "wrong": {a: b for a, b in zip(wanted, said) if a != b},
        }
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("network")
    parser.add_argument("pictures")
    parser.add_argument("--json", action="store_true", help="also which are wrong")
    options = parser.parse_args()
    result = measure(options.program, options.network, options.pictures)
    if options.json:
        print(json.dumps(result))
        return
    print("style         network  nearest picture  nearest mean")
    for style, row in result.items():
        print(f"{style:12}  {row['network']:7.3f}  {row['nearest']:15.3f}  {row['mean']:12.3f}")
    print(f"{'mean':12}  {sum(r['network'] for r in result.values()) / len(result):7.3f}")


if __name__ == "__main__":
    main()
