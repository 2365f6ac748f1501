import datetime

import pytest

from reprise.daily.desk import Desk, page_number
from reprise.daily.entry import Entry
from reprise.daily.library import Library
from reprise.daily.problems import Problem
from reprise.daily.rendering import Renderer
from reprise.daily.runs import Runs


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("007", 7), ("100000", 100_000)])
def test_pages_count_from_one(text, number):
    assert page_number(text) == number


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "100001", "1" * 30, "", "٣", " 1", "one"])
def test_other_pages_are_a_problem(text):
    with pytest.raises(Problem, match="422 There is no such page"):
        page_number(text)


def test_a_slug_means_the_card_before_an_id_that_reads_the_same(tmp_path, reproductions, quick_command):
    from reprise.daily.schema import papers

    with Library.open(tmp_path / "daily.sqlite") as library:
        card = Entry("one", "a", "Matryoshka Representation Learning", arxiv="2205.13147")
        library.write([card, Entry("one", "b", "Wooden dolls", published=datetime.date(2024, 1, 1))])
        with library._write() as connection:  # as libraries had it once
            connection.execute(papers.update().where(papers.c.key == "b").values(key="matryoshka"))
        runs = Runs(tmp_path / "runs", command=quick_command)
        desk = Desk(library, reproductions, runs, Renderer())
        try:
            assert desk.paper("matryoshka").title == "Matryoshka Representation Learning"
            assert desk.paper("2205.13147").slug == "matryoshka"
        finally:
            runs.close()
