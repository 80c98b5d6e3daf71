# SPDX-License-Identifier: GPL-3.0-or-later
"""How many images a second "fooled-cli bench" computes, beside PyTorch on the same networks: forward,
and forward and backward to the image. Both take turns, so that what else the computer does meets both.

Not part of the test suite, because it needs PyTorch (Debian: python3-torch):

  ninja -C BUILD src/cli/fooled-cli tests/formats/save-zoo
  python3 tests/bench/compare-pytorch.py BUILD
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time

import torch
from torch import nn

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
N_CLASSES = 1000
WORKS = (("forward", "forward_per_second"),
         ("forward + input gradient", "gradient_per_second"))


class Fire(nn.Module):
    """Iandola and others 2016: squeezed, then expanded in two ways side by side."""

    def __init__(self, channels, squeeze):
        super().__init__()
        self.squeeze = nn.Conv2d(channels, squeeze, 1)
        self.narrow = nn.Conv2d(squeeze, 4 * squeeze, 1)
        self.wide = nn.Conv2d(squeeze, 4 * squeeze, 3, padding=1)

    def forward(self, x):
        x = torch.relu(self.squeeze(x))
        return torch.cat((torch.relu(self.narrow(x)), torch.relu(self.wide(x))), 1)


def lenet():
    return nn.Sequential(nn.Conv2d(1, 20, 5), nn.MaxPool2d(2), nn.Conv2d(20, 50, 5),
                         nn.MaxPool2d(2), nn.Flatten(), nn.Linear(800, 500), nn.ReLU(),
                         nn.Linear(500, 10), nn.Softmax(1))


def squeezenet():
    """Version 1.0, which pads its last convolution."""
    layers = [nn.Conv2d(3, 96, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, ceil_mode=True)]
    channels = 96
    for i in range(2, 10):
        squeeze = 16 * (i // 2)
        layers.append(Fire(channels, squeeze))
        channels = 8 * squeeze
        if i in (4, 8):
            layers.append(nn.MaxPool2d(3, 2, ceil_mode=True))
    return nn.Sequential(*layers, nn.Conv2d(channels, N_CLASSES, 1, padding=1), nn.ReLU(),
                         nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Softmax(1))


def alexnet():
    """With groups and normalisation, as Caffe has it."""
    return nn.Sequential(
        nn.Conv2d(3, 96, 11, 4), nn.ReLU(), nn.LocalResponseNorm(5, 1e-4, 0.75, 1),
        nn.MaxPool2d(3, 2, ceil_mode=True),
        nn.Conv2d(96, 256, 5, padding=2, groups=2), nn.ReLU(),
        nn.LocalResponseNorm(5, 1e-4, 0.75, 1), nn.MaxPool2d(3, 2, ceil_mode=True),
        nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(),
        nn.Conv2d(384, 384, 3, padding=1, groups=2), nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding=1, groups=2), nn.ReLU(),
        nn.MaxPool2d(3, 2, ceil_mode=True), nn.Flatten(),
        nn.Linear(9216, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(),
        nn.Linear(4096, N_CLASSES), nn.Softmax(1))


# The program's network: an id, or a name that save-zoo knows. Parameters: as published. Batches:
# those that PyTorch is fastest with, forward and with the gradient.
NETWORKS = {
    "lenet": (lenet, "lenet-mnist", 431080, (1, 28, 28), (200, 200)),
    "squeezenet": (squeezenet, "squeezenet-1.0.onnx", 1248424, (3, 227, 227), (32, 10)),
    "alexnet": (alexnet, "alexnet.onnx", 60965224, (3, 227, 227), (32, 32)),
}


def forward(network, images):
    with torch.no_grad():
        network(images)


def gradient(network, images):
    images = images.detach().requires_grad_()
    confidences = network(images)
    wanted = torch.zeros_like(confidences)
    for i in range(len(wanted)):
        wanted[i, i % wanted.shape[1]] = 1
    torch.autograd.grad(confidences, images, wanted)


def measure(step, network, images, seconds):
    """Images a second, after a quarter of the time to warm up."""
    end = time.perf_counter() + seconds / 4
    while time.perf_counter() < end:
        step(network, images)
    begin, n = time.perf_counter(), 0
    while time.perf_counter() < begin + seconds:
        step(network, images)
        n += len(images)
    return n / (time.perf_counter() - begin)


def measure_torch(name, seconds):
    build, _, n_parameters, shape, batches = NETWORKS[name]
    network = build().eval()
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    assert sum(p.numel() for p in network.parameters()) == n_parameters, name
    return [measure(step, network, torch.rand(batch, *shape), seconds)
            for step, batch in zip((forward, gradient), batches)]


def measure_fooled(build, zoo, name, threads):
    network = NETWORKS[name][1]
    if network.endswith(".onnx"):
        network = os.path.join(zoo, network)
    environment = {"FOOLED_WEIGHTS_DIR": os.path.join(ROOT, "weights"), **os.environ}
    result = subprocess.run([os.path.join(build, "src", "cli", "fooled-cli"), "bench", "--json",
                             "--network", network, "--threads", str(threads)],
                            check=True, stdout=subprocess.PIPE, env=environment)
    figures = json.loads(result.stdout)
    return [figures[key] for _, key in WORKS]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", metavar="BUILD", help="folder that the program was built in")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each (3)")
    parser.add_argument("--seconds", type=float, default=2, help="of each of PyTorch's turns (2)")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="(one a processor)")
    parser.add_argument("--networks", default=",".join(NETWORKS), metavar="LIST",
                        help="some of " + ",".join(NETWORKS))
    options = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(options.threads)
    print(f"PyTorch {torch.__version__}, {options.threads} threads, images a second, median of "
          f"{options.rounds} rounds")
    print(f"{'':12}{'':26}{'Fooled':>10}{'PyTorch':>10}{'ratio':>8}  (of each round)", flush=True)
    with tempfile.TemporaryDirectory(prefix="fooled-zoo-") as zoo:
        subprocess.run([os.path.join(options.build, "tests", "formats", "save-zoo"), zoo],
                       check=True)
        for name in options.networks.split(","):
            rounds = [(measure_fooled(options.build, zoo, name, options.threads),
                       measure_torch(name, options.seconds)) for _ in range(options.rounds)]
            for i, (work, _) in enumerate(WORKS):
                ratios = [ours[i] / theirs[i] for ours, theirs in rounds]
                print(f"{name:12}{work:26}{statistics.median(r[0][i] for r in rounds):10.1f}"
                      f"{statistics.median(r[1][i] for r in rounds):10.1f}"
                      f"{statistics.median(ratios):8.2f}  "
                      f"({', '.join(f'{ratio:.2f}' for ratio in ratios)})", flush=True)


main()
