"""Bytes that are sent as pictures and papers and are something else."""

from hashlib import sha256
from typing import Any

from tests.attacks.arena import Arena, Device
from tests.attacks.attack import attack
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

SLICE = 256 * 1024
NO_MORE_MB = 300
"""A picture of 40 megapixels, unpacked, and its painted twin."""


def sent(device: Device, data: bytes, kind: str = "photo", **other: Any) -> dict[str, Any]:
    """Announce a medium of Kim and send its bytes; how it stands afterwards, with its id."""
    id = device.arena.new_id()
    wish = {
        "id": id,
        "contact": "contact-kim",
        "kind": kind,
        "sent_hash": sha256(data).hexdigest(),
        "sent_size": len(data),
    }
    said = device.do("medium.add", **{**wish, **other})
    assert said == "applied", said
    stands: dict[str, Any] = {}
    for offset in range(0, len(data), SLICE):
        stands = device.put(id, offset, data[offset : offset + SLICE]).json()
    return {**stands, "id": id}


@attack
def pass_something_else_off_as_a_picture(arena: Arena) -> None:
    """A page, a script, an archive or a paper is kept as a picture, and shown by the club."""
    piet = arena.device("piet")
    for data in (
        HTML,
        SVG,
        ZIP,
        GIF,
        PDF,
        b"\xff\xd8\xff" + HTML,
        b"\x89PNG\r\n\x1a\n" + HTML,
        b"RIFF\x00\x00\x00\x00WEBP" + HTML,
        b"MZ" * 99,
    ):
        assert sent(piet, data)["state"] == "rejected", data[:20]
    for data in (HTML, SVG, ZIP, HTML + PDF, b" " + PDF, PDF[:20]):
        assert sent(piet, data, "document")["state"] == "rejected", data[:20]


@attack
def hide_a_page_behind_a_picture(arena: Arena) -> None:
    """A picture that is also a page or an archive keeps its second half, and where it was taken."""
    piet = arena.device("piet")
    for coding in ("JPEG", "PNG", "WEBP"):
        data = picture(coding, exif=coding == "JPEG") + HTML + ZIP
        stands = sent(piet, data)
        assert stands["state"] == "stored", coding
        for path in ("", "/preview"):
            answer = piet.get(f"/api/media/{stands['id']}{path}")
            assert answer.status_code == 200
            assert not [word for word in (b"script", b"PK\x03\x04", b"Dorpsstraat") if word in answer.content]


@attack
def open_a_paper_as_a_page(arena: Arena) -> None:
    """A paper with a page in it is shown by the browser under the club's name."""
    piet = arena.device("piet")
    data = PDF[:9] + HTML + b"<!--" + PDF
    stands = sent(piet, data, "document", title='"><script>\r\nSet-Cookie: x=1')
    answer = piet.get(f"/api/media/{stands['id']}", Accept="text/html")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "script" not in str(answer.headers)


@attack
def fill_the_memory_with_pixels(arena: Arena) -> None:
    """A picture of 50,000 by 50,000 in a hundred bytes is unpacked."""
    piet, before = arena.device("piet"), arena.memory_mb()
    huge = (png_that_says(50_000, 50_000), png_that_says(2**31 - 1, 2**31 - 1), webp_that_says(16_000, 16_000))
    flat = picture("PNG", (100, 100)).replace((100).to_bytes(4, "big") * 2, (50_000).to_bytes(4, "big") * 2, 1)
    for data in (*huge, flat, picture("JPEG", (16_000, 4_000))):
        assert sent(piet, data)["state"] == "rejected"
    assert arena.memory_mb() - before < NO_MORE_MB


@attack
def keep_the_painter_busy(arena: Arena) -> None:
    """A picture of some KB that is painted over and over, for minutes, while all others wait."""
    piet, before = arena.device("piet"), arena.processor_s()
    assert sent(piet, picture("JPEG", (6_000, 6_000)))["state"] == "stored"
    usual = arena.processor_s() - before
    for data in (jpeg_of_scans(1_000, (6_000, 6_000)), jpeg_of_notes(100_000)):
        before = arena.processor_s()
        stands = sent(piet, data)
        spent = arena.processor_s() - before
        assert spent < 2 * usual, f"{spent:.1f} s of a processor, where a large picture costs {usual:.1f}"
        assert (stands["state"], stands["code"]) == ("rejected", "broken_picture")


@attack
def send_other_bytes_than_announced(arena: Arena) -> None:
    """Bytes whose hash, length or place differ from what the row says are kept."""
    piet, face = arena.device("piet"), picture()
    assert sent(piet, face, sent_hash="ab" * 32)["state"] == "waiting"
    short = {"id": arena.new_id(), "contact": "contact-kim", "kind": "photo", "sent_hash": sha256(face).hexdigest()}
    assert piet.do("medium.add", **short, sent_size=len(face) - 1) == "applied"
    id = short["id"]
    assert piet.put(id, 0, face).status_code == 413
    assert piet.put(id, 5, face[5:100]).json()["have"] == 0
    assert piet.put(id, 0, b"x" * (SLICE + 1)).status_code == 413
    for offset in ("-1", "9" * 9, "٣", "1.5", ""):
        headers = {**piet.headers, "Content-Type": "application/octet-stream"}
        answer = arena.line.put(f"/api/media/{id}/bytes?offset={offset}", content=b"x", headers=headers)
        assert answer.status_code == 400, offset
    for size, told in (
        (2**40, "ab" * 32),
        (0, "ab" * 32),
        (-1, "ab" * 32),
        (9, "../../club.db"),
        (9, "AB" * 32),
        (9, ""),
    ):
        wish = {"contact": "contact-kim", "kind": "photo", "sent_hash": told, "sent_size": size}
        assert piet.do("medium.add", id=arena.new_id(), **wish) == "refused invalid"


@attack
def show_the_face_of_another_child(arena: Arena) -> None:
    """My child's photo is one of another child, that I may not see; the answer tells whether there is one."""
    piet = arena.device("piet")
    said = {id: piet.do("contact.set_photo", id="contact-kim", medium=id) for id in ("paper-of-zoe", "no-such-medium")}
    assert not [one for one in said.values() if not one.startswith("refused")], said
    assert (arena.row("contact", "contact-kim") or {})["photo"] is None
