"""Paying on the phone that shows the code: nobody scans their own screen. (feature B10)"""

import asyncio
import io

import zxingcpp
from PIL import Image

from mobile.device.doors import Doors
from mobile.touchline import Touchline
from shared.domain.payment_qr import Payment, parse
from tests.fakes import FakeCamera, FakeDecoder, FakeFiles
from tests.mobile.club import Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.stage import touchline_of

ALL = """Bedrag: € 95,00
Begunstigde: KV De Meers
Rekeningnummer: BE68 5390 0754 7034
Gestructureerde mededeling: +++260/0000/00271+++"""
ASKED = Payment("KV De Meers", "BE68539007547034", "KREDBEBB", 9_500, "260000000271")


def at_the_invoice(club: Club, files: FakeFiles, *, sheet: bool = True) -> Touchline:
    doors = Doors(lambda: FakeCamera([]), lambda: files, decoder=FakeDecoder(), can_share=lambda: sheet)
    member = touchline_of(club, "member", device=doors)
    [id] = [row["id"] for row in club.store.find("invoice", reference="260000000271")]
    member.state.place.route = f"/money/{id}"
    return member


def buttons(screen: Drawn) -> list[str]:
    return [str(one.content) for kind in ("FilledTonalButton", "OutlinedButton") for one in screen.all(kind)]


def read(picture: bytes) -> Payment:
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return parse(code.text)


def test_everything_is_copied_at_once_and_each_fact_alone() -> None:
    member = at_the_invoice(furnish(small_club()), FakeFiles())

    async def story() -> None:
        async with drawn(member) as screen:
            [everything] = screen.all("FilledTonalButton")
            assert (everything.content, everything.action.args["data"]) == ("Kopieer alles", ALL)
            alone = [one.action.args["data"] for one in screen.all("IconButton") if one.action is not None]
            assert alone == ["95,00", "KV De Meers", "BE68539007547034", "+++260/0000/00271+++"]

    asyncio.run(story())


def test_the_code_is_kept_as_a_picture_that_a_banking_app_reads() -> None:
    files = FakeFiles()
    member = at_the_invoice(furnish(small_club()), files)

    async def story() -> None:
        async with drawn(member) as screen:
            await screen.press("OutlinedButton", "Bewaar de QR-code")
            [share] = [one.action for one in screen.all("OutlinedButton") if one.content == "Deel de QR-code"]
            assert (share.method, share.name) == ("share_files", "qr-2026-00002.png")
            assert read(share.args["files"][0].data) == ASKED

    asyncio.run(story())
    [(name, picture)] = files.saved.items()
    assert (name, read(picture)) == ("qr-2026-00002.png", ASKED)


def test_where_there_is_no_sheet_none_is_offered() -> None:
    """On a wide screen neither: the phone beside it scans the code."""

    async def offers(sheet: bool, wide: bool) -> list[str]:
        member = at_the_invoice(furnish(small_club()), FakeFiles(), sheet=sheet)
        async with drawn(member) as screen:
            member.state.place.wide = wide
            await screen.settle()
            return buttons(screen)

    assert asyncio.run(offers(sheet=True, wide=False)) == ["Kopieer alles", "Bewaar de QR-code", "Deel de QR-code"]
    assert asyncio.run(offers(sheet=False, wide=False)) == ["Kopieer alles", "Bewaar de QR-code"]
    assert asyncio.run(offers(sheet=True, wide=True)) == ["Kopieer alles", "Bewaar de QR-code"]
