"""The picture: a panel for each section, baselines beside methods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reprise.papers.word_to_multimodal import bias, compression, numbers, readability, senses, similarity
from reprise.report import Figure, Table, new_figure

SENTENCES = ("one-hot", similarity.SPARSE, "mean", "TF-IDF mean", "SIF", "uSIF", "MiniLM")
SHORT = {similarity.SPARSE: "TF-IDF", readability.K_SPARSE: "k-sparse", readability.SPARSE: "dictionary"}
CODES = (
    "exponent and mantissa",
    "log bins",
    "float bits",
    "DICE",
    "sinusoids",
    "xVal",
    numbers.TOKEN,
    numbers.LSTM,
)


def draw(table: Table) -> Figure:
    """Six panels."""
    result, axes = new_figure(2, 3, width=9.0, height=5.6)
    _sentences(axes[0, 0], table)
    _context(axes[0, 1], table)
    _bias(axes[0, 2], table)
    _numbers(axes[1, 0], table)
    _compression(axes[1, 1], table)
    _readable(axes[1, 2], table)
    return result


def _has(table: Table, method: str, metric: str) -> bool:
    return bool(table.settings(method, metric))


def _bars(
    axis: Any,
    table: Table,
    methods: list[str],
    metric: str,
    setting: str | None = None,
    most: float | None = None,
) -> None:
    spans = [table.interval(method, metric, setting) for method in methods]
    names = [SHORT.get(method, method) for method in methods]
    means = [span.mean for span in spans]
    axis.barh(names, means)
    bounds = [[m - s.low for m, s in zip(means, spans, strict=True)], [s.high - s.mean for s in spans]]
    axis.errorbar(means, names, xerr=bounds, fmt="none", color="0.5", lw=1)
    for name, span in zip(names, spans, strict=True):  # beyond the interval, so that neither hides the other
        axis.annotate(
            f"{span.mean:.2f}",
            (span.high, name),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
        )
    axis.set_xlim(0, most or 1.2 * max(span.high for span in spans))
    axis.grid(False, axis="y")
    axis.invert_yaxis()


def _dots(
    axis: Any, names: Sequence[str], first: tuple[str, list[float]], second: tuple[str, list[float]]
) -> None:
    """Two values a name: filled circles and hollow diamonds, with their legend below."""
    axis.plot(first[1], names, "o", label=first[0], markersize=6)
    (hollow,) = axis.plot(second[1], names, "D", label=second[0], markersize=6)
    hollow.set_markerfacecolor("none")
    axis.invert_yaxis()
    axis.legend(loc="upper center", bbox_to_anchor=(0.35, -0.2), ncols=2, columnspacing=1, handletextpad=0.1)


def _sentences(axis: Any, table: Table) -> None:
    methods = [method for method in SENTENCES if _has(table, method, similarity.SPEARMAN)]
    _bars(axis, table, methods, similarity.SPEARMAN, similarity.STS)
    axis.set(title="alike sentences", xlabel="Spearman with people")


def _context(axis: Any, table: Table) -> None:
    methods = [
        m for m in ("static", "context mean", "biLM", "MiniLM, masked") if _has(table, m, senses.METRIC)
    ]
    _bars(axis, table, methods, senses.METRIC, most=1.0)
    axis.axvline(table.mean("majority", senses.METRIC), color="0.5", lw=1, linestyle=":")
    axis.set(title="words merged into one", xlabel="sense found, 0.5 = chance")


def _bias(axis: Any, table: Table) -> None:
    methods = (bias.BEFORE, bias.HARD, bias.SOFT, bias.NULL, bias.ERASED)
    strengths = [table.mean(method, bias.STRENGTH, bias.TESTS) for method in methods]
    left = [strength / strengths[0] for strength in strengths]
    found = [table.mean(method, bias.RBF, bias.LEAK) for method in methods]
    _dots(axis, methods, ("WEAT, share of before", left), ("found by an SVM", found))
    axis.axvline(0.5, color="0.5", lw=1, linestyle=":")
    axis.set(title="gender, and its removal", xlim=(0, 1.08 * max(*left, *found)))


def _numbers(axis: Any, table: Table) -> None:
    inside, outside = (
        [table.mean(code, numbers.LOG_MAE, t) for code in CODES] for t in (numbers.INSIDE, numbers.OUTSIDE)
    )
    _dots(axis, CODES, ("0 to 999", inside), ("500 to 999, trained below", outside))
    everything = [*inside, *outside]
    axis.set(title="codes of numbers", xlabel="error in powers of ten", xscale="log")
    ticks = [
        t
        for t in (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
        if min(everything) * 0.6 < t < max(everything) * 1.6
    ]
    axis.set_xticks(ticks, [f"{t:g}" for t in ticks])
    axis.minorticks_off()


def _compression(axis: Any, table: Table) -> None:
    methods = list(dict.fromkeys(row.method for row in table if row.metric == compression.SIZE))
    full = table.mean(compression.FULL, compression.SPEARMAN, "")
    for family, marker in (("int8", "s"), ("PQ", "o"), ("SVD", "^"), ("pruned", "D")):
        own = [method for method in methods if method.startswith(family)]
        sizes = [table.mean(method, compression.SIZE) for method in own]
        losses = [table.mean(method, compression.SPEARMAN, "") - full for method in own]
        axis.plot(sizes, losses, marker, linestyle="-", lw=1, label=family, markersize=5)
    axis.axhline(0, color="0.5", lw=1, linestyle=":")
    ticks = [1 / 40, 1 / 16, 1 / 8, 1 / 4, 1 / 2]
    axis.set(
        title="smaller tables",
        xlabel="bytes, as a share of float32",
        ylabel="change in Spearman",
        xscale="log",
    )
    axis.set_xticks(ticks, ["1/40", "1/16", "1/8", "1/4", "1/2"])
    axis.minorticks_off()
    axis.legend()


def _readable(axis: Any, table: Table) -> None:
    methods = [
        readability.DENSE,
        readability.VARIMAX,
        readability.ICA,
        readability.SPARSE,
        readability.K_SPARSE,
    ]
    _bars(axis, table, methods, readability.RATIO)
    axis.axvline(1, color="0.5", lw=1, linestyle=":")
    axis.set(title="readable coordinates", xlabel="distance ratio, 1 = no group")
