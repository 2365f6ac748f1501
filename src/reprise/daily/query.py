"""What somebody typed, read against the library's words."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from reprise.daily.vocabulary import WORD, Spelling, completions, frequencies, stem_frequencies, stem_of
from reprise.retrieval.analyzer import STOP_WORDS, fold
from reprise.retrieval.wordpiece import WordPiece

MAX_QUERY = 1_000
MAX_TERMS = 64
LETTERS_PER_PIECE = 2.5
"""An unknown word of shorter pieces, on average, is noise to the search model."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a query, or the words that it may become while it is typed; in how many papers they stand."""

    words: tuple[str, ...]
    papers: int

    @property
    def match(self) -> str:
        """In FTS5: any of the words, each a quoted string, so that no operator is ever read."""
        quoted = " OR ".join(f'"{word}"' for word in self.words)
        return f"({quoted})" if len(self.words) > 1 else quoted


@dataclass(frozen=True, slots=True)
class Query:
    """A query ready for search.

    Attributes:
        terms: what to look for, the typed words (corrected where unknown) or completions of the last.
        meaning: the text whose meaning is looked for.
        stems: what is marked in the results.
        corrected: the query as it was corrected, None where nothing was.
    """

    terms: tuple[Term, ...]
    meaning: str
    stems: frozenset[str]
    corrected: str | None

    @property
    def papers(self) -> int:
        """How many papers ranking by any of the terms would touch, counted once a term."""
        return sum(term.papers for term in self.terms)

    def all_of(self) -> str:
        """In FTS5: every term."""
        return " AND ".join(term.match for term in self.terms)

    def any_of(self, budget: int) -> str:
        """In FTS5: any of the rarest terms that together touch at most ``budget`` papers; at least one."""
        kept: list[Term] = []
        for term in sorted(self.terms, key=lambda term: term.papers):
            if kept and sum(other.papers for other in kept) + term.papers > budget:
                break
            kept.append(term)
        return " OR ".join(term.match for term in kept)


def read_query(connection: sa.Connection, text: str, spelling: Spelling, tokenizer: WordPiece) -> Query:
    """Words, correction and completion of a query.

    A word that no paper holds is corrected to the nearest known one; if it is the last word, which may still
    be being typed, it is completed instead where that is possible. Stop words are looked for only when there
    is nothing else. Of more than 64 words the rarest are kept. A word that neither the papers know nor the
    tokenizer can spell but letter by letter adds no meaning.

    Raises:
        ValueError: longer than 1,000 characters.
    """
    if len(text) > MAX_QUERY:
        raise ValueError(
            f"a query has at most {MAX_QUERY:,} characters, this one has {len(text):,}; shorten it"
        )
    typed = WORD.findall(fold(text))
    known = frequencies(connection, set(typed))
    spelled = list(typed)
    chosen: dict[str, tuple[str, ...]] = {}
    changed = False
    for i, word in enumerate(typed):
        if word in known or word in STOP_WORDS:
            chosen[word] = (word,)
            continue
        found = completions(connection, word) if i == len(typed) - 1 and len(word) >= 2 else []
        if found:
            spelled[i] = found[0]
            chosen[word] = tuple(found)
        elif (near := spelling.nearest(word)) is not None:
            spelled[i] = near
            chosen[near] = (near,)
            changed = True
        else:
            chosen[word] = (word,)
            if LETTERS_PER_PIECE * len(tokenizer.pieces(word)) > len(word):
                spelled[i] = ""
    kept = _terms(
        connection, [words for word, words in chosen.items() if word not in STOP_WORDS] or [*chosen.values()]
    )
    if len(kept) > MAX_TERMS:
        bound = sorted(term.papers for term in kept)[MAX_TERMS - 1]
        kept = [term for term in kept if term.papers <= bound][:MAX_TERMS]
    return Query(
        terms=tuple(kept),
        meaning=" ".join(filter(None, spelled)) if spelled != typed else text,
        stems=frozenset(stem_of(word) for term in kept for word in term.words),
        corrected=" ".join(good or word for good, word in zip(spelled, typed, strict=True))
        if changed
        else None,
    )


def _terms(connection: sa.Connection, chosen: list[tuple[str, ...]]) -> list[Term]:
    """With how many papers hold them; words of one stem are the same term to the full-text index."""
    stems = {word: stem_of(word) for words in chosen for word in words}
    papers = stem_frequencies(connection, set(stems.values()))
    return [
        Term(words, sum(papers.get(stem, 0) for stem in {stems[word] for word in words})) for words in chosen
    ]
