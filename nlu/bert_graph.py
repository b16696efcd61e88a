"""The ONNX graph of a BERT sentence encoder, written from its weights: no torch, no tracing.

One run takes any number of texts; token ids go in, vectors of length 1 come out. A weight matrix is kept in 8 bits
with one scale for each output, and activations are quantised with one scale for each token, so that the vector of a
text does not depend on its neighbours in the batch (ONNX Runtime's own dynamic quantisation has one scale for the
whole tensor, and there it does). Both sides are unsigned: signed weights overflow on processors without VNNI.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

Tensor = npt.NDArray[Any]
Precision = Literal["int8", "fp32"]
Pooling = Literal["mean", "cls"]

_STEPS, _ZERO, _TINY = 127, np.uint8(128), 1e-12
_OPSET, _MICROSOFT_OPSET, _IR_VERSION = 20, 1, 10
_MASKED = -1e9


@dataclass(frozen=True)
class BertShape:
    """The numbers of a BERT's config.json that its graph depends on."""

    layers: int
    heads: int
    hidden: int
    epsilon: float
    pooling: Pooling = "mean"

    @classmethod
    def from_config(cls, config: Mapping[str, Any], pooling: Pooling) -> BertShape:
        """Raises: ValueError for a network that is not a plain BERT with GELU."""
        kind, activation = config.get("model_type"), config.get("hidden_act")
        if kind != "bert" or activation != "gelu" or config.get("position_embedding_type", "absolute") != "absolute":
            raise ValueError(
                f"the encoder is a {kind!r} network with {activation!r} activation. Allowed: 'bert' with 'gelu' and "
                "absolute positions (all-MiniLM, bge, multilingual-e5-small). Choose another encoder in config.yml."
            )
        return cls(
            layers=config["num_hidden_layers"],
            heads=config["num_attention_heads"],
            hidden=config["hidden_size"],
            epsilon=config["layer_norm_eps"],
            pooling=pooling,
        )


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """All float32 tensors of a .safetensors file by name (8 bytes of header length, JSON header, raw numbers)."""
    data = np.memmap(path, dtype=np.uint8, mode="r")
    (header_bytes,) = struct.unpack("<Q", bytes(data[:8]))
    header = json.loads(bytes(data[8 : 8 + header_bytes]))
    body = data[8 + header_bytes :]
    tensors: dict[str, Tensor] = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            start, end = entry["data_offsets"]
            tensors[name.removeprefix("bert.")] = body[start:end].view(np.float32).reshape(entry["shape"])
    return tensors


def build_bert(
    weights: Mapping[str, Tensor], shape: BertShape, precision: Precision = "int8", centre: Tensor | None = None
) -> onnx.ModelProto:
    """The graph: `input_ids`, `attention_mask` [texts, tokens] int64 -> `vectors` [texts, hidden] float32, length 1.

    `centre` [hidden] is taken off each vector of length 1, which is then made as long again.
    """
    graph = BertGraph(weights, shape, precision)
    graph.pool(graph.states(), centre)
    vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", shape.hidden])
    return graph.model([], [vectors])


