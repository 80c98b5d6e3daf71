#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Completes the card that fooled-cli train has written: what was measured, where the drawings are
from, and the character of each class.

  python3 weights/emoji/card.py CARD MEASURED

MEASURED is what measure.py --json prints."""

import json
import os
import sys

NAMES = {"openmoji": "OpenMoji", "emojione": "Emoji One 2", "emojione-v1": "Emoji One 1",
         "fxemoji": "FxEmojis"}
LICENCE = (
    "Weights: GPL-3.0-or-later. Trained on drawings of Noto Emoji, today's and the first (Google, "
    "Apache-2.0), Twemoji (Twitter and contributors, CC BY 4.0) and Fluent Emoji, flat and not "
    "(Microsoft, MIT). Tested on, and not trained on, OpenMoji (CC BY-SA 4.0), Emoji One 2 (CC BY 4.0), "
    "Emoji One 1 (CC BY-SA 4.0) and FxEmojis (Mozilla, Apache-2.0).")
CITATION = (
    "Simonyan and Zisserman (2015), Very Deep Convolutional Networks for Large-Scale Image "
    "Recognition, arXiv:1409.1556; Ioffe and Szegedy (2015), Batch Normalization: Accelerating Deep "
    "Network Training by Reducing Internal Covariate Shift, arXiv:1502.03167.")


def read_characters(path):
    """{label: character}"""
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line[0] not in "#\n"]
    return {row[0]: row[1] for row in rows}


def describe(measured, n_classes):
    styles = ", ".join(f"{100 * measured[style]['network']:.1f} % of {NAMES[style]}" for style in NAMES)
    best = ", ".join(f"{100 * max(measured[style]['nearest'], measured[style]['mean']):.1f} %"
                     for style in NAMES)
    return (f"Tells {n_classes} things apart that children can name, drawn as emoji. In styles of "
            f"drawing that it was never shown, on white, it recognises {styles} (top-1); the nearest "
            f"of all training pictures or of the classes' means, whichever is better, {best}.")


def complete(lines, measured, characters):
    """The lines of the card, with keys replaced or added."""
    card = dict(line.split("=", 1) for line in lines if "=" in line)
    labels = [label for label in card["Labels"].split(";") if label]
    card["Description"] = f"{describe(measured, len(labels))} {card['Description']}"
    card["Place"] = "2"
    card["Licence"] = LICENCE
    card["Citation"] = CITATION
    card["Characters"] = "".join(characters[label] + ";" for label in labels)
    card["Labels"] = card.pop("Labels")  # a key that has to be there is the last
    return ["[Network]"] + [f"{key}={value}" for key, value in card.items()]


def main():
    card, measured = sys.argv[1:]
    with open(card, encoding="utf-8") as file:
        lines = file.read().splitlines()
    with open(measured, encoding="utf-8") as file:
        figures = json.load(file)
    here = os.path.dirname(os.path.abspath(__file__))
    text = "\n".join(complete(lines, figures, read_characters(os.path.join(here, "classes.tsv"))))
    with open(card + ".part", "w", encoding="utf-8") as file:
        file.write(text + "\n")
    os.replace(card + ".part", card)


if __name__ == "__main__":
    main()
