# SPDX-License-Identifier: GPL-3.0-or-later
"""How many pictures a second "fooled-cli train" learns from, beside PyTorch with the same network,
batch and rule on the same pictures. Both take turns, so that what else the computer does meets both.

Not part of the test suite, because it needs PyTorch (Debian: python3-torch) and MNIST's four files:

  ninja -C BUILD src/cli/fooled-cli
  python3 tests/bench/compare-training.py BUILD MNIST-FOLDER [--threads 2] [--rounds 3]

Ours is a whole epoch less the same with nothing to learn from, which reads the data, tests the
network and writes it; theirs the same steps alone, with the pictures in memory.
"""

import argparse
import gzip
import os
import statistics
import subprocess
import tempfile
import time

import torch
from torch import nn

BATCH = 64
FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte",
         "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


def read(folder, name):
    path = os.path.join(folder, name)
    with open(path, "rb") if os.path.exists(path) else gzip.open(path + ".gz") as file:
        return file.read()


def shortened(folder, into, n):
    """The same data set with n pictures to learn from."""
    for name in FILES:
        data = read(folder, name)
        if name.startswith("train"):
            size = 784 if "images" in name else 1
            head = 16 if "images" in name else 8
            data = data[:4] + n.to_bytes(4, "big") + data[8:head + n * size]
        with open(os.path.join(into, name), "wb") as file:
            file.write(data)


def ours(program, folder, threads):
    with tempfile.TemporaryDirectory() as output:
        begin = time.perf_counter()
        subprocess.run([program, "train", "--data", folder, "--architecture", "lenet", "--epochs",
                        "1", "--threads", str(threads), "--output",
                        os.path.join(output, "net.onnx")], check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - begin


def theirs(pictures, labels):
    net = nn.Sequential(nn.Conv2d(1, 20, 5), nn.MaxPool2d(2), nn.Conv2d(20, 50, 5),
                        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(800, 500), nn.ReLU(),
                        nn.Linear(500, 10))
    rule = torch.optim.SGD(net.parameters(), 0.01, momentum=0.9, weight_decay=0.0005)
    loss = nn.CrossEntropyLoss()
    order = torch.randperm(len(pictures))
    begin = time.perf_counter()
    for first in range(0, len(pictures), BATCH):
        chosen = order[first:first + BATCH]
        rule.zero_grad()
        loss(net(pictures[chosen]), labels[chosen]).backward()
        rule.step()
    return time.perf_counter() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build")
    parser.add_argument("data")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pictures", type=int, default=20000)
    options = parser.parse_args()
    program = os.path.join(options.build, "src/cli/fooled-cli")
    n = options.pictures
    torch.set_num_threads(options.threads)
    raw = read(options.data, FILES[0])[16:16 + n * 784]
    pictures = torch.frombuffer(bytearray(raw), dtype=torch.uint8).float().div(256)
    pictures = pictures.view(n, 1, 28, 28)
    labels = torch.frombuffer(bytearray(read(options.data, FILES[1])[8:8 + n]),
                              dtype=torch.uint8).long()
    rounds = []
    with tempfile.TemporaryDirectory() as whole, tempfile.TemporaryDirectory() as little:
        shortened(options.data, whole, n)
        shortened(options.data, little, BATCH)
        for _ in range(options.rounds):
            rest = ours(program, little, options.threads)
            a = (n - BATCH) / (ours(program, whole, options.threads) - rest)
            rounds.append((a, n / theirs(pictures, labels)))
    ratios = [a / b for a, b in rounds]
    print(f"LeNet, training: ours {statistics.median(a for a, _ in rounds):.0f} pictures/s, "
          f"PyTorch {statistics.median(b for _, b in rounds):.0f}, ratio "
          f"{statistics.median(ratios):.2f} ({' '.join(f'{ratio:.2f}' for ratio in ratios)})")


if __name__ == "__main__":
    main()
