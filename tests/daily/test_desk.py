import pytest

from reprise.daily.desk import page_number
from reprise.daily.problems import Problem


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("007", 7), ("100000", 100_000)])
def test_pages_count_from_one(text, number):
    assert page_number(text) == number


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "100001", "1" * 30, "", "٣", " 1", "one"])
def test_other_pages_are_a_problem(text):
    with pytest.raises(Problem, match="422 There is no such page"):
        page_number(text)
