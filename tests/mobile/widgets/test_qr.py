"""The drawn QR code says exactly what was asked, down to the last pixel. # feature B10"""

import io

import pytest
import zxingcpp
from PIL import Image

from mobile.widgets.qr import matrix_of, png_of_matrix

TRANSFER = "BCD\n002\n1\nSCT\nKREDBEBB\nK.V. De Meeuwen\nBE68539007547034\nEUR85.50\n\n123123412328\n\n"


LABEL = "HTTPS://CLUB.EXAMPLE/R/" + "A" * 140


@pytest.mark.parametrize("text", [TRANSFER, "A", "Éénmalig: café € 🎾", LABEL])
@pytest.mark.parametrize("scale", [1, 3, 8])
def test_what_is_drawn_reads_back_as_the_same_text(text: str, scale: int) -> None:
    image = Image.open(io.BytesIO(png_of_matrix(matrix_of(text), scale)))
    image.load()
    if scale < 3:  # one pixel a module is a picture for machines: a reader wants it larger, without smoothing
        image = image.resize((image.width * 4, image.height * 4), Image.Resampling.NEAREST)
    found = zxingcpp.read_barcodes(image.convert("L"), text_mode=zxingcpp.TextMode.Plain)
    assert [code.text for code in found] == [text]


def test_modules_are_exact_pixels_with_four_white_modules_around() -> None:
    image = Image.open(io.BytesIO(png_of_matrix([[True, False], [False, True]], scale=3)))
    assert (image.size, image.mode) == ((30, 30), "1")
    black = {(x // 3, y // 3) for x in range(30) for y in range(30) if image.getpixel((x, y)) == 0}
    assert black == {(4, 4), (5, 5)}


def test_the_error_correction_is_what_was_asked() -> None:
    assert len(matrix_of(TRANSFER, "L")) < len(matrix_of(TRANSFER, "H"))
