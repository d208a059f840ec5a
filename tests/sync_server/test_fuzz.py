"""Whatever a device says, the door answers with 2xx or 4xx: valid requests with parts that were swapped for others."""

import json
import random
from contextlib import closing
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from shared.actions.book import BOOK
from shared.refusals import Refusal
from shared.rights import MAY
from sync_server.store.postgres import PostgresStorage
from sync_server.store.tables import SERVER_REGISTER
from sync_server.turning import recheck_all
from tests.house import House, copy_of, everything
from tests.postgres import Cluster
from tests.shared.test_rights import OTHER, OWN, call
from tests.sync_server.desk import Desk
from tests.twist import places, twisted

BIG = 2**63 - 1
ODD: list[Any] = [
    *(None, True, False, 0, 1, -1, BIG, -BIG, "", "x", "contact-kim", "ball-bag-red", "team-u12", "é" * 50),
    *([], {}, [1], [[]], [{}], {"a": 1}, {"id": "contact-kim"}, "[" * 2000, '{"a":', "😀", "2026-02-30"),
    *("' OR 1=1 --", "%s%n", "../../etc/passwd", "x" * 70_000, ["contact-kim"] * 3, {"set": {"set": {}}}, "None"),
    *("invoice", "setting", "user_profile", "inbox_item", "custody_event", "system", "0" * 26, "out", "contact"),
]
VERBS = sorted(name for name, _ in BOOK)
WORDS = st.sampled_from(ODD)


@pytest.fixture(scope="module")
def desk(furnished: House, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """One desk for all examples: what the earlier ones did is part of the weather."""
    return Desk(copy_of(furnished), tmp_path_factory.mktemp("fuzz"), sync_tries=10**9)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_body_is_a_bug(desk: Desk, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["olga", "karel", "piet"]))
    device = desk.house.row("device", f"device-of-{name}") or {"last_n": 0}
    verbs = data.draw(st.lists(st.sampled_from(VERBS), min_size=1, max_size=3))
    actions = [
        {"name": verb, "version": 1, "args": call(verb, data.draw(st.sampled_from([OWN, OTHER])))} for verb in verbs
    ]
    changeset = {"id": f"fuzz-{random.random()}", "device": f"device-of-{name}", "n": device["last_n"] + 1}
    changeset |= {"epoch": "epoch-1", "actions": actions, "seen": 1, "now": 5, "wall": 5, "offset": 0, "schema": 1}
    wish = desk.phone(name).replica.request(0).to_wire() | {"push": [{**changeset, "app": "fuzz"}]}
    if data.draw(st.booleans()):
        seq = (desk.house.row("grant_state", f"user-{name}") or {})["seq"]
        wish["more"] = {"since": 0, "head": 5, "fill": ["club"], "at": [], "grants": seq, "whole": True}
    wish = json.loads(json.dumps(wish))
    for _ in range(data.draw(st.integers(1, 3))):
        # half of the changes are made inside the arguments: that is where verbs look
        spots = places(wish)
        deep = [spot for spot in spots if "args" in spot[:-1]]
        spot = data.draw(st.sampled_from(deep if deep and data.draw(st.booleans()) else spots))
        wish = twisted(
            wish, spot, data.draw(st.sampled_from(["set", "set", "drop", "extra", "double"])), data.draw(WORDS)
        )
    answer = desk.post("/api/sync", wish, desk.token(name))
    event(f"{answer.status_code}")
    assert answer.status_code < 500, (wish, answer.text)


@pytest.mark.parametrize("verb", sorted(MAY))
def test_no_argument_is_a_bug(furnished: House, desk: Desk, verb: str) -> None:
    """Every argument of every verb, and every field inside it, takes each odd value once; the system may do all."""
    house = copy_of(furnished)
    args = call(verb, OWN)
    for field in BOOK[verb, 1].args:
        args.setdefault(field.name, None)
    for path in places(args)[1:]:
        for odd in ODD:
            try:
                house.do(verb, **twisted(args, path, "set", odd))
            except Refusal:
                continue
    assert recheck_all(house.referee, house.clock.now) == 0


OF_EACH_KIND: list[Any] = [None, True, BIG, "", "contact-kim", "x" * 70_000, ["contact-kim"] * 3, {"id": "contact-kim"}]


def test_both_databases_say_the_same_to_odd_arguments(
    furnished: House, postgres: Cluster, furnished_template: str
) -> None:
    """One may take a number where words stand, the other not: no changeset may be a bug on one of them only."""
    with postgres.fresh(furnished_template) as url, closing(PostgresStorage(url, SERVER_REGISTER)) as store:
        houses = copy_of(furnished), copy_of(furnished, store)
        for verb in sorted(MAY):
            args = call(verb, OWN)
            for path in places(args)[1:]:
                for odd in OF_EACH_KIND:
                    one, other = (house.no(verb, **twisted(args, path, "set", odd)) for house in houses)
                    assert one == other, (verb, path, odd)
        assert everything(houses[0].store) == everything(houses[1].store)
