from pathlib import Path

import pytest

from data.small_files import table
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData
from reprise.data.labelled_texts import indices


def test_labels_are_indices_into_the_sorted_classes(places):
    write(places, "banking77")
    banking = data.load("banking77")
    assert banking.classes == ("how", "where")
    assert banking.train.texts == ['Where, "please"?', "two\nlines"]
    assert banking.train.y.tolist() == [1, 0]
    assert banking.test.texts == ["null"]


def test_news_join_title_and_description_and_have_the_usual_order_of_classes(places):
    place = write(places, "ag-news-test")
    news = data.load("ag-news-test")
    assert news.test.texts == ["T d, e"]
    assert news.classes == ("World", "Sports", "Business", "Sci/Tech")
    assert news.test.y.tolist() == [3]
    table(place / "ag_news_test.csv.gz", "label title description", ("Weather", "T", "d"))
    with pytest.raises(CorruptData, match="Weather"):
        data.load("ag-news-test")


def test_newsgroups_mark_cross_posts(places):
    write(places, "20newsgroups")
    groups = data.load("20newsgroups")
    assert groups.classes == ("alt", "sci.med")
    assert groups.train.fields["duplicate"].tolist() == [False, True]
    assert groups.test.texts == ["two\nlines"]
    assert groups.test.fields["id"] == ["3"]
    assert groups.test.y.tolist() == [0]


def test_job_titles(places):
    write(places, "job-title-norm")
    jobs = data.load("job-title-norm")
    assert [
        (text, jobs.classes[y]) for text, y in zip(jobs.validation.texts, jobs.validation.y, strict=True)
    ] == [
        ("Baker", "u/2"),
        ("Cook", "u/1"),
    ]


def test_a_withheld_label_is_minus_one():
    assert indices(["b", None, "a"], ("a", "b"), Path("f")).tolist() == [1, -1, 0]
