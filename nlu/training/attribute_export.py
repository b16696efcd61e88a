"""A taught tagger as what a shop serves: one ONNX graph in 8 bits, its tokenizer, and how sure it is of itself."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper
from sklearn.linear_model import LogisticRegression

from nlu.attributes import MODEL, TOKENIZER, Manners
from nlu.bert_graph import BertGraph, BertShape
from nlu.training.attribute_figures import Row
from nlu.training.attributes import Tagger

#: Values of products left out that teach how likely a value is right; fewer teach nothing.
_FEWEST_VALUES = 20


def export(tagger: Tagger, left_out: Sequence[Row], folder: Path) -> None:
    """Writes what `nlu.attributes.AttributeReader` opens; `left_out` are products that the tagger was not taught."""
    onnx.save(pointing_graph(tagger), folder / MODEL)
    shutil.copyfile(tagger.tokenizer, folder / TOKENIZER)
    manners_of(tagger, left_out).write(folder)


def pointing_graph(tagger: Tagger) -> onnx.ModelProto:
    """What `Network.forward` computes: ids, mask, names and hidden -> first and last, [texts, names, pieces]."""
    network = tagger.network
    weights = {name: value.numpy() for name, value in network.bert.state_dict().items()}
    shape = BertShape.from_config(network.bert.config.to_dict(), "mean")
    graph = BertGraph(weights, shape, "int8")
    states = graph.states()
    asked = graph.add("MatMul", "names", states)
    scores = []
    for end in range(2):
        part = slice(end * network.width, (end + 1) * network.width)
        sides = []
        for name, layer, state in (("asked", network.asked, asked), ("marked", network.marked, states)):
            weight = graph.constant(f"{name}_{end}.weight", layer.weight.detach().numpy()[part].T)
            bias = graph.constant(f"{name}_{end}.bias", layer.bias.detach().numpy()[part])
            sides.append(graph.add("Add", graph.add("MatMul", state, weight), bias))
        product = graph.add("MatMul", sides[0], graph.add("Transpose", sides[1], perm=[0, 2, 1]))
        scaled = graph.add("Mul", product, graph.constant("width", network.width**-0.5))
        shut = graph.add("Unsqueeze", "hidden", graph.constant("axis_1", [1], np.int64))
        scores.append(graph.add("Add", scaled, shut, output=("first", "last")[end]))
    more = [
        helper.make_tensor_value_info("names", TensorProto.FLOAT, ["texts", "asked", "tokens"]),
        helper.make_tensor_value_info("hidden", TensorProto.FLOAT, ["texts", "tokens"]),
    ]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["texts", "asked", "tokens"]) for name in scores]
    return graph.model(more, outputs)


def manners_of(tagger: Tagger, left_out: Sequence[Row]) -> Manners:
    """The margin that the tagger learnt, and the likelihood of a value by its lead, on products left out."""
    leads, right = [], []
    for row, found in zip(left_out, tagger.values(left_out), strict=True):
        for name, span in found.items():
            if name in row.values and tagger.told(span):
                leads.append(span.lead)
                right.append(span.text in row.values[name])
    if len(leads) < _FEWEST_VALUES or len(set(right)) < 2:
        return Manners(tagger.margins.of_all)
    fitted = LogisticRegression().fit(np.array(leads)[:, None], right)
    return Manners(tagger.margins.of_all, float(fitted.coef_[0, 0]), float(fitted.intercept_[0]))
