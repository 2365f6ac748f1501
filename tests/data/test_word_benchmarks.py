import pytest

from data.small_files import table
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


@pytest.fixture
def words(places):
    write(places, "word-benchmarks")
    return data.load("word-benchmarks")


def test_by_name(words):
    frame = words["similarity/en/men"]
    assert frame["word2"].tolist() == ["null"]
    assert frame["similarity"].tolist() == [50.0]
    assert words["similarity/en-de/rg65"]["word2"].tolist() == ["Seil"]
    with pytest.raises(KeyError, match="similarity/en/men"):
        words["similarity/en/nothing"]


def test_by_task_and_language(words):
    assert set(words.task("similarity")) == {"men", "simlex999"}
    assert set(words.task("similarity", "en-de")) == {"rg65"}
    with pytest.raises(KeyError, match=r"analogy \(en\)"):
        words.task("analogy", "hu")


def test_the_original_simlex_has_the_common_column(words):
    frame = words["similarity/en/simlex999"]
    assert frame[["word1", "word2", "POS", "similarity"]].iloc[0].tolist() == ["old", "new", "A", 1.58]


def test_words_are_stripped_and_lists_are_words(words):
    row = words["analogy/en/jair"].iloc[0]
    assert row[["word1", "word2", "word3", "target"]].tolist() == ["solar system", "atom", "sun", "nucleus"]
    row = words["outlier/en/8-8-8"].iloc[0]
    assert (row["outliers"], row["words"]) == (("Opel",), ("Apple", "HP"))


def test_an_outlier_cell_is_read_as_data_not_run(places):
    place = write(places, "word-benchmarks")
    table(
        place / "outlier-detection__en__8-8-8.csv.gz", "category outliers words", ("it", "print(1)", "['a']")
    )
    with pytest.raises(CorruptData, match=r"'print\(1\)' is not a list of words"):
        data.load("word-benchmarks")


def test_an_unknown_task_is_refused(places):
    place = write(places, "word-benchmarks")
    table(place / "word-guessing__en__x.csv.gz", "word", ("a",))
    with pytest.raises(CorruptData, match="'word-guessing' is none of"):
        data.load("word-benchmarks")
