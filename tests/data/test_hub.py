"""The Hub path against a local server with small parquet files."""

import numpy as np
import pytest

from data.small_files import noise
from data.small_sets import write
from data.stand_in_hub import parquet, picture, serving
from reprise import data
from reprise.data import CorruptData, DataNotFound
from reprise.data.hub import Hub
from reprise.data.registry import entries

NUMBERS = [str(i) for i in range(10)]


def go_online(monkeypatch, endpoint):
    """Send the client to an endpoint, whatever the environment was when it was imported."""
    monkeypatch.setenv("HF_ENDPOINT", endpoint)
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)


@pytest.fixture
def hub(monkeypatch):
    with serving() as hub:
        go_online(monkeypatch, hub.endpoint)
        yield hub


def mnist_files(shards=2):
    pictures, files = {}, {}
    for split in ("train", "test"):
        for shard in range(shards):
            x = noise(3, 28, 28, seed=shard)
            pictures.setdefault(split, []).append(x)
            columns = {"image": [picture(p) for p in x], "label": [7, 1, shard]}
            files[f"mnist/{split}/{shard:04}.parquet"] = parquet(columns, {"label": {"names": NUMBERS}})
    return files, {split: np.concatenate(parts) for split, parts in pictures.items()}


def test_images_come_from_all_shards_in_order(hub):
    hub.repos["ylecun/mnist"], pictures = mnist_files()
    with data.recording() as seen:
        mnist = data.load("mnist")
    np.testing.assert_array_equal(mnist.train.x, pictures["train"])
    assert mnist.train.x.dtype == np.uint8
    assert mnist.test.y.tolist() == [7, 1, 0, 7, 1, 1]
    assert mnist.classes == tuple(NUMBERS)
    assert mnist.origin == "Hub ylecun/mnist"
    assert mnist.source == "LeCun, Cortes, Burges; from the Hugging Face Hub, ylecun/mnist"
    assert seen == {"mnist": mnist.digest}


def test_a_local_folder_comes_first(hub, places):
    hub.repos["ylecun/mnist"], _ = mnist_files()
    write(places, "mnist")
    assert data.load("mnist").origin.startswith("folder")
    assert not hub.requests


def test_offline_uses_what_was_downloaded_and_asks_nothing(hub, monkeypatch):
    hub.repos["ylecun/mnist"], _ = mnist_files()
    assert data.availability()["mnist"] is None
    before = data.load("mnist").digest
    hub.requests.clear()
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert data.load("mnist").digest == before
    assert data.availability()["mnist"] == "Hub ylecun/mnist"
    assert not hub.requests


def test_offline_without_a_download(hub, monkeypatch):
    hub.repos["ylecun/mnist"], _ = mnist_files()
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(DataNotFound, match="offline"):
        data.load("mnist")
    assert not hub.requests


def test_a_repository_that_is_gone(hub):
    with pytest.raises(DataNotFound, match="ylecun/mnist: the Hub refused"):
        data.load("mnist")


def test_a_hub_that_cannot_be_reached(monkeypatch):
    with serving() as hub:
        endpoint = hub.endpoint
    go_online(monkeypatch, endpoint)
    with pytest.raises(DataNotFound, match="cannot be reached"):
        data.load("mnist")


def test_without_the_client_library_the_extra_is_named(monkeypatch):
    monkeypatch.setattr("reprise.data.hub._installed", lambda: False)
    with pytest.raises(DataNotFound, match=r"reprise-ml\[hub\]"):
        data.load("mnist")
    assert data.availability()["mnist"] is None


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        (b"PAR1 damaged", "not a readable parquet file"),
        (parquet({"image": [picture(noise(28, 28))]}), "lacks the columns \\['label'\\]"),
        (parquet({"image": ["no bytes"], "label": [1]}), "expected a picture"),
        (parquet({"image": [{"bytes": b"GIF8", "path": None}], "label": [1]}), "picture cannot be read"),
    ],
)
def test_a_copy_of_another_form_is_refused(hub, file, problem):
    hub.repos["ylecun/mnist"] = {f"mnist/{split}/0000.parquet": file for split in ("train", "test")}
    with pytest.raises(CorruptData, match=problem):
        data.load("mnist")


def test_a_copy_without_the_split_is_refused(hub):
    files, _ = mnist_files(shards=1)
    hub.repos["ylecun/mnist"] = {name: content for name, content in files.items() if "train" in name}
    with pytest.raises(CorruptData, match="no parquet file of split 'test'"):
        data.load("mnist")


