# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that tests give to programs, or read what programs wrote: PNG pictures and MNIST's format."""

import gzip
import os
import struct
import zlib

GREY, RGB, RGBA = 0, 2, 6  # a PNG's kinds of colour
SAMPLES = {GREY: 1, RGB: 3, RGBA: 4}  # of a pixel


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, content):
    """content: text or bytes. Returns the path."""
    with open(path, "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
    return path


def png_chunk(kind, content):
    return (struct.pack(">I", len(content)) + kind + content +
            struct.pack(">I", zlib.crc32(kind + content)))


def png_header(width, height, colour=GREY):
    """A chunk that may promise more than there is."""
    return png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0))


def png(width, height, pixels, colour=GREY):
    """The bytes of a picture that says nothing of how it was made. pixels: one row after the other."""
    row = len(pixels) // height
    rows = b"".join(b"\0" + pixels[y * row:(y + 1) * row] for y in range(height))
    return (b"\x89PNG\r\n\x1a\n" + png_header(width, height, colour) +
            png_chunk(b"IDAT", zlib.compress(rows)) + png_chunk(b"IEND", b""))


def grey_png(width, height, level):
    """level (x, y): 0 to 255."""
    return png(width, height, bytes(level(x, y) for y in range(height) for x in range(width)))


def png_chunks(data):
    """(kind, content) of each."""
    position = 8
    while position < len(data):
        (length,) = struct.unpack(">I", data[position:position + 4])
        yield data[position + 4:position + 8], data[position + 8:position + 8 + length]
        position += 12 + length


def png_texts(path):
    """The tEXt entries, by key."""
    entries = (content.partition(b"\0") for kind, content in png_chunks(read(path)) if kind == b"tEXt")
    return {key.decode(): text.decode() for key, _, text in entries}


def png_size(path):
    """(width, height)."""
    return struct.unpack(">II", read(path)[16:24])


def predict(left, above, corner):
    """Paeth's predictor (PNG specification, 9.4)."""
    guess = left + above - corner
    return min((left, above, corner), key=lambda level: abs(guess - level))


def read_png(path):
    """(width, height, colour, samples row by row) of a picture of 8 bits a sample."""
    content = b""
    for kind, body in png_chunks(read(path)):
        if kind == b"IHDR":
            width, height, depth, colour, _, _, laced = struct.unpack(">IIBBBBB", body)
            assert (depth, laced) == (8, 0), (depth, laced)
        elif kind == b"IDAT":
            content += body
    raw, step = zlib.decompress(content), SAMPLES[colour]
    stride, above, rows = width * step, bytes(width * step), []
    for y in range(height):
        kind, row = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1:][:stride])
        for x in range(stride):
            left = row[x - step] if x >= step else 0
            corner = above[x - step] if x >= step else 0
            row[x] = (row[x] + (0, left, above[x], (left + above[x]) // 2,
                                predict(left, above[x], corner))[kind]) & 255
        rows.append(bytes(row))
        above = row
    return width, height, colour, b"".join(rows)


def write_idx(folder, name, labels, level, side=28, packed=False):
    """The two files of a part of a data set in MNIST's format. name: "train" or "t10k"; labels:
    a class for each picture; level (i, x, y): 0 to 255, of the i-th picture; packed: by gzip, as
    the files are spread."""
    pictures = bytes(level(i, x, y) for i in range(len(labels)) for y in range(side)
                     for x in range(side))
    for kind, content in (
            ("images-idx3", struct.pack(">IIII", 0x803, len(labels), side, side) + pictures),
            ("labels-idx1", struct.pack(">II", 0x801, len(labels)) + bytes(labels))):
        path = os.path.join(folder, f"{name}-{kind}-ubyte")
        write(path + ".gz" * packed, gzip.compress(content) if packed else content)


def write_sides(folder, n_train=256, n_test=64):
    """A data set that is learned at once: bright on the left is class 0, on the right class 1."""
    os.makedirs(folder)
    for name, n in (("train", n_train), ("t10k", n_test)):
        write_idx(folder, name, [i % 2 for i in range(n)],
                  lambda i, x, y: 200 + i % 50 if (x < 14) == (i % 2 == 0) else i % 40)
    return folder
