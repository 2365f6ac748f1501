"""Other ways to make the bundled search model, measured before one of them is chosen.

    python benchmarks/search_model_candidates.py

Every candidate has the bundled model's tokens, size (29,200 x 256 int8) and encoder; only the vectors differ.

1. ``decontextualised``: the teacher's vector of each token alone, mean removed, PCA, SIF; the start of the others.
2. ``x2static``: X2Static from the teacher's means of SENTENCES sentences of papers-acl up to 2019 and of the
   encyclopaedia; a token that none of them holds has the image of its decontextualised vector under the ridge map
   fitted on those that occur. Mean removed, PCA, SIF.
3. ``+ pairs``: fitted on titles and abstracts of papers-acl up to 2019. ``decontextualised + pairs`` is the recipe of
   the bundled model.
4. ``+ pairs, annealed``: twice the batch and the rate, which falls to 0, over 4 epochs.
5. ``+ pairs and paragraphs``: annealed, and first sentences of the encyclopaedia's paragraphs with what follows.

The best candidate besides the bundled one is chosen by the mean nDCG@10 on papers-ml and ir-cisi alone. It, the
bundled model and the pure X2Static are then measured on ir-cranfield and ir-scifact too, alone and fused with BM25.
Token counts and what the teacher says are cached. Writes search_model_candidates.json beside this file.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import scipy.sparse as sp
import torch

from reprise import data
from reprise.retrieval import StaticEmbedding, evaluate
from reprise.retrieval.static import BUNDLED, digest
from reprise.vectors import AffineAligner, quantize_int8
from reprise.words import TeacherPass, TeacherVectors, X2Static, fit_static_pairs
from search_model import Collection, by_vectors, by_words, fuse, judged_set

sys.path.append(str(Path(__file__).resolve().parents[1] / "scripts"))
from make_search_model import (
    BORDER,
    EVERY,
    FITTED_UNTIL,
    first_and_rest,
    fit_with_paragraphs,
    offline_teacher,
    read_alone,
    start,
)

SENTENCES = {"papers": 1500, "encyclopaedia": 1000}


def sentences(papers: list[str], general: list[str]) -> list[str]:
    """Sentences of 6 to 40 words, one from a text, in a random order."""
    rng = np.random.default_rng(0)
    out: list[str] = []
    for texts, wanted in zip((papers, general), SENTENCES.values(), strict=True):
        found = 0
        for i in rng.permutation(len(texts)):
            fitting = [s for s in BORDER.split(texts[i]) if 6 <= len(s.split()) <= 40]
            if fitting:
                out.append(fitting[rng.integers(len(fitting))])
                found += 1
                if found == wanted:
                    break
    return [out[i] for i in rng.permutation(len(out))]


class Workshop:
    """Texts, counts and the teacher's vectors, from which candidates are made."""

    def __init__(self) -> None:
        fitted = [p for p in data.load("papers-acl").papers if p.year <= FITTED_UNTIL and p.abstract]
        self.titles, self.abstracts = [p.title for p in fitted], [p.abstract for p in fitted]
        self.general = list(data.load("corpus-en").lines("wikipedia"))
        self.tokenizer = StaticEmbedding.load().tokenizer
        self.tokens = list(self.tokenizer.vocabulary)
        self.first, self.second = self.counted(self.titles), self.counted(self.abstracts)
        general = self.counted(self.general[::EVERY])
        self.totals = np.sum(
            [np.asarray(c.sum(axis=0)).ravel() for c in (self.first, self.second, general)], axis=0
        )

    def counted(self, texts: Sequence[str]) -> sp.csr_array:
        """Token counts of texts."""

        def make() -> dict[str, np.ndarray]:
            parts = [self.tokenizer.counts(texts[i : i + 2000]) for i in range(0, len(texts), 2000)]
            counts = sp.csr_array(sp.vstack(parts))
            return {"data": counts.data, "indices": counts.indices, "indptr": counts.indptr}

        read = hashlib.sha256("\0".join(texts).encode()).hexdigest()
        key = {"benchmark": "search_model_candidates", "tokens": self.tokens, "texts": read}
        made = data.cached_arrays(key, make)
        return sp.csr_array(
            (made["data"], made["indices"], made["indptr"]), shape=(len(texts), len(self.tokens))
        )

    def teacher_alone(self) -> np.ndarray:
        """The first special token's state for each token read alone."""
        from transformers import AutoModel, AutoTokenizer

        encoder = AutoModel.from_pretrained(offline_teacher())
        tokenizer = AutoTokenizer.from_pretrained(offline_teacher())
        return read_alone(encoder, tokenizer, self.tokens)

    def x2static(self, alone: np.ndarray) -> np.ndarray:
        """X2Static's vectors of the tokens that the sentences hold, mapped ones of the others."""
        lines = sentences(self.abstracts, self.general)
        means = TeacherPass(offline_teacher(), max_sentences=0).run(lines).means
        counts = self.tokenizer.counts(lines)
        tokens = np.repeat(counts.indices, counts.data.astype(int)).astype(np.int32)
        offsets = np.concatenate([[0], np.cumsum(np.asarray(counts.sum(axis=1)).ravel())]).astype(np.int64)
        often = np.bincount(tokens, minlength=len(self.tokens)).astype(np.int64)
        taught = TeacherVectors(
            tuple(self.tokens), often, tokens, offsets, means, None,
            np.empty((0, means.shape[1]), np.float32), np.full(len(tokens), -1, np.int64),
        )  # fmt: skip
        learned = X2Static(epochs=10, subsample=1e-3, lr=1e-2).fit(taught).vectors.vectors
        known = often > 0
        out = AffineAligner().fit(alone[known], learned).transform(alone).astype(np.float32)
        out[known] = learned
        return out

    def paragraphs(self) -> tuple[sp.csr_array, sp.csr_array]:
        """Counts of first sentences and of what follows."""
        firsts, rests = zip(*first_and_rest(self.general), strict=True)
        return self.counted(firsts), self.counted(rests)

    def candidates(self) -> Iterable[tuple[str, Callable[[], np.ndarray]]]:
        """Name and maker of each candidate's table."""
        alone = self.teacher_alone()
        begun = start(alone, self.totals)
        taught = start(self.x2static(alone), self.totals)
        titled = (self.first, self.second)
        yield "decontextualised", lambda: begun
        yield "x2static", lambda: taught
        yield "decontextualised + pairs", lambda: fit_static_pairs(begun, *titled)
        yield (
            "decontextualised + pairs and paragraphs",
            lambda: fit_with_paragraphs(begun, titled, self.paragraphs()),
        )
        yield "x2static + pairs", lambda: fit_static_pairs(taught, *titled)
        yield (
            "decontextualised + pairs, annealed",
            lambda: fit_static_pairs(
                begun, *titled, epochs=4, batch_size=1024, learning_rate=4e-3, anneal=True
            ),
        )


