"""The words of the bias tests and of the bias itself.

Association tests 1, 6, 7 and 8 of Caliskan, Bryson and Narayanan 2017 (single words, lower-cased) and the defining pairs of
Bolukbasi et al. 2016 without the pair of names, which the tests judge.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Association:
    """Are the words of x rather than y near to a rather than b?"""

    x: tuple[str, ...]
    y: tuple[str, ...]
    a: tuple[str, ...]
    b: tuple[str, ...]

    @property
    def words(self) -> set[str]:
        return {*self.x, *self.y, *self.a, *self.b}


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PLEASANT = _words(
    "caress freedom health love peace cheer friend heaven loyal pleasure diamond gentle honest lucky rainbow diploma gift "
    "honor miracle sunrise family happy laughter paradise vacation"
)
UNPLEASANT = _words(
    "abuse crash filth murder sickness accident death grief poison stink assault disaster hatred pollute tragedy divorce "
    "jail poverty ugly cancer kill rotten vomit agony prison"
)
MALE = _words("male man boy brother he him his son")
FEMALE = _words("female woman girl sister she her hers daughter")

ASSOCIATIONS = {
    "flowers and insects": Association(
        _words(
            "aster clover hyacinth marigold poppy azalea crocus iris orchid rose bluebell daffodil lilac pansy tulip "
            "buttercup daisy lily peony violet carnation gladiola magnolia petunia zinnia"
        ),
        _words(
            "ant caterpillar flea locust spider bedbug centipede fly maggot tarantula bee cockroach gnat mosquito termite "
            "beetle cricket hornet moth wasp blackfly dragonfly horsefly roach weevil"
        ),
        PLEASANT,
        UNPLEASANT,
    ),
    "names, career and family": Association(
        _words("john paul mike kevin steve greg jeff bill"),
        _words("amy joan lisa sarah diana kate ann donna"),
        _words("executive management professional corporation salary office business career"),
        _words("home parents children family cousins marriage wedding relatives"),
    ),
    "mathematics and arts": Association(
        _words("math algebra geometry calculus equations computation numbers addition"),
        _words("poetry art dance literature novel symphony drama sculpture"),
        MALE,
        FEMALE,
    ),
    "science and arts": Association(
        _words("science technology physics chemistry einstein nasa experiment astronomy"),
        _words("poetry art shakespeare dance literature novel symphony drama"),
        _words("brother father uncle grandfather son he his him"),
        _words("sister mother aunt grandmother daughter she hers her"),
    ),
}
GENDERED = tuple(name for name in ASSOCIATIONS if name != "flowers and insects")

DEFINING_PAIRS = (
    ("he", "she"),
    ("his", "her"),
    ("man", "woman"),
    ("himself", "herself"),
    ("son", "daughter"),
    ("father", "mother"),
    ("guy", "gal"),
    ("boy", "girl"),
    ("male", "female"),
)
# Words whose meaning is a gender: hard debiasing leaves them as they are.
SPECIFIC = frozenset(
    (
        *(word for pair in DEFINING_PAIRS for word in pair),
        *_words(
            "brother sister uncle aunt nephew niece grandfather grandmother grandson granddaughter husband wife king queen "
            "prince princess him hers lord lady duke duchess men women boys girls sons daughters fathers mothers brothers "
            "sisters gentleman gentlemen ladies mr mrs miss sir madam monk nun actor actress widow widower bride groom "
            "emperor empress"
        ),
    )
)
