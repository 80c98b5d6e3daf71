#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""torchvision's classifiers, with random weights, exported with several operator sets: whether each opens,
how far confidences are from ONNX Runtime's and the gradient from PyTorch's, and whether a climb rises.
Not part of the test suite: it needs python3-torch, python3-torchvision and, for ONNX Runtime, node with the
package onnxruntime-node in a folder of its own, and takes an hour.

    ninja -C BUILD tests/bench/bench-gradient src/cli/fooled-cli
    sweep-torchvision.py --build BUILD --files FOLDER [--node FOLDER-WITH-NODE_MODULES] [--opsets 11,13,17]
        [--climb] [--gradient] [--seconds N] [--prefix COMMAND] [NETWORK...]

The exported files stay in --files, and are not made again. --prefix goes before each command, such as "nice".
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import warnings

import numpy as np

NETWORKS = """alexnet convnext_tiny densenet121 densenet169 efficientnet_b0 efficientnet_b1 efficientnet_v2_s googlenet
inception_v3 maxvit_t mnasnet0_5 mnasnet1_0 mobilenet_v2 mobilenet_v3_large mobilenet_v3_small regnet_x_400mf
regnet_y_400mf resnet18 resnet50 resnext50_32x4d shufflenet_v2_x0_5 shufflenet_v2_x1_0 squeezenet1_0 squeezenet1_1
swin_t swin_v2_t vgg11 vgg11_bn vit_b_16 vit_b_32 wide_resnet50_2""".split()

RUN_ONNX_RUNTIME = """
const ort = require('onnxruntime-node'), fs = require('fs');
const [file, input] = process.argv.slice(1);
ort.InferenceSession.create(file, { intraOpNumThreads: 1 }).then(async (session) => {
  const bytes = fs.readFileSync(input), shape = session.inputMetadata[0].shape.slice(1);
  const x = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const y = await session.run({ [session.inputNames[0]]: new ort.Tensor('float32', x, [1, ...shape]) });
  process.stdout.write(Buffer.from(y[session.outputNames[0]].data.buffer));
}).catch((error) => { console.error(error.message); process.exit(1); });
"""


def make(name):
    import torch
    import torchvision

    torch.manual_seed(1)
    options = {"init_weights": True, "aux_logits": True} if name in ("googlenet", "inception_v3") else {}
    network = getattr(torchvision.models, name)(weights=None, **options).eval()
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):  # statistics that matter
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
    side = 299 if name == "inception_v3" else 224
    return network, torch.rand(1, 3, side, side, generator=torch.Generator().manual_seed(7))


def export(name, opset, path):
    """None, or why the network cannot be exported."""
    import torch

    if os.path.exists(path):
        return None
    network, x = make(name)
    try:
        torch.onnx.export(network, x, path + ".part", opset_version=opset, input_names=["input"],
                          output_names=["output"])
    except Exception as error:  # whatever the exporter raises
        return str(error).strip().splitlines()[0][:120]
    os.rename(path + ".part", path)
    return None


def log_gradient(network, x, best=None):
    """The class that PyTorch takes an image for, and the gradient of that class's log confidence."""
    import torch

    x = x.clone().requires_grad_(True)
    y = torch.log_softmax(network(x), 1)
    best = int(y[0].argmax()) if best is None else best
    y[0, best].backward()
    return best, x.grad.numpy().ravel()


def cosine_of(a, b):
    a, b = a.astype(np.float64), b.astype(np.float64)
    norm = np.linalg.norm(a) * np.linalg.norm(b)
    return a @ b / norm if norm > 0 else float(not a.any() and not b.any())


def reference(name, stem):
    """The image, the class that PyTorch takes it for, the gradient of that class's log confidence in
    float64, and the cosine of PyTorch's own gradient in float32 with it: some networks with random
    weights hardly depend on the image, and float32 tells them nothing."""
    if not os.path.exists(stem + ".class64"):
        network, x = make(name)
        best, single = log_gradient(network, x)
        _, double = log_gradient(network.double(), x.double(), best)
        x.numpy().tofile(stem + ".input")
        double.tofile(stem + ".grad64")
        with open(stem + ".class64", "w") as file:
            file.write(f"{best} {cosine_of(single, double)}")
    with open(stem + ".class64") as file:
        best, own = file.read().split()
    return stem + ".input", int(best), np.fromfile(stem + ".grad64", np.float64), float(own)


