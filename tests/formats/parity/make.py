# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the networks and numbers beside this file: small relatives of torchvision's architectures with
random weights, and what PyTorch makes of a picture.

Needs Debian's python3-torch and python3-torchvision (1.13 and 0.14). For each network NAME.onnx and
NAME.expected, float32 numbers one after the other: the picture, the confidences, and the gradient of
the logarithm of the greatest confidence with respect to the picture."""

import os
import warnings

import numpy
import torch
import torchvision
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
models = torchvision.models


def vision_transformer():
    return models.VisionTransformer(image_size=16, patch_size=4, num_layers=2, num_heads=2, hidden_dim=24,
                                    mlp_dim=48, num_classes=10), 16


def swin():
    return models.SwinTransformer(patch_size=[2, 2], embed_dim=12, depths=[2], num_heads=[2],
                                  window_size=[4, 4], mlp_ratio=2, num_classes=10), 16


def convnext():
    config = models.convnext.CNBlockConfig
    return models.ConvNeXt([config(12, 24, 1), config(24, None, 1)], num_classes=10), 32


def maxvit():
    return models.MaxVit(input_size=(32, 32), stem_channels=8, partition_size=4, block_channels=[8],
                         block_layers=[1], head_dim=8, stochastic_depth_prob=0, num_classes=10), 32


def efficientnet():
    config = models.efficientnet.MBConvConfig
    return models.EfficientNet([config(1, 3, 1, 8, 8, 1, 1, 1), config(4, 5, 2, 8, 16, 1, 1, 1)], dropout=0,
                               num_classes=10, last_channel=32), 32


class Mixture(nn.Module):
    """Layers that those above do not have."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.group = nn.GroupNorm(2, 8)
        self.up = nn.ConvTranspose2d(8, 6, 3, stride=2, padding=1, output_padding=1)
        self.instance = nn.InstanceNorm2d(6, affine=True)
        self.shuffle = nn.PixelUnshuffle(2)
        self.head = nn.Linear(24, 10)

    def forward(self, x):
        x = nn.functional.mish(self.group(self.stem(x)))
        x = nn.functional.elu(self.instance(self.up(x)))
        x = nn.functional.interpolate(x, scale_factor=0.5, mode="bilinear", align_corners=False)
        x = self.shuffle(nn.functional.softplus(x))
        x = torch.cat([x[:, ::2], x[:, 1::2].flip(2)], 1)
        return self.head(torch.amax(x, 2).mean(2) + torch.linalg.norm(x, dim=(2, 3)) / 4)


def mixture():
    return Mixture(), 16


def dump(make):
    torch.manual_seed(1)
    network, side = make()
    network.eval()
    # New networks hardly heed their input: stronger weights, so that gradients have a size.
    for parameter in network.parameters():
        if parameter.ndim == 1:
            parameter.data += torch.randn_like(parameter) / 4
        elif not isinstance(network, (models.EfficientNet, Mixture)):
            parameter.data *= 4
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
    if isinstance(network, models.VisionTransformer):
        nn.init.normal_(network.heads.head.weight, std=0.3)
    path = os.path.join(HERE, make.__name__.replace("_", "-"))
    picture = torch.rand(1, 3, side, side, requires_grad=True)
    torch.onnx.export(network, picture.detach(), path + ".onnx", opset_version=17 if make is not swin else 13,
                      input_names=["picture"], output_names=["scores"], dynamic_axes={"picture": {0: "N"}})
    scores = network(picture)
    confidences = torch.softmax(scores, 1)
    torch.log_softmax(scores, 1)[0, scores[0].argmax()].backward()
    parts = [picture.detach(), confidences.detach(), picture.grad]
    numpy.concatenate([part.numpy().ravel() for part in parts]).astype("<f4").tofile(path + ".expected")
    print(make.__name__, os.path.getsize(path + ".onnx"), confidences.max().item(), picture.grad.norm().item())


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    for make_network in (vision_transformer, swin, convnext, maxvit, efficientnet, mixture):
        dump(make_network)
