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


def build_graph(weights: Weights) -> onnx.ModelProto:
    """The network as ONNX.

    Input `pixels`: [images, height, width, 3] uint8 RGB; the scaling to -1..1 that the weights want is inside.
    Outputs: `map` [images, 1280, rows, columns], the last feature map, never negative, and
    `logits` [images, 1000] of ImageNet's classes.
    """
    graph = _Graph(weights)
    x = graph.scaled("pixels")
    x = graph.convolution(x, "_conv_stem", "_bn0", stride=2, relu=True)
    number = 0
    for stage in STAGES:
        for repeat in range(stage.repeats):
            x = graph.bottleneck(x, f"_blocks.{number}", stage.stride if repeat == 0 else 1, stage.expands)
            number += 1
    graph.convolution(x, "_conv_head", "_bn1", relu=True, output="map")
    graph.classifier("map", "logits")
    return graph.model()


class _Graph:
    """Collects nodes and constants; each method adds one layer and names its output."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
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

    def convolution(
        self, x: str, kernel: str, norm: str, *, stride: int = 1, relu: bool = False, output: str | None = None
    ) -> str:
        """A convolution with its batch norm folded in: w * g / s and b - m * g / s, s = sqrt(variance + epsilon)."""
        weight = self._weights[f"{kernel}.weight"]
        mean, variance = self._weights[f"{norm}.running_mean"], self._weights[f"{norm}.running_var"]
        factor = self._weights[f"{norm}.weight"] / np.sqrt(variance + _BATCH_NORM_EPSILON)
        groups = weight.shape[0] if weight.shape[1] == 1 else 1
        inputs = [
            x,
            self._constant(f"{kernel}.weight", weight * factor[:, None, None, None]),
            self._constant(f"{kernel}.bias", self._weights[f"{norm}.bias"] - mean * factor),
        ]
        # SAME_UPPER is TensorFlow's padding: at stride 2 the odd pixel goes to the right and to the bottom.
        options: dict[str, Any] = {"group": groups, "strides": [stride, stride], "auto_pad": "SAME_UPPER"}
        if not relu:
            return self._node("Conv", inputs, output, **options)
        bounds = [self._constant("zero", np.float32(0.0)), self._constant("six", np.float32(6.0))]
        return self._node("Clip", [self._node("Conv", inputs, **options), *bounds], output)

    def classifier(self, feature_map: str, output: str) -> None:
        pooled = self._node("Flatten", [self._node("GlobalAveragePool", [feature_map])])
        inputs = [pooled, self._constant("fc.weight", self._weights["_fc.weight"])]
        self._node("Gemm", [*inputs, self._constant("fc.bias", self._weights["_fc.bias"])], output, transB=1)

    def model(self) -> onnx.ModelProto:
        pixels = helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["images", "height", "width", 3])
        feature_map = helper.make_tensor_value_info("map", TensorProto.FLOAT, ["images", FEATURES, "rows", "columns"])
        logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["images", 1000])
        graph = helper.make_graph(self._nodes, "efficientnet-lite0", [pixels], [feature_map, logits], self._constants)
        # IR 9 and opset 17 are read by every onnxruntime since 1.14.
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        onnx.checker.check_model(model)
        return model

    def _channels(self, name: str, expands: bool) -> tuple[int, int]:
        first = self._weights[f"{name}.{'_expand_conv' if expands else '_depthwise_conv'}.weight"]
        return first.shape[1] if expands else first.shape[0], self._weights[f"{name}._project_conv.weight"].shape[0]

    def _constant(self, name: str, value: NDArray[np.float32] | np.float32) -> str:
        if all(known.name != name for known in self._constants):
            self._constants.append(numpy_helper.from_array(np.asarray(value, np.float32), name))
        return name

    def _node(self, kind: str, inputs: list[str], output: str | None = None, **options: Any) -> str:
        output = output or f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], name=output, **options))
        return output
