"""Scores of tags by hand."""

from __future__ import annotations

import pytest

from reprise.words.tag_scores import masked_accuracy, span_f1, token_accuracy

GOLD = [["B-PER", "I-PER", "O", "B-LOC"], ["O", "B-ORG"]]
ALL_BUT_LOC = [["B-PER", "I-PER", "O", "O"], ["O", "B-ORG"]]


def test_tokens_by_hand():
    assert token_accuracy(GOLD, GOLD) == 1.0
    assert token_accuracy(GOLD, ALL_BUT_LOC) == pytest.approx(5 / 6)


def test_the_published_count_leaves_the_first_tag_out():
    assert masked_accuracy(GOLD, ALL_BUT_LOC) == 1.0  # B-LOC, the only mistake, is not counted
    assert masked_accuracy(GOLD, ALL_BUT_LOC, "O") == pytest.approx(3 / 4)
    wrong = [["B-PER", "I-PER", "O", "B-LOC"], ["B-LOC", "B-ORG"]]
    assert masked_accuracy(GOLD, wrong) == pytest.approx(4 / 5)


@pytest.mark.parametrize(
    ("predicted", "f1"),
    [
        (GOLD, 1.0),
        (ALL_BUT_LOC, 2 * 1.0 * (2 / 3) / (1 + 2 / 3)),
        ([["B-PER", "O", "O", "B-LOC"], ["O", "B-ORG"]], 2 / 3),  # an end is wrong
        ([["I-PER", "I-PER", "O", "B-LOC"], ["O", "B-ORG"]], 4 / 5),  # no B, no span
        ([["B-PER", "I-PER", "O", "B-ORG"], ["O", "B-ORG"]], 2 / 3),  # a type is wrong
        ([["B-PER", "B-PER", "O", "B-LOC"], ["O", "B-ORG"]], 2 * 0.5 * (2 / 3) / (0.5 + 2 / 3)),  # cut in two
        ([["O"] * 4, ["O"] * 2], 0.0),
    ],
)
def test_spans_by_hand(predicted, f1):
    assert span_f1(GOLD, predicted) == pytest.approx(f1)


def test_text_without_spans_scores_nothing():
    assert span_f1([["O", "O"]], [["O", "O"]]) == 0.0


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="2 sentences are expected, 1 predicted"):
        token_accuracy(GOLD, GOLD[:1])
    with pytest.raises(ValueError, match="sentence 1 has 2 expected tags and 1 predicted"):
        span_f1(GOLD, [GOLD[0], ["O"]])
    with pytest.raises(ValueError, match="no token"):
        token_accuracy([[]], [[]])
    with pytest.raises(ValueError, match="O or begin with B- or I-, got 'NOUN'"):
        span_f1([["NOUN"]], [["O"]])
    with pytest.raises(ValueError, match="every token has the tag 'O'"):
        masked_accuracy([["O"]], [["O"]])
