"""How right are predicted tags? Tokens, spans, and one published count.

Span F1 as in CoNLL 2003, by seqeval's strict IOB2: a span is right when its type and both ends are, and begins with B.
"""

from __future__ import annotations

from collections.abc import Sequence

Tags = Sequence[Sequence[str]]


def token_accuracy(expected: Tags, predicted: Tags) -> float:
    """The share of tokens whose tag is right.

    >>> token_accuracy([["O", "B-PER"], ["O"]], [["O", "O"], ["O"]])
    0.6666666666666666
    """
    pairs = _aligned(expected, predicted)
    return sum(one == two for one, two in pairs) / len(pairs)


def masked_accuracy(expected: Tags, predicted: Tags, left_out: str | None = None) -> float:
    """Token accuracy without the tokens of one expected tag.

    The count of Gedeon 2025 (arXiv 2505.07809): padding and the alphabetically first tag share the index 0, which is
    masked, so that tokens of that tag are not counted.

    Args:
        left_out: that tag; by default the alphabetically first of those expected.

    Raises:
        ValueError: nothing else is expected.
    """
    pairs = _aligned(expected, predicted)
    tag = min(one for one, _ in pairs) if left_out is None else left_out
    counted = [one == two for one, two in pairs if one != tag]
    if not counted:
        raise ValueError(f"every token has the tag {tag!r}, which is left out; nothing remains to count")
    return sum(counted) / len(counted)


def span_f1(expected: Tags, predicted: Tags) -> float:
    """F1 of the spans of all types together; 0 where neither has a span.

    Args:
        expected, predicted: tags such as B-PER, I-PER and O.

    Raises:
        ValueError: another tag, or sentences that do not match.
    """
    from seqeval.metrics import f1_score
    from seqeval.scheme import IOB2

    wrong = {tag for pair in _aligned(expected, predicted) for tag in pair if not _is_bio(tag)}
    if wrong:
        raise ValueError(f"span tags must be O or begin with B- or I-, got {min(wrong)!r}")
    gold, found = ([list(tags) for tags in side] for side in (expected, predicted))
    return float(f1_score(gold, found, mode="strict", scheme=IOB2, zero_division=0))


def _is_bio(tag: str) -> bool:
    return tag == "O" or tag.startswith(("B-", "I-"))


def _aligned(expected: Tags, predicted: Tags) -> list[tuple[str, str]]:
    if len(expected) != len(predicted):
        raise ValueError(f"{len(expected)} sentences are expected, {len(predicted)} predicted")
    for number, (one, two) in enumerate(zip(expected, predicted, strict=True)):
        if len(one) != len(two):
            raise ValueError(f"sentence {number} has {len(one)} expected tags and {len(two)} predicted ones")
    pairs = [
        pair for one, two in zip(expected, predicted, strict=True) for pair in zip(one, two, strict=True)
    ]
    if not pairs:
        raise ValueError("there is no token to score")
    return pairs
