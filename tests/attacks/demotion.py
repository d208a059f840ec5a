"""A right that is taken away in the middle of something: between pages, between parts, while a file is fetched."""

import json
import time

from tests.attacks.arena import Arena, Device, cells
from tests.attacks.attack import attack_alone
from tests.attacks.authority import package_of, silent, stored_paper
from tests.attacks.founding import MAES
from tests.house import DAY


def demote(arena: Arena, name: str) -> None:
    """The owner withdraws the role of this person."""
    assert arena.device("olga").do("role.withdraw", id=f"role-{name}") == "applied"


def shut_out(device: Device) -> None:
    """Whoever lost their role gets nothing more of it by any door."""
    assert MAES not in cells(device.pages())
    silent(device.post("/api/history", {"rows": [["contact_address", "address-zoe"]], "before": None}))
    assert device.get("/api/media/paper-of-zoe").status_code == 404


@attack_alone
def go_on_with_pages_after_a_demotion(arena: Arena) -> None:
    """The second page of a checkpoint follows from the rights of the first."""
    sara = arena.device("sara")
    first = sara.sync().json()["page"]
    assert first["more"] is not None
    demote(arena, "sara")
    for other in ({}, {"has": first["more"]["fill"]}, {"grants_seq": first["more"]["grants"]}):
        answer = sara.sync(more=first["more"], **other)
        silent(answer)
        assert (answer.status_code, answer.json()["code"]) == (409, "restart")
    answer = sara.sync(more={**first["more"], "grants": arena.row("grant_state", "user-sara")["seq"]})  # type: ignore[index]  # everybody has one
    silent(answer)
    assert answer.status_code == 409
    shut_out(sara)


@attack_alone
def go_on_with_the_second_part_after_a_demotion(arena: Arena) -> None:
    """The second part of a first load, or its package, follows from the rights of the first part."""
    sara, other = arena.device("sara"), arena.device("sara")
    id = package_of(other)
    first = sara.pages(has=[])[-1]
    assert first["part"] is True
    demote(arena, "sara")
    answer = sara.sync(has=first["grants"], cursor=first["cursor"], grants_seq=first["grants_seq"])
    silent(answer)
    assert "package" not in answer.json()["page"]
    assert sara.get(f"/api/packages/{id}").status_code == 404
    shut_out(sara)


@attack_alone
def go_on_with_a_package_after_a_demotion(arena: Arena) -> None:
    """A file whose first bytes were given is given to its end, slice by slice."""
    tom = arena.device("tom")
    id = package_of(tom)
    assert tom.get(f"/api/packages/{id}", Range="bytes=0-99").status_code == 206
    demote(arena, "tom")
    assert tom.get(f"/api/packages/{id}", Range="bytes=100-").status_code == 404
    assert tom.get(f"/api/packages/{id}", **{"If-Range": '"x"', "Range": "bytes=100-"}).status_code == 404


@attack_alone
def fetch_a_package_that_somebody_left(arena: Arena) -> None:
    """A file made before a person left the club's books is given to who was granted its scopes afterwards."""
    sara, olga = arena.device("sara"), arena.device("olga")
    id = package_of(sara)
    assert olga.do("contact.delete", id="crowd-00007") == "applied"
    assert olga.do("role.grant", id=arena.new_id(), user="user-piet", role="secretary") == "applied"
    assert "crowd-00007" not in cells(arena.device("piet").pages())
    assert arena.device("piet").get(f"/api/packages/{id}").status_code in (200, 404)
    assert (arena.row("row_version", "contact", "crowd-00007") or {})["deleted"] == 1


@attack_alone
def write_with_a_role_that_was_withdrawn(arena: Arena) -> None:
    """A token that was given to a coach goes on writing as one; so does a changeset that says it is from before."""
    karel = arena.device("karel")
    assert karel.do("activity.patch", id="training-u12", set={"title": "Training"}) == "applied"
    wish = ("activity.patch", {"id": "training-u12", "set": {"title": "Taken"}})
    demote(arena, "karel")
    long_ago = {"now": 1, "wall": 1, "seen": 1}
    for other in ({}, long_ago, {**long_ago, "seen": 2**40}):
        [said] = karel.push(karel.changeset(wish, **other))
        assert said in ("refused not_allowed", "parked not_allowed"), said
    assert (arena.row("activity", "training-u12") or {})["title"] == "Training"
    [mine] = karel.push(karel.changeset(("parked.settle", {"id": "parked-by-guess", "outcome": "done"})))
    assert mine.startswith("refused")


@attack_alone
def keep_the_papers_of_a_team_i_left(arena: Arena) -> None:
    """A coach who no longer coaches the child fetches the papers of the child."""
    ann, cas = arena.device("ann"), arena.device("cas")
    id = stored_paper(ann)
    tag = cas.get(f"/api/media/{id}").headers["etag"]
    demote(arena, "cas")
    assert cas.get(f"/api/media/{id}").status_code == 404
    assert cas.get(f"/api/media/{id}", **{"If-None-Match": tag}).status_code == 404
    assert cas.get(f"/api/media/{id}", Range="bytes=1-").status_code == 404
    assert ann.get(f"/api/media/{id}").status_code == 200


@attack_alone
def read_on_about_the_players_of_last_season(arena: Arena) -> None:
    """A coach of a team whose season is over reads its sheets and plans for it: nobody ended anything by hand."""
    olga = arena.device("olga")
    player = {"contact": "contact-zoe", "group": "team-old", "function": "player"}
    training = {"kind": "training", "title": "Training", "start_at": arena.now(), "zone": "Europe/Brussels"}
    for verb, wish in (
        ("season.create", {"id": "season-old", "name": "Autumn", "start_on": "2026-07-01", "end_on": "2026-11-18"}),
        ("group.create", {"id": "team-old", "name": "U10", "kind": "team", "season": "season-old"}),
        ("group.add_member", {"id": "member-old", **player}),
        ("role.grant", {"id": "role-old", "user": "user-karel", "role": "coach", "group": "team-old"}),
        ("activity.create", {"id": "training-old", "group": "team-old", **training}),
    ):
        assert olga.do(verb, **wish) == "applied", verb
    assert MAES in cells(arena.device("karel").pages())
    _until_tomorrow(arena)
    karel = arena.device("karel")
    shut_out(karel)
    taken = ("activity.patch", {"id": "training-old", "set": {"title": "Taken"}})
    for other in ({}, {"now": 1, "wall": 1, "seen": 1}):
        [said] = karel.push(karel.changeset(taken, **other))
        assert said in ("refused not_allowed", "parked not_allowed"), said
    assert (arena.row("activity", "training-old") or {})["title"] == "Training"
    assert karel.do("activity.patch", id="training-u12", set={"title": "Ours"}) == "applied"


def _until_tomorrow(arena: Arena) -> None:
    """The server wakes up a day later, and works into it."""
    arena.stop()
    clock = arena.folder / "clock.json"
    clock.write_text(json.dumps(json.loads(clock.read_text(encoding="utf-8")) + DAY), encoding="utf-8")
    arena.start()
    deadline = time.monotonic() + 60
    while (arena.row("club", "club") or {})["day"] != "2026-11-19":
        assert time.monotonic() < deadline, "the day never turned"
        time.sleep(0.05)
