"""Figures: small, themed, legible."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from reprise.report import Row, Table, figures, new_figure
from reprise.report.figures import line_with_band, render

TABLE = Table([Row("a", "acc", 0.8 + d / 100 + s / 50, s, f"d={d}") for s in range(3) for d in (1, 2)])


def draw(table: Table) -> figures.Figure:
    figure, axes = new_figure()
    line_with_band(axes[0, 0], [1, 2], table.curve("a", "acc", ["d=1", "d=2"]), "a")
    return figure


def luminance(colour: str) -> float:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_fills_the_ground(theme):
    image = Image.open(io.BytesIO(render(draw, TABLE, theme))).convert("RGB")
    assert "#{:02x}{:02x}{:02x}".format(*image.getpixel((2, 2))) == figures.GROUND[theme]
    assert image.size == (1200, 510)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast(theme):
    assert contrast(figures.INK[theme], figures.GROUND[theme]) > 7
    assert all(contrast(colour, figures.GROUND[theme]) >= 3 for colour in figures.PALETTE[theme])


def test_the_same_table_gives_the_same_bytes():
    assert render(draw, TABLE) == render(draw, TABLE)


def test_too_large_is_refused():
    def noise(table: Table) -> figures.Figure:
        figure, axes = new_figure(height=6)
        axes[0, 0].imshow(np.random.default_rng(0).random((400, 400)))
        return figure

    with pytest.raises(ValueError, match="more than 150,000"):
        render(noise, TABLE)


def test_unknown_theme():
    with pytest.raises(ValueError, match="one of light, dark, got 'sepia'"):
        render(draw, TABLE, "sepia")
