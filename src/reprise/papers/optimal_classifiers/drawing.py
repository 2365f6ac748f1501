"""The figure: what the order does on mixtures and on images, and what depth does to ReLU."""

from __future__ import annotations

from typing import Any

from reprise.papers.optimal_classifiers.depths import DEEPEST_SHARE, SHARE
from reprise.report import Figure, Table, new_figure
from reprise.report.figures import line_with_band
from reprise.report.interval import interval

ORDERS = ("order 1", "order 2", "order 4", "order 8", "hilbert")


def figure(table: Table) -> Figure:
    """Share of the gap to Bayes by order, accuracy by order on images, and how ReLU becomes a majority vote."""
    result, axes = new_figure(1, 3, width=8.6, height=2.9)
    draw_mixtures(axes[0, 0], table)
    draw_images(axes[0, 1], table)
    draw_depths(axes[0, 2], table)
    return result


def draw_mixtures(axis: Any, table: Table) -> None:
    settings = table.settings("matched", "accuracy")
    most = max(int(setting.split("n=")[1]) for setting in settings)
    lowest = 0.0
    for setting in settings:
        d, n = setting.split()
        if n != f"n={most}":
            continue
        spans = []
        for method in ORDERS:
            over = table.gap(method, "1-nn", "accuracy", setting)
            spans.append(interval((over / table.gap("bayes", "1-nn", "accuracy", setting)).to_numpy()))
        shares = [span.mean for span in spans]
        bars = [span.high - span.mean for span in spans]
        last = len(ORDERS) - 1  # Hilbert's estimate stands apart: it has no activation
        axis.plot(range(last), shares[:last], marker="o", label=f"d = {d[2:]}")
        color = axis.lines[-1].get_color()
        axis.errorbar(range(last + 1), shares, bars, fmt="none", elinewidth=0.8, ecolor=color)
        axis.plot(last, shares[last], "D", color=color)
        matched = ORDERS.index(f"order {d[2:]}")
        axis.plot(matched, shares[matched], "o", markersize=10, fillstyle="none", color=color)
        lowest = min(lowest, *shares)
    for height, name in ((0, "1-NN"), (1, "Bayes")):
        axis.axhline(height, color="0.5", linestyle=":", linewidth=1)
        axis.annotate(name, (0, height), fontsize=8, va="bottom", color="0.5")
    axis.set_xticks(range(len(ORDERS)), [*(name.removeprefix("order ") for name in ORDERS[:-1]), "Hilbert"])
    axis.grid(visible=False, axis="x")
    axis.set(
        ylim=(max(-0.8, lowest - 0.1), 1.15),
        xlabel="order (ringed: dimension of the data)",
        ylabel="share of the gap to Bayes",
        title=f"mixtures, {most:,} points",
    )
    axis.legend(loc="lower right")


def draw_images(axis: Any, table: Table) -> None:
    orders = sorted({int(name[6:]) for name in table.frame["method"].unique() if name.startswith("order ")})
    for source in table.settings("chosen order", "accuracy"):
        tried = [o for o in orders if source in table.settings(f"order {o}", "accuracy")]
        spans = [table.interval(f"order {o}", "accuracy", source) for o in tried]
        line_with_band(axis, tried, [(s.mean, s.low, s.high) for s in spans], source.replace(" n=", ", n = "))
        color = axis.lines[-1].get_color()
        axis.axhline(table.mean("1-nn", "accuracy", source), color=color, linestyle="--", linewidth=1)
    axis.set(
        xlabel="order (dashed: 1-NN)",
        ylabel="test accuracy",
        title="images, dimension unknown",
    )
    axis.legend(loc="lower right")


def draw_depths(axis: Any, table: Table) -> None:
    """Means over seeds; a hollow mark at the end of a dotted line is the deepest network, of one seed."""
    settings = table.settings("relu", SHARE)
    for d in dict.fromkeys(setting.split()[0] for setting in settings):
        own = [setting for setting in settings if setting.startswith(f"{d} ")]
        depths = [int(setting.split("L=")[1]) for setting in own]
        shares = [table.mean("relu", SHARE, setting) for setting in own]
        axis.plot(depths, shares, marker="o", label=f"d = {d[2:]}")
        color = axis.lines[-1].get_color()
        for setting in table.settings("relu", DEEPEST_SHARE):
            if setting.startswith(f"{d} "):
                last = int(setting.split("L=")[1]), table.mean("relu", DEEPEST_SHARE, setting)
                axis.plot([depths[-1], last[0]], [shares[-1], last[1]], ":", color=color)
                axis.plot(*last, "o", fillstyle="none", color=color)
    axis.set(
        xscale="log",
        xlabel="layers of ReLU",
        ylabel="predicted as the larger class",
        title="ReLU: a majority vote",
    )
    axis.legend(loc="upper left")
