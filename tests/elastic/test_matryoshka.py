"""The loss against closed forms, a plain classifier and sentence-transformers."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from reprise.elastic import MatryoshkaHead, MatryoshkaLoss, NestedCrossEntropy
from reprise.losses import info_nce

D, C, B = 16, 5, 12
DIMS = (4, 8, 16)


def embeddings(count: int = 1, seed: int = 0) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(B, D, generator=generator, requires_grad=True) for _ in range(count)]


def targets() -> torch.Tensor:
    return torch.arange(B) % C


def test_one_full_size_equals_plain_cross_entropy():
    torch.manual_seed(0)
    head = MatryoshkaHead(D, C, (D,))
    plain = nn.Linear(D, C)
    plain.load_state_dict(head.classifiers[0].state_dict())
    (z,) = embeddings()
    (copy,) = embeddings()
    nested = NestedCrossEntropy(label_smoothing=0.1)(head(z), targets())
    expected = nn.functional.cross_entropy(plain(copy), targets(), label_smoothing=0.1)
    torch.testing.assert_close(nested, expected)
    nested.backward()
    expected.backward()
    torch.testing.assert_close(z.grad, copy.grad)
    torch.testing.assert_close(head.classifiers[0].weight.grad, plain.weight.grad)


def test_ignored_targets_and_token_logits_equal_cross_entropy():
    generator = torch.Generator().manual_seed(5)
    logits = torch.randn(3, 4, 6, C, generator=generator)
    targets = torch.randint(C, (4, 6), generator=generator)
    targets[:, ::2] = -100
    expected = sum(nn.functional.cross_entropy(one.flatten(0, 1), targets.flatten()) for one in logits)
    torch.testing.assert_close(NestedCrossEntropy()(logits, targets), expected)


def test_a_masked_language_model_ties_its_head_to_the_vocabulary():
    embedding = nn.Embedding(C, D)
    head = MatryoshkaHead(D, C, DIMS, tied=True, bias=False)
    head.classifiers[0].weight = embedding.weight
    z = torch.randn(2, 3, D, generator=torch.Generator().manual_seed(6))
    torch.testing.assert_close(head(z)[1], z[..., :8] @ embedding.weight[:, :8].T)


@pytest.mark.parametrize("bias", [True, False])
def test_tied_head_equals_zeroed_coordinates(bias):
    torch.manual_seed(1)
    head = MatryoshkaHead(D, C, DIMS, tied=True, bias=bias)
    (z,) = embeddings()
    stacked = head(z)
    for i, dim in enumerate(DIMS):
        zeroed = z.detach().clone()
        zeroed[:, dim:] = 0
        expected = head.classifiers[0](zeroed)
        torch.testing.assert_close(stacked[i], expected)
        torch.testing.assert_close(head.logits_at(z, dim), expected)
    between = z.detach().clone()
    between[:, 6:] = 0
    torch.testing.assert_close(head.logits_at(z, 6), head.classifiers[0](between))


def test_untied_sizes_are_separate_classifiers_on_sequences_too():
    torch.manual_seed(2)
    head = MatryoshkaHead(D, C, DIMS)
    z = torch.randn(3, 7, D)
    assert head(z).shape == (3, 3, 7, C)
    torch.testing.assert_close(head(z)[1], head.classifiers[1](z[..., :8]))
    torch.testing.assert_close(head.logits_at(z, 8), head(z)[1])
    assert sum(p.numel() for p in head.parameters()) == C * (4 + 8 + 16) + 3 * C
    assert sum(p.numel() for p in MatryoshkaHead(D, C, DIMS, tied=True).parameters()) == C * D + C


def test_parts_add_up_and_the_tail_hears_only_the_largest_size():
    torch.manual_seed(3)
    head = nn.Linear(D, C)

    def loss(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return nn.functional.cross_entropy(z @ head.weight[:, : z.shape[1]].T, y)

    weights = (0.5, 2.0, 1.5)
    (z,) = embeddings()
    total, parts = MatryoshkaLoss(loss, DIMS, weights)(z, targets(), return_parts=True)
    torch.testing.assert_close(total, sum(w * p for w, p in zip(weights, parts.values(), strict=True)))
    total.backward()
    (alone,) = embeddings()
    (1.5 * loss(alone, targets())).backward()
    torch.testing.assert_close(z.grad[:, 8:], alone.grad[:, 8:])
    assert not torch.allclose(z.grad[:, :8], alone.grad[:, :8])
    mean = MatryoshkaLoss(loss, DIMS, weights, reduction="mean")(z, targets())
    torch.testing.assert_close(mean * 3, total)


def test_weights_follow_their_sizes():
    (z,) = embeddings()
    square = lambda x: x.pow(2).sum()  # noqa: E731
    ascending = MatryoshkaLoss(square, (4, 16), (1.0, 3.0))(z)
    descending = MatryoshkaLoss(square, (16, 4), (3.0, 1.0))(z)
    torch.testing.assert_close(ascending, descending)
    torch.testing.assert_close(ascending, z[:, :4].pow(2).sum() + 3 * z.pow(2).sum())


def test_normalised_loss_ignores_scale():
    a, b = embeddings(2)
    loss = MatryoshkaLoss(info_nce, DIMS, normalize=True)
    torch.testing.assert_close(loss(a, b), loss(13.0 * a, 0.2 * b))


def test_equals_sentence_transformers():
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import losses

    class Fixed(nn.Module):
        """Hands out given embeddings: the peer then computes on the very same numbers."""

        def forward(self, features: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
            return {"sentence_embedding": features["embedding"]}

    class Carrier(Fixed):
        def get_sentence_embedding_dimension(self) -> int:
            return D

        get_embedding_dimension = get_sentence_embedding_dimension

        def tokenize(self, texts: list[str], **options: object) -> dict[str, torch.Tensor]:
            raise NotImplementedError

    model = SentenceTransformer(modules=[Carrier()], device="cpu")
    inner = losses.MultipleNegativesRankingLoss(model, scale=20.0)
    a, b = (x.detach() for x in embeddings(2))
    weights = (1.0, 0.5, 2.0)
    ours = MatryoshkaLoss(info_nce, DIMS, weights, normalize=True)
    theirs = ours.to_sentence_transformers(model, inner)
    value = theirs([{"embedding": a}, {"embedding": b}], torch.zeros(B))
    torch.testing.assert_close(ours(a, b), value, rtol=1e-6, atol=1e-6)


def test_random_sizes_are_unbiased_and_seeded():
    (z,) = embeddings()
    full = MatryoshkaLoss(lambda x: x.pow(2).sum(), DIMS)(z)
    drawn = MatryoshkaLoss(lambda x: x.pow(2).sum(), DIMS, dims_per_step=1, seed=4)
    values = [drawn(z).item() for _ in range(600)]
    assert len({round(value, 2) for value in values}) == 3
    assert sum(values) / 600 == pytest.approx(full.item(), rel=0.05)
    again = MatryoshkaLoss(lambda x: x.pow(2).sum(), DIMS, dims_per_step=1, seed=4)
    assert [again(z).item() for _ in range(5)] == values[:5]


def test_labels_and_scores_as_wide_as_the_embedding_are_not_cut():
    seen: list[object] = []
    wide, square = torch.randn(D, D), torch.ones(D, D)

    def loss(z: torch.Tensor, y: torch.Tensor, s: torch.Tensor | None = None) -> torch.Tensor:
        seen.append((tuple(y.shape), None if s is None else tuple(s.shape)))
        return z.sum()

    MatryoshkaLoss(loss, (4, D))(wide, square[0])
    MatryoshkaLoss(loss, (4, D), embeddings=1)(wide, square[0], square)
    assert seen == [((D,), None)] * 2 + [((D,), (D, D))] * 2


def test_other_arguments_pass_unchanged():
    seen = {}

    def loss(z: torch.Tensor, mask: torch.Tensor, scalar: float, *, flag: str) -> torch.Tensor:
        seen[z.shape[1]] = (mask, scalar, flag)
        return z.sum()

    (z,) = embeddings()
    mask = torch.ones(B, D, dtype=torch.bool)
    MatryoshkaLoss(loss, DIMS)(z, mask, 2.0, flag="x")
    assert set(seen) == set(DIMS)
    assert all(m is mask and s == 2.0 and f == "x" for m, s, f in seen.values())


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match=r"no classifier was made for size 5; there are \(4, 8, 16\)"):
        MatryoshkaHead(D, C, DIMS).logits_at(torch.zeros(2, D), 5)
    with pytest.raises(ValueError, match="width 16, got 12"):
        MatryoshkaHead(D, C, DIMS)(torch.zeros(2, 12))
    with pytest.raises(ValueError, match="between 1 and 16, got 17"):
        MatryoshkaHead(D, C, DIMS, tied=True).logits_at(torch.zeros(2, D), 17)
    with pytest.raises(ValueError, match=r"width 8; got \[16\]"):
        MatryoshkaLoss(info_nce, DIMS)(torch.zeros(2, 8), torch.zeros(2, 8))
    with pytest.raises(ValueError, match="reduction must be one of sum, mean"):
        MatryoshkaLoss(info_nce, DIMS, reduction="max")
    with pytest.raises(ValueError, match="dims_per_step"):
        MatryoshkaLoss(info_nce, DIMS, dims_per_step=4)
    with pytest.raises(TypeError, match="tensor of embeddings"):
        MatryoshkaLoss(info_nce, DIMS)()
    with pytest.raises(ValueError, match="normalize=True"):
        MatryoshkaLoss(info_nce, DIMS).to_sentence_transformers(None, nn.Identity())  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="2 weights for 3 sizes"):
        NestedCrossEntropy((1.0, 1.0))(torch.zeros(3, B, C), targets())
