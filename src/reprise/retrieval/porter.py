"""Porter's English stemmer (M. F. Porter 1980, "An algorithm for suffix stripping", Program 14(3)).

The algorithm as printed in the paper, with the two changes of the author's own later programs: step 2 has
``bli -> ble`` (printed ``abli -> able``) and ``logi -> log``. Words of one or two letters are left alone.
"""

from __future__ import annotations

STEP2 = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize", "bli": "ble",
    "alli": "al", "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize", "ation": "ate", "ator": "ate",
    "alism": "al", "iveness": "ive", "fulness": "ful", "ousness": "ous", "aliti": "al", "iviti": "ive",
    "biliti": "ble", "logi": "log",
}  # fmt: skip
STEP3 = {"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}
STEP4 = (
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate",
    "iti", "ous", "ive", "ize",
)  # fmt: skip


def _shape(word: str) -> str:
    """One letter a character: "v" for a vowel, "c" for a consonant; y after a consonant is a vowel."""
    shape = ""
    for letter in word:
        vowel = letter in "aeiou" or (letter == "y" and shape[-1:] == "c")
        shape += "v" if vowel else "c"
    return shape


def _measure(stem: str) -> int:
    """The paper's m: how often a vowel run is followed by a consonant run."""
    return _shape(stem).count("vc")


def _ends_double(word: str) -> bool:
    return len(word) > 1 and word[-1] == word[-2] and _shape(word)[-1] == "c"


def _ends_cvc(word: str) -> bool:
    return _shape(word)[-3:] == "cvc" and word[-1] not in "wxy"


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past_and_progressive(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for suffix in ("ed", "ing"):
        stem = word[: -len(suffix)]
        if word.endswith(suffix):
            if "v" not in _shape(stem):
                return word
            if stem.endswith(("at", "bl", "iz")):
                return stem + "e"
            if _ends_double(stem) and stem[-1] not in "lsz":
                return stem[:-1]
            return stem + "e" if _measure(stem) == 1 and _ends_cvc(stem) else stem
    return word


def _replace(word: str, rules: dict[str, str]) -> str:
    """The longest suffix among the rules decides, whether or not its condition m > 0 holds."""
    suffix = max((s for s in rules if word.endswith(s)), key=len, default="")
    stem = word[: len(word) - len(suffix)]
    return stem + rules[suffix] if suffix and _measure(stem) > 0 else word


def _drop(word: str) -> str:
    suffix = max((s for s in STEP4 if word.endswith(s)), key=len, default="")
    stem = word[: len(word) - len(suffix)]
    if not suffix or _measure(stem) < 2 or (suffix == "ion" and stem[-1] not in "st"):
        return word
    return stem


def porter_stem(word: str) -> str:
    """The stem of a lower-case English word.

    >>> [porter_stem(w) for w in ("relational", "embeddings", "hopping", "probabilities")]
    ['relat', 'embed', 'hop', 'probabl']
    """
    if len(word) < 3:
        return word
    word = _past_and_progressive(_plural(word))
    if word.endswith("y") and "v" in _shape(word[:-1]):
        word = word[:-1] + "i"
    word = _drop(_replace(_replace(word, STEP2), STEP3))
    if word.endswith("e"):
        measure = _measure(word[:-1])
        if measure > 1 or (measure == 1 and not _ends_cvc(word[:-1])):
            word = word[:-1]
    return word[:-1] if _measure(word) > 1 and _ends_double(word) and word[-1] == "l" else word
