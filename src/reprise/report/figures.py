"""Figures that look the same everywhere: one style, in a light and a dark version.

An experiment's ``figure(table)`` asks :func:`new_figure` for axes, draws, and returns the figure; colours
come from the active theme. :func:`render` calls it once for each theme.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure

    from reprise.report.table import Table
else:  # matplotlib is an extra and slow to import: only who draws loads it
    Figure = Any

MAX_BYTES = 150_000
DPI = 150
COLOURS = 128

# Okabe and Ito's colours for all kinds of colour vision, lightened or darkened to 3:1 against the ground.
PALETTE = {
    "light": ("#0060a8", "#c4491c", "#00795a", "#a8558a", "#8a6500", "#3d8bbd", "#5b5b5b", "#9c2a5a"),
    "dark": ("#62b5f0", "#ff8f5e", "#3fc79c", "#e3a1cb", "#e0b43f", "#9fd4f5", "#b5b5b5", "#f08bb5"),
}
GROUND = {"light": "#ffffff", "dark": "#15171a"}
INK = {"light": "#26282b", "dark": "#dcdee0"}
FAINT = {"light": "#d9dbde", "dark": "#363a3f"}


def style(theme: str) -> dict[str, Any]:
    """Matplotlib's parameters for a theme, ``"light"`` or ``"dark"``."""
    if theme not in PALETTE:
        raise ValueError(f"theme must be one of {', '.join(PALETTE)}, got {theme!r}")
    from cycler import cycler

    ground, ink, faint = GROUND[theme], INK[theme], FAINT[theme]
    return {
        "figure.facecolor": ground,
        "savefig.facecolor": ground,
        "axes.facecolor": ground,
        "axes.edgecolor": faint,
        "axes.labelcolor": ink,
        "axes.titlecolor": ink,
        "axes.titlesize": 10,
        "axes.titlelocation": "left",
        "axes.titleweight": "bold",
        "axes.labelsize": 9,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.prop_cycle": cycler(color=PALETTE[theme]),
        "grid.color": faint,
        "grid.linewidth": 0.6,
        "text.color": ink,
        "xtick.color": ink,
        "ytick.color": ink,
        "xtick.labelsize": 8,
        "ytick.labelsize": 8,
        "legend.fontsize": 8,
        "legend.frameon": False,
        "lines.linewidth": 1.6,
        "lines.markersize": 4,
        "font.family": "sans-serif",
        "svg.fonttype": "none",
    }


def new_figure(
    rows: int = 1, columns: int = 1, width: float = 8.0, height: float = 3.4
) -> tuple[Figure, np.ndarray]:
    """A figure and its axes, shape (rows, columns), in the active theme.

    Args:
        width, height: inches of the whole figure; up to about 9 by 6 its PNG stays below 150 kB.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes: np.ndarray = figure.subplots(rows, columns, squeeze=False)
    return figure, axes


def line_with_band(
    axis: Any, x: Sequence[float], curve: Sequence[tuple[float, float, float]], label: str, **options: Any
) -> None:
    """Draw the means of :meth:`Table.curve` with their intervals as a band."""
    means = [point[0] for point in curve]
    (line,) = axis.plot(x, means, label=label, **{"marker": "o", **options})
    axis.fill_between(
        x, [p[1] for p in curve], [p[2] for p in curve], color=line.get_color(), alpha=0.15, lw=0
    )


def render(draw: Callable[[Table], Figure], table: Table, theme: str = "light") -> bytes:
    """The figure as PNG.

    Raises:
        ValueError: over 150 kB; draw less, or aggregate first.
    """
    import matplotlib
    from PIL import Image

    with matplotlib.rc_context(cast("dict[Any, Any]", style(theme))):
        figure = draw(table)
        out = io.BytesIO()
        figure.savefig(out, format="png", dpi=DPI, metadata={"Software": None})
    # A palette halves the size or better; thin lines and bands keep their looks.
    picture = (
        Image.open(out)
        .convert("RGB")
        .quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    )
    packed = io.BytesIO()
    picture.save(packed, format="png", optimize=True)
    content = packed.getvalue()
    if len(content) > MAX_BYTES:
        raise ValueError(f"the figure takes {len(content):,} bytes, more than {MAX_BYTES:,}: draw less in it")
    return content
