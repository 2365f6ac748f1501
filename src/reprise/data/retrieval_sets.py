"""Test collections for search: a corpus, queries, graded judgements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reprise.data.entry import Entry
from reprise.data.errors import CorruptData
from reprise.data.folder import Folder, FolderReading
from reprise.data.hub import Hub, HubReading
from reprise.data.provenance import Dataset

if TYPE_CHECKING:
    import pandas as pd

Qrels = dict[str, dict[str, int]]


@dataclass(frozen=True, repr=False, eq=False)
class RetrievalSet(Dataset):
    """A test collection.

    Args:
        corpus: document id -> text, the title (if any) before it, with a space between.
        titles: document id -> title, ``""`` where it has none.
        queries: query id -> text.
        qrels: split -> query id -> document id -> grade; 0 is judged and not relevant, what is absent was
            not judged. Only judged queries appear.
        extras: further tables, by name.
    """

    corpus: dict[str, str]
    titles: dict[str, str]
    queries: dict[str, str]
    qrels: dict[str, Qrels]
    extras: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def judged(self, split: str = "test") -> dict[str, str]:
        """The queries that have at least one judgement in a split, in order of the judgements.

        Raises:
            KeyError: no such split; the message lists them.
        """
        if split not in self.qrels:
            raise KeyError(f"{self.name} has no split {split!r}; it has {', '.join(map(repr, self.qrels))}")
        return {query: self.queries[query] for query in self.qrels[split]}

    def contents(self) -> str:
        judged = ", ".join(f"{split} {len(qrels):,} judged" for split, qrels in self.qrels.items())
        return f"{len(self.corpus):,} documents, {len(self.queries):,} queries ({judged})"


def _documents(rows: Iterable[Mapping[str, Any]]) -> tuple[dict[str, str], dict[str, str]]:
    corpus, titles = {}, {}
    for row in rows:
        title = row["title"] or ""
        titles[str(row["_id"])] = title
        corpus[str(row["_id"])] = f"{title} {row['text']}".strip()
    return corpus, titles


def _qrels(where: Path, queries: Iterable[str], documents: Iterable[str], grades: Iterable[float]) -> Qrels:
    out: Qrels = {}
    for query, document, grade in zip(queries, documents, grades, strict=True):
        if grade != int(grade):
            raise CorruptData(where, f"query {query!r} has the grade {grade}, which is not a whole number")
        out.setdefault(str(query), {})[str(document)] = int(grade)
    return out


def _check(file: Path, qrels: Qrels, queries: Mapping[str, str], corpus: Mapping[str, str]) -> None:
    for query, grades in qrels.items():
        if query not in queries:
            raise CorruptData(file, f"it judges query {query!r}, which is not among the queries")
        strays = [document for document in grades if corpus and document not in corpus]
        if strays:
            raise CorruptData(file, f"query {query!r} names document {strays[0]!r}, not in the corpus")


def _folder(
    splits: Mapping[str, str],
    corpus: bool = True,
    extras: Mapping[str, tuple[str, tuple[str, ...] | None]] | None = None,
) -> Any:
    """Reads corpus.jsonl.gz, queries.jsonl.gz, one file of judgements a split, and extra tables."""

    def read(reading: FolderReading) -> RetrievalSet:
        documents, titles = (
            _documents(reading.records("corpus.jsonl.gz", "_id", "title", "text")) if corpus else ({}, {})
        )
        queries = {row["_id"]: row["text"] for row in reading.records("queries.jsonl.gz", "_id", "text")}
        qrels = {}
        for split, file in splits.items():
            table = reading.frame(file, {"score": int}, ("query-id", "corpus-id"))
            qrels[split] = _qrels(
                reading.folder / file, table["query-id"], table["corpus-id"], table["score"]
            )
            _check(reading.folder / file, qrels[split], queries, documents)
        tables = {name: reading.frame(file, header=header) for name, (file, header) in (extras or {}).items()}
        return RetrievalSet(reading.provenance(), documents, titles, queries, qrels, tables)

    files = (*(["corpus.jsonl.gz"] if corpus else []), "queries.jsonl.gz", *splits.values())
    return Folder(read, (*files, *(file for file, _ in (extras or {}).values())))


def _hub(reading: HubReading) -> RetrievalSet:
    documents = reading.columns("corpus", "_id", "title", "text")
    corpus, titles = _documents(
        {"_id": i, "title": title, "text": text}
        for i, title, text in zip(documents["_id"], documents["title"], documents["text"], strict=True)
    )
    asked = reading.columns("queries", "_id", "text")
    queries = {str(i): text for i, text in zip(asked["_id"], asked["text"], strict=True)}
    qrels = {}
    for split in reading.splits:
        if split not in ("corpus", "queries"):
            judged = reading.columns(split, "query-id", "corpus-id", "score")
            qrels[split] = _qrels(reading.snapshot, judged["query-id"], judged["corpus-id"], judged["score"])
            _check(reading.snapshot, qrels[split], queries, corpus)
    return RetrievalSet(reading.provenance(), corpus, titles, queries, qrels)


def _original(repo: str, *splits: str, differs: str = "") -> Hub:
    places = {split: f"default/{split}" for split in splits}
    return Hub(_hub, repo, {"corpus": "corpus/corpus", "queries": "queries/queries", **places}, {}, differs)


def _melo(name: str, size: str, queries: str, corpus: str) -> Entry:
    concepts = {"concepts": ("concepts.tsv.gz", ("document", "concept"))}
    return Entry(
        name,
        RetrievalSet,
        f"national occupation titles ({queries}) to labels of ESCO occupations ({corpus})",
        size,
        "MIT (repository); ESCO and national classifications are public",
        "Retyk et al. 2024 (MELO); from github.com/Avature/melo-benchmark",
        "Several documents are labels of one concept, all of them relevant; the table extras['concepts'] maps "
        "documents to concepts.",
        (_folder({"test": "qrels.tsv"}, extras=concepts),),
    )


ENTRIES = (
    Entry(
        "ir-cisi",
        RetrievalSet,
        "abstracts of information science",
        "1,460 documents, 111 queries (76 judged)",
        "none stated; freely distributed for research",
        "Glasgow IR group; from github.com/B-F0X/Information-Retrieval",
        "Binary judgements. Many queries are long passages.",
        (_folder({"test": "qrels.tsv"}),),
    ),
    Entry(
        "ir-cranfield",
        RetrievalSet,
        "abstracts of aerodynamics, questions in natural language",
        "1,400 documents, 225 queries",
        "none stated; freely distributed research data",
        "Cleverdon; from github.com/xyxxyyxy/cranvectors and lailaglez/belief-network-irs",
        "Grades 4 (complete answer) to 1 (minimum interest), 0 = of no interest. Two documents are empty.",
        (_folder({"test": "qrels.tsv"}),),
    ),
    Entry(
        "ir-scifact",
        RetrievalSet,
        "biomedical abstracts, scientific claims as queries",
        "5,183 documents, 1,109 queries (809 train, 300 test)",
        "claims CC BY 4.0, abstracts ODC-By 1.0",
        "Wadden et al. 2020; from github.com/sumithra-p-v/claimverifier",
        "Built as BEIR's version: train from the training claims, test from the development claims. "
        "extras['evidence'] says SUPPORT or CONTRADICT where that is annotated.",
        (
            _folder(
                {"train": "qrels_train.tsv", "test": "qrels_test.tsv"},
                extras={"evidence": ("evidence.tsv", None)},
            ),
            _original("mteb/scifact", "train", "test", differs="without extras['evidence']"),
        ),
    ),
    Entry(
        "limit-small",
        RetrievalSet,
        "LIMIT with 46 documents: who likes what",
        "46 documents, 1,000 queries",
        "CC BY 4.0",
        "Weller et al. 2025 (arXiv 2508.21038); from github.com/google-deepmind/limit",
        "Every query has exactly two relevant documents; nearly all pairs occur.",
        (_folder({"test": "qrels.tsv"}), _original("orionweller/LIMIT-small", "test")),
    ),
    Entry(
        "limit-full",
        RetrievalSet,
        "LIMIT: queries and judgements of the version with 50,000 documents",
        "1,000 queries over 46 relevant documents",
        "CC BY 4.0",
        "Weller et al. 2025 (arXiv 2508.21038); from github.com/google-deepmind/limit",
        "Partial: the corpus is empty, only queries, judgements and the table extras['attributes'] of the 1,848 "
        "things that can be liked, from which a corpus of the same kind can be generated.",
        (
            _folder(
                {"test": "qrels.tsv"},
                corpus=False,
                extras={"attributes": ("attributes.txt", ("attribute",))},
            ),
            _original("orionweller/LIMIT", "test", differs="with its corpus; without the attributes"),
        ),
    ),
    _melo("melo-hun-q-hu-c-en", "33,580 documents, 362 queries", "Hungarian", "English"),
    _melo("melo-hun-q-hu-c-hu", "16,923 documents, 362 queries", "Hungarian", "Hungarian"),
    _melo("melo-usa-q-en-c-en", "33,809 documents, 633 queries", "English", "English"),
)
