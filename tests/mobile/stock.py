"""More of what the made-up club owns: places, things that are counted, a box, a booking. Made by real actions."""

from typing import Any

from shared.domain import labels
from shared.domain.codes import code_text
from tests.mobile.club import DAY, NOW, Club
from tests.mobile.goods import HOST, act, code_of, new_id

CUPBOARD, BOX, CONES, BALL = "Kast 1", "Doos wedstrijd", "Kegels", "Wedstrijdbal"


def label(club: Club, name: str) -> None:
    """A label on the thing with this name."""
    code = code_text(code_of(name))
    act(club, "user-equipment", "label.print", codes=[code], batch="stock")
    act(club, "user-equipment", "label.claim", code=code, resource=club.ids[name])


def short_label_of(name: str) -> str:
    """The text of its unsigned label."""
    return labels.build_short(HOST, code_of(name))


def thing(club: Club, name: str, **more: Any) -> str:
    """One thing with a label."""
    club.ids[name] = new_id(club)
    made = {"id": club.ids[name], "name": name, "kind": "single", "category": "Ballen", **more}
    act(club, "user-equipment", "resource.create", **made)
    label(club, name)
    return club.ids[name]


def put(club: Club, name: str, place: str) -> None:
    """It lies in this place."""
    where = {"to_kind": "resource", "to_id": club.ids[place]}
    act(club, "user-equipment", "custody.move", at=NOW - DAY, id=new_id(club), resource=club.ids[name], **where)


def stocked(club: Club, balls: int = 12) -> Club:
    """Put all of this into the club: balls numbered from 1 in a cupboard, cones, a box, and a booking of a thing."""
    with club.store.transaction():
        thing(club, CUPBOARD, kind="location", category="Plaatsen")
        thing(club, BOX, kind="kit", category="Dozen")
        thing(club, CONES, kind="quantity", quantity=40, category="Training")
        for number in range(1, balls + 1):
            thing(club, f"{BALL} {number}", tag_no=f"W-{number:02d}")
            put(club, f"{BALL} {number}", CUPBOARD)
        start = NOW - DAY
        act(
            club,
            "user-equipment",
            "booking.make",
            id=new_id(club),
            resource=club.ids[f"{BALL} 1"],
            group=club.ids["U15"],
            from_at=start,
            to_at=start + 3 * DAY,
        )
    return club