class BertGraph:
    """Collects nodes and constants; each method adds a piece and returns the name of its output."""

    def __init__(self, weights: Mapping[str, Tensor], shape: BertShape, precision: Precision) -> None:
        self.weights, self.shape, self.precision = weights, shape, precision
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def add(self, operator: str, *inputs: str, domain: str = "", output: str = "", **attributes: Any) -> str:
        name = output or f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], name=name, domain=domain, **attributes))
        return name

    def constant(self, name: str, values: npt.ArrayLike, dtype: Any = np.float32) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.asarray(values, dtype=dtype, order="C"), name)
        return name

    def states(self) -> str:
        """What the network makes of each word piece: [texts, tokens, hidden]."""
        state = self.embeddings()
        for layer in range(self.shape.layers):
            state = self.layer(state, f"encoder.layer.{layer}")
        return state

    def embeddings(self) -> str:
        """Word + position + type 0, normalised: [texts, tokens, hidden]. Every text is of type 0."""
        words = self.rows("embeddings.word_embeddings.weight", "input_ids")
        positions = self.weights["embeddings.position_embeddings.weight"]
        table = self.constant("positions", positions + self.weights["embeddings.token_type_embeddings.weight"][0])
        tokens = self.add("Shape", "input_ids", start=1, end=2)
        used = self.add("Slice", table, self.constant("zero", [0], np.int64), tokens)
        self.mask()
        return self.normalise(self.add("Add", words, used), "embeddings.LayerNorm")

    def mask(self) -> None:
        """`keep` [texts, tokens, 1] is 1 for real tokens; `hide` [texts, 1, 1, tokens] is very negative for padding."""
        real = self.add("Cast", "attention_mask", to=TensorProto.FLOAT)
        self.add("Unsqueeze", real, self.constant("axis_2", [2], np.int64), output="keep")
        padding = self.add("Sub", self.constant("one", 1.0), real)
        lifted = self.add("Unsqueeze", padding, self.constant("axes_1_2", [1, 2], np.int64))
        self.add("Mul", lifted, self.constant("masked", _MASKED), output="hide")

    def rows(self, name: str, ids: str) -> str:
        """Rows of an embedding table, kept in int8 with one scale a row."""
        table = self.weights[name]
        if self.precision == "fp32":
            return self.add("Gather", self.constant(name, table), ids)
        scales = np.maximum(np.abs(table).max(axis=1, keepdims=True), _TINY) / _STEPS
        values = self.add("Gather", self.constant(name, np.round(table / scales), np.int8), ids)
        scale = self.add("Gather", self.constant(f"{name}.scale", scales), ids)
        return self.add("Mul", self.add("Cast", values, to=TensorProto.FLOAT), scale)

    def layer(self, state: str, prefix: str) -> str:
        attended = self.linear(self.attention(state, f"{prefix}.attention.self"), [f"{prefix}.attention.output.dense"])
        state = self.normalise(self.add("Add", attended, state), f"{prefix}.attention.output.LayerNorm")
        wide = self.add("Gelu", self.linear(state, [f"{prefix}.intermediate.dense"]))
        narrow = self.linear(wide, [f"{prefix}.output.dense"])
        return self.normalise(self.add("Add", narrow, state), f"{prefix}.output.LayerNorm")

    def attention(self, state: str, prefix: str) -> str:
        """Scaled dot-product attention over all heads: [texts, tokens, hidden]."""
        width = self.shape.hidden // self.shape.heads
        joined = self.linear(state, [f"{prefix}.query", f"{prefix}.key", f"{prefix}.value"])
        split = self.constant("split_heads", [0, 0, 3, self.shape.heads, width], np.int64)
        # [texts, tokens, 3, heads, width] -> [3, texts, heads, tokens, width]
        parted = self.add("Transpose", self.add("Reshape", joined, split), perm=[2, 0, 3, 1, 4])
        query, key, value = (
            self.add("Gather", parted, self.constant(f"part_{part}", part, np.int64), axis=0) for part in range(3)
        )
        query = self.add("Mul", query, self.constant("scale", width**-0.5))
        scores = self.add("MatMul", query, self.add("Transpose", key, perm=[0, 1, 3, 2]))
        shares = self.add("Softmax", self.add("Add", scores, "hide"), axis=-1)
        mixed = self.add("Transpose", self.add("MatMul", shares, value), perm=[0, 2, 1, 3])
        return self.add("Reshape", mixed, self.constant("join_heads", [0, 0, self.shape.hidden], np.int64))

    def linear(self, state: str, names: list[str]) -> str:
        """state x weight + bias; several layers of one input are run as one."""
        key = "|".join(names)
        weight = np.concatenate([self.weights[f"{name}.weight"] for name in names])
        bias = self.constant(f"{key}.bias", np.concatenate([self.weights[f"{name}.bias"] for name in names]))
        if self.precision == "fp32":
            product = self.add("MatMul", state, self.constant(f"{key}.weight", weight.T))
        else:
            product = self.integer_product(state, key, weight)
        return self.add("Add", product, bias)

    def integer_product(self, state: str, key: str, weight: Tensor) -> str:
        """state x weight with both sides in 8 bits: [texts, tokens, outputs]."""
        outputs, inputs = weight.shape
        scales = np.maximum(np.abs(weight).max(axis=1), _TINY) / _STEPS
        stored = self.constant(f"{key}.weight", np.round(weight / scales[:, None]).T + _ZERO, np.uint8)
        rows = self.add("Reshape", state, self.constant(f"rows_of_{inputs}", [-1, inputs], np.int64))
        axis = self.constant("axis_1", [1], np.int64)
        largest = self.add(
            "Max", self.add("ReduceMax", self.add("Abs", rows), axis, keepdims=0), self.constant("tiny", _TINY)
        )
        scale = self.add("Mul", largest, self.constant("per_step", 1 / _STEPS))
        zeros = self.add("ConstantOfShape", self.add("Shape", scale), value=numpy_helper.from_array(np.array([_ZERO])))
        product = self.add(
            "MatMulIntegerToFloat",
            self.add("QuantizeLinear", rows, scale, zeros, axis=0),
            stored,
            self.constant("unit_scale", 1.0),
            self.constant(f"{key}.scale", scales),
            self.constant("zero_point", _ZERO, np.uint8),
            self.constant(f"zero_points_{outputs}", np.full(outputs, _ZERO), np.uint8),
            domain="com.microsoft",
        )
        scaled = self.add("Mul", product, self.add("Unsqueeze", scale, axis))
        size = self.add(
            "Concat", self.add("Shape", "input_ids"), self.constant(f"size_{outputs}", [outputs], np.int64), axis=0
        )
        return self.add("Reshape", scaled, size)

    def normalise(self, state: str, name: str) -> str:
        weight = self.constant(f"{name}.weight", self.weights[f"{name}.weight"])
        bias = self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        return self.add("LayerNormalization", state, weight, bias, axis=-1, epsilon=self.shape.epsilon)

    def pool(self, state: str, centre: Tensor | None) -> None:
        if self.shape.pooling == "cls":
            pooled = self.add("Gather", state, self.constant("first", 0, np.int64), axis=1)
        else:
            axis = self.constant("axis_1", [1], np.int64)
            total = self.add("ReduceSum", self.add("Mul", state, "keep"), axis, keepdims=0)
            pooled = self.add("Div", total, self.add("ReduceSum", "keep", axis, keepdims=0))
        if centre is not None:
            unit = self.add("LpNormalization", pooled, axis=-1, p=2)
            pooled = self.add("Sub", unit, self.constant("centre", centre))
        self.add("LpNormalization", pooled, axis=-1, p=2, output="vectors")

    def model(self, more: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]) -> onnx.ModelProto:
        """`more` are inputs beside the ids and the mask."""
        ids = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
            for name in ("input_ids", "attention_mask")
        ]
        constants = list(self.constants.values())
        graph = helper.make_graph(self.nodes, "sentence_encoder", [*ids, *more], outputs, constants)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid("com.microsoft", _MICROSOFT_OPSET)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="shopmate")
