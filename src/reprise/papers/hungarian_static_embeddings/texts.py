"""Sentences, analogy questions and judgements of similarity in both languages."""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from reprise import data
from reprise.words.evaluation import Question

TOKEN = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|\d+|[^\w\s]")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-zà-ÿőű])")
SHORTEST, LONGEST = 5, 60  # tokens of a sentence

# The feature bundles of the Hungarian questions: what is asked of a lemma.
BUNDLES = {
    "accusative": ("NOUN", "Case=Acc|Number=Sing"),
    "plural": ("NOUN", "Case=Nom|Number=Plur"),
    "instrumental": ("NOUN", "Case=Ins|Number=Sing"),
    "sublative": ("NOUN", "Case=Sbl|Number=Sing"),
    "inessive": ("NOUN", "Case=Ine|Number=Sing"),
    "possessive": ("NOUN", "Case=Nom|Number=Sing|Number[psor]=Sing|Person[psor]=3"),
    "past, indefinite": (
        "VERB",
        "Definite=Ind|Mood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin|Voice=Act",
    ),
    "past, definite": (
        "VERB",
        "Definite=Def|Mood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin|Voice=Act",
    ),
    "infinitive": ("VERB", "VerbForm=Inf|Voice=Act"),
    "comparative": ("ADJ", "Case=Nom|Degree=Cmp|Number=Sing"),
}


@dataclass(frozen=True, eq=False)
class Similarities:
    """Pairs of words and how alike people find them."""

    first: list[str]
    second: list[str]
    scores: np.ndarray


@dataclass(frozen=True, eq=False)
class Text:
    """A text and what is asked about its words.

    Args:
        sentences: tokens as written.
        questions: by category; those with an unknown word are left out later.
        pairs: of a lemma and a form by bundle, to make questions from words that are common to all sets.
    """

    sentences: list[list[str]]
    questions: Mapping[str, list[Question]] = field(default_factory=dict)
    similarities: Mapping[str, Similarities] = field(default_factory=dict)
    pairs: Mapping[str, list[tuple[str, str]]] = field(default_factory=dict)

    @functools.cached_property
    def lines(self) -> list[str]:
        """What word vectors are counted on: the words in lower case."""
        return counted(self.sentences)

    @functools.cached_property
    def counts(self) -> Counter[str]:
        return Counter(word for line in self.lines for word in line.split())


def counted(sentences: Iterable[list[str]]) -> list[str]:
    """Lines of the tokens that have a letter, in lower case."""
    return [" ".join(token.lower() for token in sentence if token[0].isalpha()) for sentence in sentences]


def spread(sentences: list[list[str]], count: int) -> list[list[str]]:
    """So many sentences at equal distances."""
    if count > len(sentences):
        raise ValueError(f"{count:,} sentences are asked for, the text has {len(sentences):,}")
    return [sentences[i] for i in np.linspace(0, len(sentences) - 1, count).astype(int)]


def sentences_of(lines: Iterable[str], tokens: int) -> list[list[str]]:
    """Sentences of an ordinary length until there are so many tokens."""
    found: list[list[str]] = []
    size = 0
    for line in lines:
        for sentence in SENTENCE_END.split(line):
            words = TOKEN.findall(sentence)
            if SHORTEST <= len(words) <= LONGEST:
                found.append(words)
                size += len(words)
        if size >= tokens:
            return found
    raise ValueError(f"the text has {size:,} tokens in sentences, {tokens:,} are asked for")


@functools.cache
def english(tokens: int) -> Text:
    """The encyclopaedia first, then the rest of the corpus; Google's questions, MEN, WordSim-353 and SimLex-999."""
    corpus = data.load("corpus-en")
    lines = itertools.chain.from_iterable(
        corpus.lines(part) for part in ("wikipedia", "reference", "fiction")
    )
    benchmarks = data.load("word-benchmarks")
    questions: dict[str, list[Question]] = {}
    for row in benchmarks["analogy/en/google-analogies"].itertuples(index=False):
        a, b, c, d = (str(word).lower() for word in (row.word1, row.word2, row.word3, row.target))
        questions.setdefault(str(row.type), []).append((a, b, c, d))
    sets = {"men": ("men",), "wordsim": ("wordsim353-sim", "wordsim353-rel"), "simlex": ("simlex999",)}
    similarities = {}
    for name, parts in sets.items():
        scored: dict[tuple[str, str], float] = {}
        for part in parts:
            frame = benchmarks[f"similarity/en/{part}"]
            for a, b, score in zip(frame["word1"], frame["word2"], frame["similarity"], strict=True):
                scored[a.lower(), b.lower()] = float(score)
        first, second = ([pair[i] for pair in scored] for i in (0, 1))
        similarities[name] = Similarities(first, second, np.array(list(scored.values())))
    return Text(sentences_of(lines, tokens), questions, similarities)


@functools.cache
def hungarian(tokens: int) -> Text:
    """Every so many paragraphs of the corpus, which is grouped by source, in lower case; and pairs of lemma and form."""
    lines = list(data.load("corpus-hu").lines())
    order = np.random.default_rng(0).permutation(len(lines))
    sentences = [
        [token.lower() for token in sentence] for sentence in sentences_of((lines[i] for i in order), tokens)
    ]
    return Text(sentences, pairs=morphological_pairs())


def morphological_pairs() -> dict[str, list[tuple[str, str]]]:
    """Lemma and form by bundle, the most frequent first; both unambiguous: one form a lemma, one reading a form."""
    frame = data.load("hu-morph-pairs")["pairs"]
    frame = frame.assign(lemma=frame["lemma"].str.lower(), form=frame["form"].str.lower())
    readings = frame.groupby("form")["lemma"].nunique()
    out = {}
    for name, (upos, feats) in BUNDLES.items():
        chosen = (frame["upos"] == upos) & (frame["feats"] == feats) & (frame["lemma"] != frame["form"])
        found = frame[chosen].groupby(["lemma", "form"])["count"].sum().reset_index()
        forms = found.groupby("lemma")["form"].transform("nunique")
        part = found[(forms == 1) & (found["form"].map(readings) == 1)]
        part = part.sort_values(["count", "lemma"], ascending=[False, True])
        out[name] = list(zip(part["lemma"], part["form"], strict=True))
    return out


def questions_from(
    pairs: Mapping[str, list[tuple[str, str]]], words: Iterable[str], most_pairs: int = 40, most: int = 600
) -> dict[str, list[Question]]:
    """All ordered pairs of the first pairs whose words are known, ``most`` of them drawn at random a bundle."""
    known = set(words)
    rng = np.random.default_rng(0)
    out: dict[str, list[Question]] = {}
    for name, own in pairs.items():
        covered = [pair for pair in own if pair[0] in known and pair[1] in known][:most_pairs]
        asked = [(*one, *two) for one, two in itertools.permutations(covered, 2)]
        chosen = sorted(rng.permutation(len(asked))[:most])
        out[name] = [asked[i] for i in chosen]
    return out


def covered(questions: Mapping[str, list[Question]], words: Iterable[str]) -> Iterator[tuple[str, Question]]:
    """Category and question, for those whose words are all known."""
    known = set(words)
    for category, asked in questions.items():
        for question in asked:
            if known.issuperset(question):
                yield category, question
