"""What becomes of bytes: pictures are painted anew, papers stay as they are, all else is refused."""

from io import BytesIO

import pytest
from PIL import Image

from shared.refusals import Refusal
from sync_server.media.pictures import Kept, judged
from tests.sync_server.pictures import (
    GIF,
    HTML,
    PDF,
    SVG,
    ZIP,
    jpeg_of_notes,
    jpeg_of_scans,
    picture,
    png_that_says,
    webp_that_says,
)


def opened(data: bytes | None) -> Image.Image:
    assert data is not None
    return Image.open(BytesIO(data))


def refused(kind: str, data: bytes) -> str:
    with pytest.raises(Refusal) as problem:
        judged(kind, data)
    return problem.value.code


@pytest.mark.parametrize(("coding", "mime"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_a_large_photo_becomes_smaller_and_gets_a_preview(coding: str, mime: str) -> None:
    kept = judged("photo", picture(coding, (4000, 3000)))
    assert (kept.mime, opened(kept.data).format, opened(kept.data).size) == (mime, coding, (2048, 1536))
    assert (opened(kept.preview).format, opened(kept.preview).size) == ("JPEG", (256, 192))


def test_a_picture_of_a_paper_keeps_its_size() -> None:
    assert opened(judged("document", picture("PNG", (3000, 20))).data).size == (3000, 20)


def test_what_a_picture_says_about_itself_is_gone_and_it_stands_upright() -> None:
    kept = judged("photo", picture("JPEG", (60, 40), exif=True))
    assert b"Dorpsstraat" in picture("JPEG", (60, 40), exif=True)
    assert b"Dorpsstraat" not in kept.data
    assert (opened(kept.data).size, dict(opened(kept.data).getexif())) == ((40, 60), {})


def test_what_is_clear_stays_clear() -> None:
    kept = judged("photo", picture("PNG", (30, 30), clear=True))
    assert (opened(kept.data).mode, opened(kept.preview).mode) == ("RGBA", "RGBA")


def test_a_second_file_behind_a_picture_is_gone() -> None:
    """A picture for one program and an archive, a page or a script for another."""
    for other in (ZIP, HTML, SVG, PDF):
        kept = judged("photo", picture("JPEG") + other)
        assert other not in kept.data


def test_a_paper_is_kept_word_for_word() -> None:
    assert judged("document", PDF) == Kept("application/pdf", PDF, None)


@pytest.mark.parametrize("data", [SVG, HTML, ZIP, GIF, b"", b"\x00" * 99, b"%PDF", b"%PDF-1.7 without an end"])
@pytest.mark.parametrize("kind", ["photo", "document"])
def test_all_else_is_refused(kind: str, data: bytes) -> None:
    assert refused(kind, data) == "not_media"


def test_a_paper_is_no_photo_and_a_paper_begins_as_one() -> None:
    assert refused("photo", PDF) == "not_media"
    assert refused("document", HTML + PDF) == "not_media"


@pytest.mark.parametrize("size", [(50_000, 50_000), (2**31 - 1, 1), (6325, 6325)])
def test_a_picture_that_would_fill_the_memory_is_not_unpacked(size: tuple[int, int]) -> None:
    assert refused("photo", png_that_says(*size)) == "too_many_pixels"


def test_a_canvas_is_measured_before_its_decoder_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "open", None)
    assert refused("photo", webp_that_says(16_000, 16_000)) == "too_many_pixels"


@pytest.mark.parametrize("coding", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_ends_too_early_is_refused(coding: str) -> None:
    whole = picture(coding, (300, 200))
    assert refused("photo", whole[: len(whole) // 2]) == "broken_picture"


@pytest.mark.parametrize("head", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBP"])
def test_what_only_begins_as_a_picture_is_refused(head: bytes) -> None:
    assert {refused("photo", head + tail) for tail in (b"", b"\x00" * 40, HTML)} == {"broken_picture"}


@pytest.mark.parametrize("coding", ["JPEG", "PNG", "WEBP"])
def test_any_one_byte_may_be_another(coding: str) -> None:
    """The decoders' lies end in a picture or in a refusal, never in a fault."""
    whole = picture(coding, (20, 20))
    for place in range(0, len(whole), 3):
        for value in (0x00, 0xFF):
            twisted = whole[:place] + bytes([value]) + whole[place + 1 :]
            try:
                assert judged("photo", twisted).data
            except Refusal as refusal:
                assert refusal.code in ("not_media", "broken_picture", "too_many_pixels")


def test_a_jpeg_of_more_parts_than_any_camera_makes_is_not_even_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each scan repaints all pixels, and each note is put behind the last: a few bytes that cost a second."""
    for data in (jpeg_of_scans(55), jpeg_of_notes(900), jpeg_of_notes(3) + jpeg_of_scans(1000)):
        assert judged("photo", data).mime == "image/jpeg"
    video = b"\xff\xda" * 100_000  # what some phones put behind a picture is not looked at
    assert judged("photo", picture() + video).mime == "image/jpeg"
    begun = list[object]()
    monkeypatch.setattr(Image, "open", lambda *given, **_: begun.append(given))
    endless = [jpeg_of_scans(60), jpeg_of_scans(5_000), jpeg_of_notes(1_000)]
    endless += [picture()[:-2] + b"\xff\xd8" * 2_000, picture()[:-2] + b"\xff\x01" * 2_000]
    assert [refused("photo", data) for data in endless] == ["broken_picture"] * 5
    assert begun == []
