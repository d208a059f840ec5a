"""Wishes of people who take a list along or ask for a correction: in some seeds only, so that the others stay the
stories they were.
"""

import random
from typing import Any

from tests.simulation.device import Device
from tests.simulation.wishes import Call, Wisher

KINDS = ("team_list", "emergency_sheet", "evaluation", "medium", "addresses")
HOLDS = ("name", "phone", "email", "medical", "picture")
FOOLISH: tuple[dict[str, Any], ...] = ({"what": "archive"}, {"holds": []}, {"holds": ["Noten"]}, {"people": 0})


class Taker(Wisher):
    """Wishes as everybody does, and now and then takes something along, asks, or answers."""

    @property
    def user(self) -> str:
        """Who wishes."""
        assert self._device is not None
        return self._device.user

    def wish(self, device: Device) -> list[Call]:
        """See `Wisher.wish`."""
        self._device = device
        return [_some(self, self._rng)] if self._rng.random() < 0.06 else super().wish(device)

    def anything(self, device: Device) -> list[Call]:
        """See `Wisher.anything`."""
        self._device = device
        if self._rng.random() >= 0.1:
            return super().anything(device)
        self.foolish = True
        call = _some(self, self._rng)
        self.foolish = False
        return [call]


def wisher_of(seed: int) -> type[Wisher]:
    """Half of the seeds in which years pass; and some of those in which people are erased."""
    return Taker if seed % 20 == 16 or seed % 40 == 28 else Wisher


def _some(wisher: Taker, rng: random.Random) -> Call:
    return rng.choice((take_out, take_out, ask, ask, answer, lend))(wisher, rng)


def ask(wisher: Taker, rng: random.Random) -> Call:
    """That the club knows somebody better, mostly one of one's own."""
    said: tuple[dict[str, Any], ...] = (
        {"nationality": wisher.word()},
        {"birth_date": rng.choice(("2013-05-01", "2014-12-31", None))},
        {"birth_date": "2012-02-29", "profession": wisher.word()},
    )
    own = wisher.field("user_profile", wisher.user, "contact")
    person = own if own is not None and rng.random() < 0.7 else wisher.pick("contact")
    return "contact_identity.ask", {"id": wisher.id("ask", "parked_change"), "contact": person, "set": rng.choice(said)}


def answer(wisher: Wisher, rng: random.Random) -> Call:
    """In words; some have words about what nobody asked."""
    where = "WHERE reason = 'requested' AND state = 'waiting'" if rng.random() < 0.9 else ""
    args = {"id": wisher.pick("parked_change", where), "outcome": "dropped", "words": wisher.word()}
    return "parked.settle", args


def lend(wisher: Wisher, rng: random.Random) -> Call:
    """Somebody is let in with a role for a time; some for a time that makes no sense, or without a role."""
    role = rng.choice((None, "coach", "coach", "secretary"))
    group = wisher.pick("group") if role == "coach" else None
    code = {"purpose": "join", "how": "code", "secret_hash": rng.randbytes(32).hex()}
    days = {"from_on": wisher.day(), "to_on": wisher.day()}
    made = {"id": wisher.id("i", "invitation"), "contact": wisher.pick("contact"), "role": role, "group": group}
    return "invitation.make", {**made, **code, **days}


def take_out(wisher: Wisher, rng: random.Random) -> Call:
    """A list of a team, or a file of one person, who may be gone for everybody else; some fools say what cannot be."""
    kind = rng.choice(KINDS)
    args: dict[str, Any] = {"id": wisher.id("out", "export_log"), "what": kind, "form": rng.choice(("pdf", "file"))}
    args |= {"holds": rng.sample(HOLDS, k=rng.randint(1, 3)), "people": 1}
    if kind in ("evaluation", "medium"):
        args["contact"] = wisher.pick("contact") if rng.random() < 0.8 else wisher.removed("contact")
    else:
        args |= {"people": rng.randint(1, 40), "group": wisher.pick("group")}
    if wisher.foolish and rng.random() < 0.5:
        args |= rng.choice(FOOLISH)
    return "export_log.note", args
