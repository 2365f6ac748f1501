import pytest

from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


def test_the_files_by_name(places):
    place = write(places, "unifont")
    fonts = data.load("unifont")
    assert fonts["basic"] == place / "unifont.otf"
    assert fonts["upper"] == place / "unifont_upper.otf"
    with pytest.raises(KeyError, match="basic, upper"):
        fonts["bold"]


def test_a_file_that_is_no_font(places):
    place = write(places, "unifont")
    (place / "unifont_upper.otf").write_bytes(b"<html>")
    with pytest.raises(CorruptData, match=r"unifont_upper.otf: it is not an OpenType font"):
        data.load("unifont")


def test_the_real_font_draws_every_letter_of_the_basic_plane(real_data):
    from PIL import ImageFont

    font = ImageFont.truetype(data.load("unifont")["basic"], 16)
    boxes = {font.getmask(letter).getbbox() for letter in "aЖ字"}
    assert None not in boxes
