"""Tests that train need the extra `train`; without it they are left out and say so."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from catalog.settings import models_folder

needs_training = pytest.mark.skipif(
    find_spec("torch") is None,
    reason="what trains models is not installed (python3 -m bot.setup --train)",
)


def small_bert(folder: Path) -> Path:
    """A BERT of one layer with weights by chance, and the tokenizer of the shipped encoder."""
    import torch
    from transformers import BertConfig, BertModel

    tokenizer = models_folder() / "minilm" / "tokenizer.json"
    if not tokenizer.is_file():
        pytest.skip("the sentence encoder is not prepared (make setup)")
    torch.manual_seed(0)
    config = BertConfig(
        hidden_size=48, num_hidden_layers=1, num_attention_heads=4, intermediate_size=96, max_position_embeddings=128
    )
    BertModel(config).save_pretrained(folder)
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    return folder
