import pytest

from data.small_files import jsonl
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


def test_passages_with_answers_at_their_offset(places):
    write(places, "qa-xquad")
    part = data.load("qa-xquad", language="ru").validation
    assert part.questions == ("ru?",)
    assert part.contexts == (("the cat",),)
    assert part.answers == (("cat",),)
    assert part.fields["starts"] == ((4,),)


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ([{"text": "cat", "start": 3}], "not at its offset"),
        ([{"text": "cat"}], "cannot be read"),
        ([1], "cannot be read"),
    ],
)
def test_answers_that_do_not_fit_are_refused(places, answers, problem):
    place = write(places, "qa-xquad")
    row = {"id": "q1", "title": "Cats", "context": "the cat", "question": "?", "answers": answers}
    jsonl(place / "xquad.en.jsonl.gz", row)
    with pytest.raises(CorruptData, match=problem):
        data.load("qa-xquad")


def test_stories(places):
    write(places, "babi")
    babi = data.load("babi")
    assert (len(babi.train), len(babi.test)) == (2, 1)
    assert babi.test.contexts == (("A is here.", "B is there."),)
    assert babi.test.answers == (("here",),)
    assert babi.test.fields["supporting"] == ((0,),)
    assert babi.test.fields["task"].tolist() == [1]
