"""A sheet of stickers is a PDF that other programs read, and its codes scan."""

import re
import zlib

import pytest
import zxingcpp
from PIL import Image

from mobile.paper.labels import FORMATS, PER_SHEET, SIDE, Sticker, sheets
from mobile.paper.pdf import HEIGHT, MM, WIDTH
from mobile.widgets.qr import matrix_of

TEXT = "HTTPS://KVDEMEERS.EXAMPLE/R/" + "0123456789ABCDEFGHJKMNPQRSTVWXYZ" * 4
OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj\n", re.DOTALL)


def objects(pdf: bytes) -> dict[int, bytes]:
    """Every object of the file, by its number."""
    return {int(number): content for number, content in OBJECT.findall(pdf)}


def unpacked(content: bytes) -> bytes:
    """What stands in a stream."""
    return zlib.decompress(content.split(b"stream\n", 1)[1].removesuffix(b"\nendstream"))


def scanned(content: bytes) -> str:
    """What a camera reads in an image of the file."""
    side = int(re.findall(rb"/Width (\d+)", content)[0])
    picture = Image.frombytes("1", (side, side), unpacked(content)).convert("L")
    big = Image.new("L", (side * 6 + 80, side * 6 + 80), 255)
    big.paste(picture.resize((side * 6, side * 6), Image.Resampling.NEAREST), (40, 40))
    [found] = zxingcpp.read_barcodes(big, formats=zxingcpp.BarcodeFormat.QRCode)  # in chance modules others see more
    return found.text


def test_each_code_on_a_sheet_is_the_label_it_stands_for() -> None:
    texts = [f"{TEXT}{number:03}" for number in range(PER_SHEET + 2)]
    pdf = sheets([Sticker(matrix_of(text), f"Ballenzak {place}", ("BAL-001",)) for place, text in enumerate(texts)])
    found = objects(pdf)
    images = [content for _, content in sorted(found.items()) if b"/Subtype /Image" in content]
    assert [scanned(content) for content in images] == texts
    assert found[2].startswith(b"<< /Type /Pages /Kids [5 0 R 31 0 R] /Count 2")
    assert b"/Contents 32 0 R" in found[31]


def test_where_each_object_begins_is_written_at_the_end() -> None:
    pdf = sheets([Sticker(matrix_of(TEXT), "Ballenzak", ())])
    begin = int(pdf.rsplit(b"startxref\n", 1)[1].split()[0])
    table = pdf[begin:].split(b"trailer")[0].decode().splitlines()
    assert (table[0], table[2]) == ("xref", "0000000000 65535 f ")
    for number, line in enumerate(table[3:], 1):
        assert pdf[int(line[:10]) :].startswith(f"{number} 0 obj\n".encode())
    assert all(len(line) == 19 for line in table[2:])


def test_every_sticker_lies_on_the_paper_in_its_own_place() -> None:
    drawn = unpacked(objects(sheets([Sticker(matrix_of("A"), "Naam", ())] * PER_SHEET))[6]).decode("latin-1")
    corners = [(float(x), float(y)) for x, y in re.findall(r"0 0 [\d.]+ ([\d.]+) ([\d.]+) cm", drawn)]
    assert len(set(corners)) == PER_SHEET
    assert all(0 < x < WIDTH - SIDE and 0 < y < HEIGHT - SIDE for x, y in corners)
    assert corners[0][1] > corners[-1][1], "from the top"


def test_names_are_broken_and_escaped() -> None:
    name = "Doel (klein) \\ jeugd Łódź, met reserveonderdelen in de kast"
    drawn = unpacked(objects(sheets([Sticker(matrix_of("A"), name, ("€ 12",))]))[6]).decode("cp1252")
    assert re.findall(r"\((.*)\) Tj", drawn) == [r"Doel \(klein\) \\", "jeugd Lódz, met", "reserveonderdele", "€ 12"]


def corners(pdf: bytes, page: int = 6) -> list[tuple[float, float, float]]:
    """Of each code on a page its left, its foot and its side."""
    drawn = unpacked(objects(pdf)[page]).decode("latin-1")
    return [
        (float(x), float(y), float(side))
        for side, x, y in re.findall(r"q ([\d.]+) 0 0 [\d.]+ ([\d.]+) ([\d.]+) cm", drawn)
    ]


# Margins in millimetres, left and top, as the makers of the sheets print them on the box.
@pytest.mark.parametrize(
    ("name", "count", "left", "top"),
    [
        ("3x8", 24, 0, 0.5),
        ("3x7", 21, 7.2, 15.15),
        ("2x7", 14, 4.65, 15.15),
        ("4x10", 40, 8, 21.5),
        ("5x13", 65, 4.75, 10.7),
        ("62mm", 1, 0, 0),
    ],
)
def test_every_format_lies_where_its_stickers_are(name: str, count: int, left: float, top: float) -> None:  # feature 89
    form = FORMATS[name]
    assert form.count == count
    x, y = form.corner(0)
    assert (x / MM, (form.paper[1] - y) / MM) == pytest.approx((left, top), abs=0.06)
    wide, high = form.size
    for place in range(count):
        x, y = form.corner(place)
        assert -0.01 <= x <= form.paper[0] - wide + 0.01
        assert high - 0.01 <= y <= form.paper[1] + 0.01
    codes = corners(sheets([Sticker(matrix_of(TEXT), "Naam", ())] * count, form))
    assert len({(x, y) for x, y, _ in codes}) == count
    assert all(side < min(wide, high) for _, _, side in codes)


def test_a_half_used_sheet_begins_where_it_was_left() -> None:
    form, label = FORMATS["3x7"], Sticker(matrix_of("A"), "Naam", ())
    whole = corners(sheets([label] * 21, form))
    pdf = sheets([label] * 5, form, skip=18)
    assert corners(pdf) == whole[18:]
    second = next(number for number, content in objects(pdf).items() if b"/Type /Page " in content and number > 6)
    assert corners(pdf, second + 1) == whole[:2]


def test_the_paper_of_a_roll_is_its_label() -> None:
    pdf = sheets([Sticker(matrix_of("A"), "Naam", ())] * 3, FORMATS["62mm"])
    assert b"/Count 3 /MediaBox [0 0 175.75 82.20]" in pdf
