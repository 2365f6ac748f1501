import pytest

from data.small_files import jsonl, text
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


def test_tables_by_name(places):
    write(places, "esco")
    esco = data.load("esco")
    assert list(esco) == ["occupations", "skills", "relations", "skill_relations"]
    assert len(esco) == 4
    assert esco["occupations"]["alt"].tolist() == [["bread maker"]]
    assert esco["skills"]["alt"].isna().tolist() == [False, True]
    assert esco["relations"]["type"].tolist() == ["essential"]
    with pytest.raises(KeyError, match="occupations, skills"):
        esco["tasks"]


def test_cells_are_literal_text(places):
    write(places, "onet")
    onet = data.load("onet")
    assert onet["occupations"]["Title"].tolist() == ['Chief "x"']
    assert onet["technology_skills"]["Example"].tolist() == ["NA"]
    assert onet["tasks"]["O*NET-SOC Code"].tolist() == ["11.00"]


def test_counts_are_numbers(places):
    place = write(places, "hu-morph-pairs")
    assert data.load("hu-morph-pairs")["pairs"]["count"].tolist() == [7]
    text(place / "hu_lemma_form.tsv.gz", "lemma\tform\tupos\tfeats\tcount\nvan\tvolt\tVERB\t_\tmany\n")
    with pytest.raises(CorruptData, match="'count'"):
        data.load("hu-morph-pairs")


def test_wordnet_and_instructions(places):
    place = write(places, "wordnet")
    assert data.load("wordnet")["synsets"].iloc[0]["lemmas"] == ["entity"]
    jsonl(place / "synsets.jsonl.xz", {"id": "n1", "lemmas": ["entity"]})
    with pytest.raises(CorruptData, match="line 1 lacks the keys"):
        data.load("wordnet")
    write(places, "instruct")
    instruct = data.load("instruct")
    assert list(instruct) == ["t0_sample", "seed_tasks", "gsm8k_train", "gsm8k_test", "bbh", "alpaca_eval"]
    assert instruct["gsm8k_test"]["answer"].tolist() == ["2\n#### 2"]
