"""From what torch learnt to what numpy serves, and back again to go on learning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch

from catalog.recommend.sequence.followers import Followers, nobody
from catalog.recommend.sequence.histories import Histories
from catalog.recommend.sequence.model import SequenceModel
from catalog.recommend.training.fitting import Fitted
from catalog.recommend.training.network import Network, encoder_named


def served(network: Network, products: Sequence[str], counted: Followers | None = None) -> SequenceModel:
    """The network's weights, the vector of each of `products`, in the order they were trained in, and the counts."""
    network.eval()
    with torch.inference_mode():
        vectors = network.vectors(torch.arange(len(products))).numpy().copy()
    return SequenceModel(
        encoder=network.name,
        heads=network.heads,
        length=network.length,
        products=tuple(products),
        vectors=vectors,
        weights={name: tensor.numpy().copy() for name, tensor in network.encoder.state_dict().items()},
        projections={name: layer.weight.detach().numpy().T.copy() for name, layer in network.projections.items()},
        counted=counted or nobody(len(products)),
    )


def restored(model: SequenceModel, histories: Histories, features: Mapping[str, torch.Tensor]) -> Fitted:
    """The network behind a served model and what it counted, over the products of `histories`.

    A product it never saw has no vector of its own yet and stands on its features alone.
    """
    network = Network(
        len(histories.products),
        {name: features[name] for name in model.projections},
        encoder=encoder_named(model.encoder),
        dimension=model.vectors.shape[1],
        heads=model.heads,
        length=model.length,
    )
    network.encoder.load_state_dict({name: torch.from_numpy(value) for name, value in model.weights.items()})
    for name, matrix in model.projections.items():
        network.projections[name].weight.data = torch.from_numpy(np.ascontiguousarray(matrix.T))
    seen = {product: place for place, product in enumerate(model.products)}
    places = [place for place, product in enumerate(histories.products) if product in seen]
    with torch.no_grad():
        network.own.weight.zero_()
        told = network.eval().vectors(torch.arange(len(histories.products)))
        vectors = torch.from_numpy(model.vectors[[seen[histories.products[place]] for place in places]])
        network.own.weight[places] = vectors - told[places]
    return Fitted(network, model.counted.over(model.products, histories.products))
