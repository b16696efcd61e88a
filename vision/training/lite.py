"""The upper part of EfficientNet-Lite0 in torch; the lower blocks keep their weights and run in ONNX Runtime.

On a CPU that is three times as fast as torch. Batch norms are folded in already, so that what was trained is written
back by `vision.network_graph.build_graph` under the names it was read from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from vision.network_graph import BOTTLENECKS, FEATURES, PROJECTED, PROJECTION, build_graph

Weights = Mapping[str, NDArray[np.float32]]

_HAS_FAST_BFLOAT16 = bool(torch.cpu.get_capabilities().get("amx_bf16"))
_LAYERS = ("_expand_conv", "_depthwise_conv", "_project_conv")


#: One more than all bottlenecks: nothing of the network is trained but the projection, in seconds.
PROJECTION_ONLY = len(BOTTLENECKS) + 1


class Lower:
    """The first `blocks` bottlenecks, as they are; at PROJECTION_ONLY the whole network, its features' means."""

    def __init__(self, weights: Weights, blocks: int) -> None:
        self._whole = blocks == PROJECTION_ONLY
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = torch.get_num_threads()
        options.log_severity_level = 3
        model = build_graph(weights, blocks=None if self._whole else blocks).SerializeToString()
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def __call__(self, pixels: NDArray[np.uint8]) -> torch.Tensor:
        """[images, height, width, 3] uint8 RGB -> [images, channels, rows, columns]."""
        maps: Any = self._session.run(["features" if self._whole else "map"], {"pixels": pixels})[0]
        return torch.from_numpy(maps.mean((2, 3), keepdims=True) if self._whole else maps)


class Upper(nn.Module):
    """The bottlenecks from number `first` on, the head and a projection to `dimension` channels unless there is one."""

    def __init__(self, weights: Weights, first: int, dimension: int) -> None:
        super().__init__()
        self._first = first
        self.blocks = nn.ModuleList(
            _Bottleneck(weights, f"_blocks.{number}", stride)
            for number, (stride, _) in enumerate(BOTTLENECKS)
            if number >= first
        )
        self.head = nn.Identity() if first == PROJECTION_ONLY else _Convolution(weights, "_conv_head", relu=True)
        self.projection = nn.Linear(FEATURES, dimension)
        self.is_projected = PROJECTED in weights
        if self.is_projected:  # trained once already
            self.projection = nn.Linear(FEATURES, len(weights[PROJECTED]))
            self.projection.weight.data.copy_(torch.tensor(weights[PROJECTED][:, :, 0, 0]))
            self.projection.bias.data.copy_(torch.tensor(weights[f"{PROJECTION}.bias"]))

    def pooled(self, maps: torch.Tensor) -> torch.Tensor:
        """Maps of Lower -> the mean of each feature [images, 1280]."""
        maps = maps.contiguous(memory_format=torch.channels_last)
        # Where the processor multiplies matrices of 16 bits, training is ten times as fast in them.
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training and _HAS_FAST_BFLOAT16):
            for block in self.blocks:
                maps = block(maps)
            maps = self.head(maps)
        mean: torch.Tensor = maps.float().mean((2, 3))
        return mean

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        """Maps of Lower -> vectors [images, dimension] of length 1."""
        return functional.normalize(self.projection(self.pooled(maps)))

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """What was trained, by the names of the graph's constants."""
        named = {}
        for name, value in self.state_dict().items():
            array = value.detach().contiguous().numpy().astype(np.float32)
            layer, kind = name.rsplit(".", 1)
            if layer.startswith("blocks."):
                _, place, inner = layer.split(".")
                layer = f"_blocks.{self._first + int(place)}.{inner}"
            elif layer == "projection":
                layer, array = PROJECTION, array[:, :, None, None] if kind == "weight" else array
            else:
                layer = "_conv_head"
            named[f"{layer}.{kind}"] = array
        return named


class _Bottleneck(nn.Module):
    def __init__(self, weights: Weights, name: str, stride: int) -> None:
        super().__init__()
        for layer in _LAYERS:
            if f"{name}.{layer}.weight" in weights:
                own = stride if layer == "_depthwise_conv" else 1
                relu = layer != "_project_conv"
                self.add_module(layer, _Convolution(weights, f"{name}.{layer}", stride=own, relu=relu))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        inside = x
        for layer in self.children():
            inside = layer(inside)
        return inside + x if inside.shape == x.shape else inside


class _Convolution(nn.Conv2d):
    """Pads as TensorFlow does: at stride 2 the odd pixel goes to the right and to the bottom."""

    def __init__(self, weights: Weights, name: str, *, stride: int = 1, relu: bool) -> None:
        weight = weights[f"{name}.weight"]
        outputs, inputs, side, _ = weight.shape
        groups = outputs if inputs == 1 else 1
        super().__init__(inputs * groups, outputs, side, stride=stride, groups=groups)
        self.weight.data.copy_(torch.tensor(weight))
        # The few weights of a depthwise kernel stay: their gradient alone would take two thirds of a step's time.
        self.weight.requires_grad_(groups == 1)
        self.bias.data.copy_(torch.tensor(weights[f"{name}.bias"]))
        self._relu = relu

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        pads = [self._missing(length) for length in (x.shape[3], x.shape[2])]
        if any(pads):
            x = functional.pad(x, [pixels for missing in pads for pixels in (missing // 2, missing - missing // 2)])
        if self.groups == 1:
            x = functional.conv2d(x, self.weight, self.bias, self.stride)
        else:  # given the bias, torch would look for the kernel's gradient too
            x = functional.conv2d(x, self.weight, None, self.stride, groups=self.groups)
            x = x + self.bias.to(x.dtype)[:, None, None]
        return functional.relu6(x) if self._relu else x

    def _missing(self, length: int) -> int:
        stride, side = self.stride[0], self.kernel_size[0]
        missing: int = max((-(-length // stride) - 1) * stride + side - length, 0)
        return missing
