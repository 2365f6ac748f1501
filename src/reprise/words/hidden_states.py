"""One layer, or the mean of several, of a transformers encoder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from jaxtyping import Float, Int
from torch import Tensor

Layer = str | int | Sequence[int]


def hidden_states(
    encoder: torch.nn.Module,
    ids: Int[Tensor, "batch time"],
    mask: Int[Tensor, "batch time"],
    layer: Layer = "last",
) -> Float[Tensor, "batch time hidden"]:
    """The states that an encoder has for piece ids, on its own device.

    Args:
        encoder: called with ``input_ids`` and ``attention_mask``; returns ``last_hidden_state``, and ``hidden_states``
            where ``output_hidden_states`` asks for them.
        mask: 1 for real pieces, 0 for padding.
        layer: ``"last"``; ``"average"`` of all layers, the embeddings included; the number of one, 0 being the
            embeddings and -1 the last; or several numbers, whose mean is taken.

    Raises:
        ValueError: a layer that the encoder does not have.
    """
    if isinstance(layer, str) and layer not in ("last", "average"):
        raise ValueError(f'layer must be "last", "average", a number or several, got {layer!r}')
    device = next(encoder.parameters()).device
    inputs = {"input_ids": ids.to(device), "attention_mask": mask.to(device)}
    if layer == "last":
        last: Tensor = encoder(**inputs).last_hidden_state
        return last
    states = encoder(**inputs, output_hidden_states=True).hidden_states
    if layer == "average":
        layer = range(len(states))
    numbers = [layer] if isinstance(layer, int) else [int(number) for number in layer]
    wrong = [number for number in numbers if not -len(states) <= number < len(states)]
    if wrong or not numbers:
        raise ValueError(
            f"layers must lie between {-len(states)} and {len(states) - 1}, 0 being the embeddings; got {layer!r}"
        )
    return torch.stack([states[number] for number in numbers]).mean(0)


@contextmanager
def evaluating(model: torch.nn.Module) -> Iterator[None]:
    """Within the block the model is in evaluation mode and no gradients are kept; its mode is then restored."""
    training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        model.train(training)