def title_to_abstract(most: int = 1000) -> Collection:
    """A thousand titles of papers-ml and all its abstracts, as in the script that makes the model."""
    papers = data.load("papers-ml").papers
    chosen = np.random.default_rng(0).permutation(len(papers))[:most]
    return Collection(
        "papers-ml",
        {str(i): paper.abstract for i, paper in enumerate(papers)},
        {str(i): papers[i].title for i in chosen},
        {str(i): {str(i): 1} for i in chosen},
    )


def ndcg(collection: Collection, run: dict[str, dict[str, float]]) -> float:
    """nDCG@10."""
    return evaluate(collection.qrels, run, ["ndcg@10"])["ndcg@10"]


def main() -> None:
    """Make, choose, measure, write."""
    torch.manual_seed(0)
    workshop = Workshop()
    chosen_on = [title_to_abstract(), judged_set("ir-cisi", "test")]
    models, choice = {"bundled": StaticEmbedding.load()}, {}
    for name, make in workshop.candidates():
        models[name] = StaticEmbedding(workshop.tokenizer, *quantize_int8(make()))
    for name, model in models.items():
        choice[name] = {c.name: ndcg(c, by_vectors(c, model.encode)) for c in chosen_on}
        print(f"{name}: " + ", ".join(f"{c} {v:.4f}" for c, v in choice[name].items()), flush=True)
    best = max(set(models) - {"bundled"}, key=lambda name: (sum(choice[name].values()), name))
    held_out: dict[str, dict[str, dict[str, float]]] = {}
    for collection in (chosen_on[1], judged_set("ir-cranfield", "test"), judged_set("ir-scifact", "test")):
        words = by_words(collection)
        held_out[collection.name] = {"BM25": {"alone": ndcg(collection, words)}}
        for name in dict.fromkeys(("bundled", "x2static", best)):
            run = by_vectors(collection, models[name].encode)
            held_out[collection.name][name] = {
                "alone": ndcg(collection, run),
                "with BM25": ndcg(collection, fuse(words, run)),
            }
        print(collection.name, held_out[collection.name], flush=True)
    wins = all(arms[best]["alone"] > arms["bundled"]["alone"] for arms in held_out.values())
    record = {
        "metric": "ndcg@10", "choice": choice, "chosen": best, "retrieval_sets": held_out,
        "chosen_beats_bundled_on_all": wins, "bundled_model": digest(BUNDLED), "sentences": SENTENCES,
    }  # fmt: skip
    path = Path(__file__).with_suffix(".json")
    new = path.with_suffix(".json.new")
    new.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    new.replace(path)


if __name__ == "__main__":
    main()
