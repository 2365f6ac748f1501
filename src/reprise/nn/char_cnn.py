"""Word vectors from characters: convolutions of several widths, max over time, highway layers.

Kim et al. 2016 (arXiv 1508.06615), section 2; with these widths the input of ELMo (Peters et al. 2018, arXiv
1802.05365). ELMo reads UTF-8 bytes; here a symbol is a Unicode character, hashed to a row by its code point, so that
an accented letter is one symbol and its neighbours stay within the reach of a narrow filter.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

PAD, BEGIN, END = 0, 1, 2
MARKS = 3  # rows before the characters' own
ELMO_FILTERS = ((1, 32), (2, 32), (3, 64), (4, 128), (5, 256), (6, 512), (7, 1024))


class Highway(nn.Module):
    """y = g * relu(W x + b) + (1 - g) * x with g = sigmoid(V x + c) (Srivastava et al. 2015, arXiv 1505.00387).

    Args:
        dim: of input and output.
        carry: c's first value is its negative, so that a fresh layer mostly hands x on.
    """

    def __init__(self, dim: int, carry: float = 1.0) -> None:
        super().__init__()
        self.map = nn.Linear(dim, 2 * dim)
        with torch.no_grad():
            self.map.bias[dim:] = -carry

    def forward(self, x: Float[Tensor, "*batch dim"]) -> Float[Tensor, "*batch dim"]:
        """The mixture, row by row."""
        changed, gate = self.map(x).chunk(2, dim=-1)
        return torch.lerp(x, torch.relu(changed), torch.sigmoid(gate))


class CharCNN(nn.Module):
    """One vector a word, whatever its script; no word is unknown.

    Args:
        dim: of the word vectors.
        filters: (width, how many) of each convolution.
        highway: highway layers between the pooled features and the projection to ``dim``.
        max_chars: characters read of a word, its two boundary marks included; of a longer word the beginning is read.
        char_dim: of the character vectors.
        symbols: rows for characters: code points beyond are hashed by remainder. 2048 keeps Latin, Greek, Cyrillic,
            Hebrew and Arabic apart.

    Raises:
        ValueError: a size below 1, no filter, or ``max_chars`` below 3.
    """

    def __init__(
        self,
        dim: int = 128,
        filters: Sequence[tuple[int, int]] = ELMO_FILTERS,
        highway: int = 2,
        max_chars: int = 50,
        char_dim: int = 16,
        symbols: int = 2048,
    ) -> None:
        super().__init__()
        if not filters or any(width < 1 or count < 1 for width, count in filters):
            raise ValueError(
                f"filters must be pairs of a width and a number of at least 1, got {tuple(filters)}"
            )
        for name, value in (("dim", dim), ("char_dim", char_dim), ("symbols", symbols)):
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        if max_chars < 3:
            raise ValueError(f"max_chars must leave room for two marks and a character, got {max_chars}")
        if highway < 0:
            raise ValueError(f"highway must be a number of layers, got {highway}")
        self.dim, self.max_chars, self.symbols = dim, max_chars, symbols
        self.characters = nn.Embedding(MARKS + symbols, char_dim, padding_idx=PAD)
        nn.init.uniform_(self.characters.weight, -1.0, 1.0)
        with torch.no_grad():
            self.characters.weight[PAD] = 0.0
        self.widths = tuple(width for width, _ in filters)
        self.convolutions = nn.ModuleList(nn.Conv1d(char_dim, count, width) for width, count in filters)
        features = sum(count for _, count in filters)
        self.highway = nn.Sequential(*(Highway(features) for _ in range(highway)))
        self.project = nn.Linear(features, dim)

    def encode(self, words: Sequence[str]) -> Int[Tensor, "words chars"]:
        """Symbol numbers between boundary marks, padded with 0 to the longest word.

        The empty word is allowed: two marks and nothing between, a pattern of its own (BiLM's sentence boundary).

        Raises:
            TypeError: a single string.
        """
        if isinstance(words, str):
            raise TypeError(f"words must be a sequence of words, got the single string {words[:40]!r}")
        room = self.max_chars - 2
        rows = [[BEGIN, *(MARKS + ord(c) % self.symbols for c in word[:room]), END] for word in words]
        longest = max(map(len, rows), default=2)
        return torch.tensor([row + [PAD] * (longest - len(row)) for row in rows], dtype=torch.long).view(
            len(rows), longest
        )

    @torch.no_grad()
    def standardise(self, chars: Int[Tensor, "words chars"]) -> None:
        """Shift and scale the projection so that each number of these words' vectors has mean 0 and variance 1.

        Maxima of many windows are positive, so that fresh vectors of all words are nearly the same vector; to be
        called before training (data-dependent initialisation, Salimans and Kingma 2016, arXiv 1602.07868, section 3).
        A number in which the words do not differ is shifted only.
        """
        vectors = self(chars)
        spread = vectors.std(0, correction=0)
        scale = torch.where(spread > 1e-6, spread, torch.ones_like(spread))
        self.project.weight /= scale[:, None]
        self.project.bias.copy_((self.project.bias - vectors.mean(0)) / scale)

    def forward(self, chars: Int[Tensor, "words chars"]) -> Float[Tensor, "words dim"]:
        """Vectors of encoded words; padding changes nothing."""
        longest = chars.shape[1]
        if longest < max(self.widths):
            chars = F.pad(chars, (0, max(self.widths) - longest), value=PAD)
        lengths = (chars != PAD).sum(1, keepdim=True)
        x = self.characters(chars).transpose(1, 2).contiguous()
        pooled = []
        for width, convolution in zip(self.widths, self.convolutions, strict=True):
            found = convolution(x)
            starts = torch.arange(found.shape[2], device=chars.device)
            # A filter wider than the word has one window, at its beginning.
            beyond = starts > (lengths - width).clamp(min=0)
            pooled.append(found.masked_fill(beyond[:, None], -torch.inf).amax(2))
        out: Tensor = self.project(self.highway(torch.relu(torch.cat(pooled, dim=1))))
        return out
