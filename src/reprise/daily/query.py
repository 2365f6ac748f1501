"""What somebody typed, read against the library's words."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from reprise.daily.marking import stem_of
from reprise.daily.vocabulary import WORD, Spelling, completions, frequencies
from reprise.retrieval.analyzer import STOP_WORDS, fold
from reprise.retrieval.wordpiece import WordPiece

MAX_QUERY = 1_000
MAX_TERMS = 32
LETTERS_PER_PIECE = 2.5
"""An unknown word of shorter pieces, on average, is noise to the search model."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query ready for search.

    Attributes:
        terms: words to look for, the typed ones (corrected where unknown) and completions of the last.
        meaning: the text whose meaning is looked for.
        stems: what is marked in the results.
        corrected: the query as it was corrected, None where nothing was.
    """

    terms: tuple[str, ...]
    meaning: str
    stems: frozenset[str]
    corrected: str | None

    @property
    def match(self) -> str:
        """The FTS5 expression: any of the terms, each a quoted string, so that no operator is ever read."""
        return " OR ".join(f'"{term}"' for term in self.terms)


def read_query(connection: sa.Connection, text: str, spelling: Spelling, tokenizer: WordPiece) -> Query:
    """Words, correction and completion of a query.

    A word that no paper holds is corrected to the nearest known one; if it is the last word, which may still
    be being typed, it is completed instead where that is possible. Stop words are looked for only when there
    is nothing else. Of more than 32 words the rarest are kept. A word that neither the papers know nor the
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
    spelled, terms = list(typed), []
    changed = False
    for i, word in enumerate(typed):
        if word in known or word in STOP_WORDS:
            terms.append(word)
            continue
        found = completions(connection, word) if i == len(typed) - 1 and len(word) >= 2 else []
        if found:
            spelled[i] = found[0]
            terms += found
        elif (near := spelling.nearest(word)) is not None:
            spelled[i] = near
            terms.append(near)
            changed = True
        else:
            terms.append(word)
            if LETTERS_PER_PIECE * len(tokenizer.pieces(word)) > len(word):
                spelled[i] = ""
    terms = list(dict.fromkeys(terms))
    terms = [term for term in terms if term not in STOP_WORDS] or terms
    if len(terms) > MAX_TERMS:
        rarest = sorted(terms, key=lambda term: known.get(term, 0))[:MAX_TERMS]
        terms = [term for term in terms if term in set(rarest)]
    return Query(
        terms=tuple(terms),
        meaning=" ".join(filter(None, spelled)) if spelled != typed else text,
        stems=frozenset(map(stem_of, terms)),
        corrected=" ".join(spelled) if changed else None,
    )
