"""Let a causal language model look both ways, and prove that it does.

Contrastive embedders made of decoders drop the causal mask (LLM2Vec, NV-Embed: arXiv 2404.05961, 2405.17428). In transformers
5 a decoder's masks are made by ``create_causal_mask`` and its relatives in the model's own module, from the configuration and
the flag ``is_causal`` of each attention layer; both must change, and what decides is not the flag but whether a late token
reaches an early state. :func:`leaks` measures that, and :func:`set_attention` refuses a model on which it fails.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

MODES = ("causal", "bidirectional")


def set_attention(model: nn.Module, mode: str) -> nn.Module:
    """Switch a transformers decoder between ``"causal"`` and ``"bidirectional"`` attention, in place.

    Padding stays masked. Works on models whose configuration has ``is_causal`` honoured by the mask functions of
    transformers 5, and is checked on the model itself.

    Raises:
        ValueError: an unknown mode.
        RuntimeError: the model's class does not do what was asked; the message names it.
    """
    if mode not in MODES:
        raise ValueError(f"mode must be one of {', '.join(MODES)}, got {mode!r}")
    causal = mode == "causal"
    base: Any = getattr(model, "base_model", model)
    for config in {id(c): c for c in (base.config, getattr(model, "config", base.config))}.values():
        config.is_causal = causal
    for module in base.modules():
        if hasattr(module, "is_causal"):
            module.is_causal = causal
    if leaks(base) is causal:
        raise RuntimeError(
            f"{type(base).__name__} does not follow is_causal={causal}: a late token "
            f"{'still reaches' if causal else 'does not reach'} the first state; use another architecture"
        )
    return model


@torch.no_grad()
def leaks(model: nn.Module) -> bool:
    """Whether changing the last token changes the first state, in a batch with a padded row."""
    base: Any = getattr(model, "base_model", model)
    size = int(base.config.vocab_size)
    device = next(base.parameters()).device
    ids = (torch.arange(12, device=device).reshape(2, 6) * 7 + 1) % size
    mask = torch.ones_like(ids)
    mask[1, 4:] = 0
    other = ids.clone()
    other[0, 5], other[1, 3] = (other[0, 5] + 1) % size, (other[1, 3] + 1) % size
    training = base.training
    base.eval()
    first, second = (base(input_ids=x, attention_mask=mask).last_hidden_state[:, 0] for x in (ids, other))
    base.train(training)
    changed = (first - second).abs().amax(dim=1) > 1e-6 * first.abs().amax()
    return bool(changed.all())