def softmax(scores):
    powers = np.exp(scores.astype(np.float64) - scores.max())
    return powers / powers.sum()


def climb(options, path, class_index, iterations, more=()):
    """The best confidence within so many iterations, and the state of the climb."""
    with tempfile.TemporaryDirectory() as folder:
        result = subprocess.run(
            [*options.prefix, os.path.join(options.build, "src/cli/fooled-cli"), "ascend", "--network", path,
             "--classes", str(class_index), "--iterations", str(iterations), "--output", folder, "--json", *more],
            capture_output=True, text=True)
    if result.returncode:
        return 0, "failed: " + result.stderr.strip()
    last = json.loads(result.stdout.splitlines()[-1])["climbs"][0]
    return last["best_confidence"], last["state"]


def check_climb(options, path, class_index):
    for more in ((), ("--objective", "score")):
        first, _ = climb(options, path, class_index, 1, more)
        best, state = climb(options, path, class_index, 12, more)
        if best > first:
            return f"climb {first:.3g} -> {best:.3g}{' (score)' if more else ''}"
        if state == "complete":
            return f"CLIMB DOES NOT RISE: {first:.3g} -> {best:.3g}"
    return f"climb says: {state}"


def check(options, name, opset):
    """A line about the network, and whether it is as it should be."""
    stem = os.path.join(options.files, name)
    path = f"{stem}-{opset}.onnx"
    refused = export(name, opset, path)
    if refused:
        return f"cannot be exported: {refused}", True
    image, best, gradient, own = reference(name, stem)
    tool = [*options.prefix, os.path.join(options.build, "tests/bench/bench-gradient"), path, image]
    if options.gradient:
        tool += [str(best), str(options.seconds)]
    result = subprocess.run(tool, capture_output=True)
    if result.returncode:
        return "DOES NOT OPEN: " + result.stderr.decode().strip(), False
    numbers = np.frombuffer(result.stdout, np.float32)
    load, forward, back = map(float, re.findall(r"[\d.]+", result.stderr.decode())[-3:])
    ours = numbers[:len(numbers) - len(gradient)] if options.gradient else numbers
    words = [f"load {load:.2f} s"]
    good = True
    if options.node:
        theirs = subprocess.run([*options.prefix, "node", "-e", RUN_ONNX_RUNTIME, os.path.abspath(path),
                                 os.path.abspath(image)], capture_output=True, cwd=options.node)
        if theirs.returncode:
            words.append("ONNX Runtime: " + theirs.stderr.decode().strip()[:100])
        else:
            difference = abs(ours - softmax(np.frombuffer(theirs.stdout, np.float32))).max()
            words.append(f"difference {difference:.1e} (largest confidence {ours.max():.3f})")
            good = good and difference < 1e-4
    if options.gradient:
        cosine = cosine_of(numbers[-len(gradient):], gradient)
        words.append(f"cosine {cosine:.6f}, forward {forward:.3f} s, forward and gradient {back:.3f} s: "
                     f"{forward / back:.2f}")
        if own < 0.9999:
            words.append(f"PyTorch's own float32 has {own:.6f}")
        good = good and cosine >= min(0.9999, own - 0.1)
    if options.climb:
        words.append(check_climb(options, path, best))
        good = good and "DOES NOT RISE" not in words[-1] and "failed" not in words[-1]
    return ", ".join(words), good


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--files", required=True)
    parser.add_argument("--node")
    parser.add_argument("--opsets", default="11,13,17")
    parser.add_argument("--climb", action="store_true")
    parser.add_argument("--gradient", action="store_true")
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--prefix", default="")
    parser.add_argument("networks", nargs="*", default=NETWORKS)
    options = parser.parse_args()
    options.prefix = options.prefix.split()
    os.makedirs(options.files, exist_ok=True)
    warnings.filterwarnings("ignore")
    bad = 0
    for opset in map(int, options.opsets.split(",")):
        for name in options.networks:
            line, good = check(options, name, opset)
            bad += not good
            print(f"{'ok' if good else 'BAD'} {name} {opset}: {line}", flush=True)
    print(f"{bad} of them bad")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
