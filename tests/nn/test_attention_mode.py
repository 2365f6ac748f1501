"""After the switch late tokens reach early states, before it they do not, in every architecture."""

from __future__ import annotations

import pytest
import torch

from reprise.nn import leaks, set_attention

transformers = pytest.importorskip("transformers")

SMALL = {
    "vocab_size": 50,
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 32,
}
FAMILIES = ["Llama", "Mistral", "Qwen2", "Qwen3", "Gemma2", "Phi3", "GPTNeoX", "GPT2"]


def tiny(name: str, implementation: str) -> torch.nn.Module:
    torch.manual_seed(0)
    options = dict(SMALL, pad_token_id=0, num_key_value_heads=2)
    if name == "GPTNeoX":
        del options["num_key_value_heads"]
    if name == "GPT2":
        options = {
            "vocab_size": 50,
            "n_embd": 16,
            "n_layer": 2,
            "n_head": 2,
            "bos_token_id": 1,
            "eos_token_id": 1,
        }
    elif name in ("Gemma2", "Qwen3"):
        options["head_dim"] = 8
    config = getattr(transformers, f"{name}Config")(**options)
    return getattr(transformers, f"{name}Model")._from_config(config, attn_implementation=implementation)


@pytest.mark.parametrize(
    ("name", "implementation"),
    [(name, way) for name in FAMILIES for way in ("sdpa", "eager") if (name, way) != ("Gemma2", "sdpa")],
)
def test_the_switch_is_felt_by_states_and_goes_back(name, implementation):
    model = tiny(name, implementation)
    ids = torch.randint(1, 50, (2, 6), generator=torch.Generator().manual_seed(0))
    mask = torch.ones_like(ids)
    mask[1, 4:] = 0
    before = model.eval()(input_ids=ids, attention_mask=mask).last_hidden_state
    assert not leaks(model)
    set_attention(model, "bidirectional")
    assert leaks(model)
    both = model(input_ids=ids, attention_mask=mask).last_hidden_state
    # Padding is still masked: a row alone is the row of the batch.
    alone = model(input_ids=ids[1:, :4], attention_mask=mask[1:, :4]).last_hidden_state
    torch.testing.assert_close(alone[0], both[1, :4], atol=1e-5, rtol=1e-4)
    set_attention(model, "causal")
    torch.testing.assert_close(model(input_ids=ids, attention_mask=mask).last_hidden_state, before)


def test_models_with_a_head_are_switched_below_it():
    config = transformers.LlamaConfig(**SMALL, pad_token_id=0)
    model = transformers.LlamaForCausalLM(config)
    set_attention(model, "bidirectional")
    assert leaks(model.model)


def test_refuses_modes_and_models_that_do_not_follow():
    with pytest.raises(ValueError, match="mode must be one of causal, bidirectional, got 'prefix'"):
        set_attention(tiny("Llama", "sdpa"), "prefix")
    bert = transformers.BertModel(transformers.BertConfig(**SMALL, pad_token_id=0), add_pooling_layer=False)
    with pytest.raises(RuntimeError, match="BertModel does not follow is_causal=True"):
        set_attention(bert, "causal")