def test_cifar100_has_both_levels_of_labels(hub):
    columns = {"img": [picture(noise(32, 32, 3))], "fine_label": [1], "coarse_label": [0]}
    features = {"fine_label": {"names": ["apple", "bear"]}, "coarse_label": {"names": ["fruit"]}}
    file = parquet(columns, features)
    hub.repos["uoft-cs/cifar100"] = {f"cifar100/{split}/0000.parquet": file for split in ("train", "test")}
    cifar = data.load("cifar100")
    assert cifar.classes == ("apple", "bear")
    assert "lossless" in cifar.notes
    assert "a fifth" not in cifar.notes
    assert cifar.names == {"coarse": ("fruit",)}
    assert cifar.train.fields["coarse"].tolist() == [0]
    np.testing.assert_array_equal(cifar.train.x[0], noise(32, 32, 3))


def test_texts_take_the_class_names_from_the_copy(hub):
    file = parquet({"text": ["a", "b"], "label": [1, 0]}, {"label": {"names": ["how", "where"]}})
    hub.repos["legacy-datasets/banking77"] = {
        f"default/{split}/0000.parquet": file for split in ("train", "test")
    }
    banking = data.load("banking77")
    assert [banking.classes[y] for y in banking.test.y] == ["where", "how"]
    assert banking.train.texts == ["a", "b"]


def test_pairs_of_the_chosen_language(hub):
    for language in ("en", "zh"):
        columns = {"sentence1": [language], "sentence2": ["b"], "similarity_score": [2.5]}
        files = {f"{language}/{split}/0000.parquet": parquet(columns) for split in ("train", "dev", "test")}
        hub.repos.setdefault("PhilipMay/stsb_multi_mt", {}).update(files)
    stsb = data.load("stsb-multi", language="zh")
    assert stsb.validation.first == ["zh"]
    assert stsb.validation.y.tolist() == [2.5]
    assert not any("/en/" in path for path in hub.requests if "resolve" in path)


def test_labelled_pairs(hub):
    file = parquet({"question": ["q"], "answer": ["a"], "label": [1]})
    hub.repos["microsoft/wiki_qa"] = {
        f"default/{s}/0000.parquet": file for s in ("train", "validation", "test")
    }
    assert data.load("qa-wikiqa").test.y.tolist() == [1]
    assert data.load("qa-wikiqa").relation == "labelled"


def test_a_retrieval_set_has_its_three_parts(hub):
    hub.repos["orionweller/LIMIT"] = {
        "corpus/corpus/0000.parquet": parquet({"_id": ["a", "b"], "title": ["", "T"], "text": ["x", "y"]}),
        "queries/queries/0000.parquet": parquet({"_id": ["q"], "text": ["who?"]}),
        "default/test/0000.parquet": parquet({"query-id": ["q"], "corpus-id": ["b"], "score": [1]}),
    }
    limit = data.load("limit-full")
    assert limit.corpus == {"a": "x", "b": "T y"}
    assert limit.qrels == {"test": {"q": {"b": 1}}}


def test_a_grade_that_is_no_whole_number_is_refused(hub):
    hub.repos["orionweller/LIMIT-small"] = {
        "corpus/corpus/0000.parquet": parquet({"_id": ["a"], "title": [""], "text": ["x"]}),
        "queries/queries/0000.parquet": parquet({"_id": ["q"], "text": ["who?"]}),
        "default/test/0000.parquet": parquet({"query-id": ["q"], "corpus-id": ["a"], "score": [0.5]}),
    }
    with pytest.raises(CorruptData, match=r"grade 0\.5"):
        data.load("limit-small")


def test_question_answering(hub):
    answers = [{"text": ["cat"], "answer_start": [4]}]
    columns = {"id": ["1"], "context": ["the cat"], "question": ["who?"], "answers": answers}
    hub.repos["google/xquad"] = {"xquad.de/validation/0000.parquet": parquet(columns)}
    xquad = data.load("qa-xquad", language="de")
    assert xquad.validation.answers == (("cat",),)
    assert xquad.validation.fields["starts"] == ((4,),)


def test_photographs_are_squashed_to_one_size(hub):
    columns = {"image": [picture(noise(30, 50, 3)), picture(noise(90, 64, 3))]}
    columns |= {f"caption_{i}": ["first", "second"] for i in range(5)}
    files = {f"default/{split}/0000.parquet": parquet(columns) for split in ("train", "validation", "test")}
    hub.repos["jxie/flickr8k"] = files
    flickr = data.load("flickr8k")
    assert flickr.test.x.shape == (2, 64, 64, 3)
    assert flickr.test.captions == (("first",) * 5, ("second",) * 5)


def test_every_hub_source_says_where_each_split_lies():
    for entry in entries().values():
        for source in entry.sources:
            if isinstance(source, Hub):
                assert entry.hub == source.repo
                assert source.repo.count("/") == 1
                for place in source.splits.values():
                    filled = place.format(**{option: values[0] for option, values in entry.options.items()})
                    assert filled.count("/") == 1
