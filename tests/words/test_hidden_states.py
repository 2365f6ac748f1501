"""Which layers are read, on a small encoder of random weights."""

from __future__ import annotations

import pytest
import torch
from transformers import BertConfig, BertModel

from reprise.words.hidden_states import evaluating, hidden_states

IDS = torch.tensor([[1, 4, 5, 2], [1, 6, 2, 0]])
MASK = torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])


@pytest.fixture(scope="module")
def encoder():
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=10, hidden_size=8, num_hidden_layers=3, num_attention_heads=2, intermediate_size=16
    )
    return BertModel(config, add_pooling_layer=False).eval()


@pytest.fixture(scope="module")
def states(encoder):
    with torch.no_grad():
        return torch.stack(encoder(IDS, MASK, output_hidden_states=True).hidden_states)


@pytest.mark.parametrize(
    ("layer", "numbers"), [("last", [3]), ("average", [0, 1, 2, 3]), (0, [0]), (-2, [2]), ((1, -1), [1, 3])]
)
def test_the_mean_of_the_layers_that_were_asked_for(encoder, states, layer, numbers):
    with evaluating(encoder):
        torch.testing.assert_close(hidden_states(encoder, IDS, MASK, layer), states[numbers].mean(0))


@pytest.mark.parametrize("layer", [4, -5, (), (0, 9), "first"])
def test_a_layer_that_is_not_there_is_refused(encoder, layer):
    with pytest.raises(ValueError, match="layer"):
        hidden_states(encoder, IDS, MASK, layer)


def test_the_mode_is_restored_even_after_an_error():
    model = torch.nn.Dropout()

    def fail():
        with evaluating(model):
            assert not model.training
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert model.training
