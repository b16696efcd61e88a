"""EfficientNet-Lite0 as an ONNX graph, built from its weights; batch norms are folded into the convolutions.

Source: Tan & Le, "EfficientNet" (2019), table 1, and the Lite variant's changes: ReLU6, no squeeze and excitation,
stem and head of fixed width.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Weights = Mapping[str, NDArray[np.float32]]

#: Length of the pooled feature vector.
FEATURES = 1280
_BATCH_NORM_EPSILON = 1e-3


class Stage(NamedTuple):
    """`repeats` inverted bottlenecks; only the first strides."""

    repeats: int
    stride: int
    expands: bool


STAGES = (
    Stage(1, 1, False),
    Stage(2, 2, True),
    Stage(2, 2, True),
    Stage(3, 2, True),
    Stage(3, 1, True),
    Stage(4, 2, True),
    Stage(1, 1, True),
)
#: Stride, and whether it expands, of each bottleneck.
BOTTLENECKS = tuple(
    (stage.stride if repeat == 0 else 1, stage.expands) for stage in STAGES for repeat in range(stage.repeats)
)
#: The 1 x 1 convolution that training adds: the features -> a vector whose cosine is likeness.
PROJECTION = "projection"
PROJECTED = f"{PROJECTION}.weight"
#: Before the names of a second upper part, which stays as the network was before training: its map stands beside.
KEPT = "kept."
_SCALE = ":scale"


def build_graph(weights: Weights, *, half: bool = False, blocks: int | None = None) -> onnx.ModelProto:
    """The network as ONNX.

    Args:
        weights: as in the PyTorch checkpoint, or folded already (`folded_weights`, with what training changed).
        half: keeps the constants in 16 bits, those of the kept part in 8 with a scale a channel; what is computed
            stays in 32. Cosines move by less than 0.001, those of the kept part by less than 0.01.
        blocks: how many bottlenecks to stop after; None for the whole network.
    Input `pixels`: [images, height, width, 3] uint8 RGB; the scaling to -1..1 that the weights want is inside.
    Outputs: `features` [images, 1280, rows, columns], the last feature map, never negative; `map`, the same or its
    projection where the weights have one, with that of the kept part after it where they have that; `logits`
    [images, 1000] of ImageNet's classes where they have those. With `blocks` only `map`, what the last of them gives.
    """
    graph = _Graph(weights, half)
    x = graph.scaled("pixels")
    x = graph.convolution(x, "_conv_stem", "_bn0", stride=2, relu=True)
    kept = ""
    for number, (stride, expands) in enumerate(BOTTLENECKS[:blocks]):
        if not kept and f"{KEPT}_blocks.{number}._project_conv.weight" in weights:
            kept = x
        x = graph.bottleneck(x, f"_blocks.{number}", stride, expands)
    if blocks is not None:
        graph.named("map", x, None)
        return graph.model()
    features = graph.convolution(x, "_conv_head", "_bn1", relu=True)
    graph.named("features", features, FEATURES)
    if PROJECTED in weights:
        maps, channels = graph.convolution(features, PROJECTION, ""), len(weights[PROJECTED])
        if KEPT + PROJECTED in weights:
            beside = graph.kept(kept) if kept else features
            maps = graph.beside(maps, graph.convolution(beside, KEPT + PROJECTION, ""))
            channels += len(weights[KEPT + PROJECTED])
        graph.named("map", maps, channels)
        return graph.model()
    graph.named("map", features, FEATURES)
    graph.classifier(features, "logits")
    return graph.model()


def folded_weights(model: onnx.ModelProto) -> dict[str, NDArray[np.float32]]:
    """The constants of a graph made here, in 32 bits, by the names that `build_graph` takes."""
    stored = {tensor.name: numpy_helper.to_array(tensor).astype(np.float32) for tensor in model.graph.initializer}
    scales = {name.removesuffix(_SCALE): stored.pop(name) for name in list(stored) if name.endswith(_SCALE)}
    return {name: value * scales[name] if name in scales else value for name, value in stored.items()}


class _Graph:
    """Collects nodes and constants; each method adds one layer and names its output."""

    def __init__(self, weights: Weights, half: bool) -> None:
        self._weights, self._half = weights, half
        self._outputs: list[onnx.ValueInfoProto] = []
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def scaled(self, pixels: str) -> str:
        x = self._node("Cast", [pixels], to=TensorProto.FLOAT)
        x = self._node("Transpose", [x], perm=[0, 3, 1, 2])
        half = self._constant("half_range", np.float32(127.5))
        return self._node("Sub", [self._node("Div", [x, half]), self._constant("one", np.float32(1.0))])

    def bottleneck(self, x: str, name: str, stride: int, expands: bool) -> str:
        inside = self.convolution(x, f"{name}._expand_conv", f"{name}._bn0", relu=True) if expands else x
        inside = self.convolution(inside, f"{name}._depthwise_conv", f"{name}._bn1", stride=stride, relu=True)
        inside = self.convolution(inside, f"{name}._project_conv", f"{name}._bn2")
        kernel_in, kernel_out = self._channels(name, expands)
        return self._node("Add", [inside, x]) if stride == 1 and kernel_in == kernel_out else inside

    def kept(self, x: str) -> str:
        """The features of the kept part, from what its first bottleneck is given."""
        for number, (stride, expands) in enumerate(BOTTLENECKS):
            if f"{KEPT}_blocks.{number}._project_conv.weight" in self._weights:
                x = self.bottleneck(x, f"{KEPT}_blocks.{number}", stride, expands)
        return self.convolution(x, f"{KEPT}_conv_head", "", relu=True)

    def beside(self, ones: str, others: str) -> str:
        return self._node("Concat", [ones, others], axis=1)

    def convolution(self, x: str, kernel: str, norm: str, *, stride: int = 1, relu: bool = False) -> str:
        weight, bias = self._folded(kernel, norm)
        groups = weight.shape[0] if weight.shape[1] == 1 else 1
        inputs = [x, self._constant(f"{kernel}.weight", weight), self._constant(f"{kernel}.bias", bias)]
        # SAME_UPPER is TensorFlow's padding: at stride 2 the odd pixel goes to the right and to the bottom.
        options: dict[str, Any] = {"group": groups, "strides": [stride, stride], "auto_pad": "SAME_UPPER"}
        if not relu:
            return self._node("Conv", inputs, **options)
        bounds = [self._constant("zero", np.float32(0.0)), self._constant("six", np.float32(6.0))]
        return self._node("Clip", [self._node("Conv", inputs, **options), *bounds])

    def _folded(self, kernel: str, norm: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """A convolution with its batch norm folded in: w * g / s and b - m * g / s, s = sqrt(variance + epsilon)."""
        weight = self._weights[f"{kernel}.weight"]
        if f"{kernel}.bias" in self._weights:
            return weight, self._weights[f"{kernel}.bias"]
        mean, variance = self._weights[f"{norm}.running_mean"], self._weights[f"{norm}.running_var"]
        factor = self._weights[f"{norm}.weight"] / np.sqrt(variance + _BATCH_NORM_EPSILON)
        return weight * factor[:, None, None, None], self._weights[f"{norm}.bias"] - mean * factor

    def classifier(self, feature_map: str, output: str) -> None:
        pooled = self._node("Flatten", [self._node("GlobalAveragePool", [feature_map])])
        known = "_fc" if "_fc.weight" in self._weights else "fc"  # as in the checkpoint, or folded already
        weight, bias = (self._weights[f"{known}.{kind}"] for kind in ("weight", "bias"))
        inputs = [pooled, self._constant("fc.weight", weight), self._constant("fc.bias", bias)]
        self._node("Gemm", inputs, output, transB=1)
        self._outputs.append(helper.make_tensor_value_info(output, TensorProto.FLOAT, ["images", 1000]))

    def named(self, output: str, x: str, channels: int | None) -> None:
        """Gives out `x` [images, channels, rows, columns] as `output`."""
        self._node("Identity", [x], output)
        shape = ["images", channels or "channels", "rows", "columns"]
        self._outputs.append(helper.make_tensor_value_info(output, TensorProto.FLOAT, shape))

    def model(self) -> onnx.ModelProto:
        pixels = helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["images", "height", "width", 3])
        graph = helper.make_graph(self._nodes, "efficientnet-lite0", [pixels], self._outputs, self._constants)
        # IR 9 and opset 17 are read by every onnxruntime since 1.14.
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        onnx.checker.check_model(model)
        return model

    def _channels(self, name: str, expands: bool) -> tuple[int, int]:
        first = self._weights[f"{name}.{'_expand_conv' if expands else '_depthwise_conv'}.weight"]
        return first.shape[1] if expands else first.shape[0], self._weights[f"{name}._project_conv.weight"].shape[0]

    def _constant(self, name: str, value: NDArray[np.float32] | np.float32) -> str:
        wide = f"{name}:wide" if self._half else name
        if all(known.name != name for known in self._constants):
            if self._half and name.startswith(KEPT) and np.ndim(value) > 1:
                self._in_eight_bits(name, np.asarray(value), wide)
                return wide
            precision = np.float16 if self._half else np.float32
            self._constants.append(numpy_helper.from_array(np.asarray(value, precision), name))
            if self._half:
                self._node("Cast", [name], wide, to=TensorProto.FLOAT)
        return wide

    def _in_eight_bits(self, name: str, kernel: NDArray[np.float32], wide: str) -> None:
        """`kernel` [outputs, ...] as whole numbers up to 127 times a scale of each output."""
        scale = np.maximum(np.abs(kernel).max(axis=tuple(range(1, kernel.ndim)), keepdims=True) / 127, 1e-12)
        self._constants.append(numpy_helper.from_array(np.round(kernel / scale).astype(np.int8), name))
        self._constants.append(numpy_helper.from_array(scale.astype(np.float32), name + _SCALE))
        self._node("Mul", [self._node("Cast", [name], to=TensorProto.FLOAT), name + _SCALE], wide)

    def _node(self, kind: str, inputs: list[str], output: str | None = None, **options: Any) -> str:
        output = output or f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], name=output, **options))
        return output
