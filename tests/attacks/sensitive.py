"""What is sensitive: medical sheets, bank accounts and national numbers, read in a room or off the disk."""

from contextlib import closing

from shared.storage import SqliteStorage
from sync_server.keys.guarding import judged
from sync_server.privacy.audit import Audit, Deed, hash_of
from sync_server.store.tables import SERVER_REGISTER
from tests.attacks.arena import Arena, cells
from tests.attacks.attack import attack, attack_alone
from tests.attacks.founding import HEALTH, NUMBER, NUMBERS_OF, SECRET_WORDS
from tests.attacks.server import settings_of
from tests.sync_server.desk import PASSWORD

KIM, ZOE = "contact-kim", "contact-zoe"
FISCAL = "tax_certificate"


@attack
def read_what_is_medical(arena: Arena) -> None:
    """The treasurer, the equipment keeper, another team's coach or another parent gets a sheet, or its history."""
    for name in ("tom", "eef", "cas", "ann"):
        device = arena.device(name)
        assert HEALTH not in cells(device.pages())
        told = device.post(
            "/api/history", {"rows": [["contact_medical", KIM], ["opening", "opening-kim"]], "before": None}
        )
        assert told.json() == {"lines": [], "more": None}
    for name in ("karel", "piet", "sara", "olga"):
        assert HEALTH in cells(arena.device(name).pages())


@attack
def open_a_sheet_under_another_name(arena: Arena) -> None:
    """Who looks says that it was somebody else, or at another time; or looks at anybody's sheet."""
    karel, tom = arena.device("karel"), arena.device("tom")
    for lie in ({"user": "user-sara"}, {"opened_at": 0}, {"received_at": 0}, {"what": "contact_medical"}):
        assert karel.do("contact_medical.open", id=arena.new_id(), contact=KIM, **lie) == "refused invalid"
    assert karel.do("contact_medical.open", id=arena.new_id(), contact=ZOE) == "refused not_allowed"
    assert tom.do("contact_medical.open", id=arena.new_id(), contact=KIM) == "refused not_allowed"
    id = arena.new_id()
    assert karel.do("contact_medical.open", id=id, contact=KIM) == "applied"
    assert (arena.row("opening", id) or {})["user"] == "user-karel"


@attack
def take_a_list_and_hide_it(arena: Arena) -> None:
    """Who saved a list says that it was somebody else, or at another time; changes the line, takes it away, puts words
    in it; or others read who saved what.
    """
    karel, id = arena.device("karel"), arena.new_id()
    taken = {"id": id, "what": "team_list", "form": "pdf", "holds": ["name"], "people": 14, "group": "team-u12"}
    lies = ({"user": "user-sara"}, {"made_at": 0}, {"received_at": 0}, {"what": "archive"}, {"holds": [HEALTH]})
    for lie in lies:
        assert karel.do("export_log.note", **{**taken, **lie}) == "refused invalid"
    assert karel.do("export_log.note", **taken) == "applied"
    undo = {"table": "export_log", "id": id, "set": {"people": 1}, "still": {"people": 14}}
    for name in ("karel", "olga"):
        device = arena.device(name)
        assert device.do("export_log.note", **{**taken, "people": 1}) == "refused exists"
        assert device.do("export_log.patch", id=id, set={"people": 1}) == "refused unknown_action"
        assert device.do("row.undo", **undo) == "refused invalid"
        assert device.do("row.expire", table="export_log", id=id) == "refused not_allowed"
        assert id in cells(device.pages())
    assert (arena.row("export_log", id) or {})["people"] == 14
    for name in ("sara", "tom", "eef", "cas", "ann", "piet"):
        assert id not in cells(arena.device(name).pages())
        told = arena.device(name).post("/api/history", {"rows": [["export_log", id]], "before": None})
        assert told.json() == {"lines": [], "more": None}


@attack_alone
def look_into_the_vault(arena: Arena) -> None:
    """A national number of somebody else: looked at, put in, taken away, or shown for one's own password."""
    wishes = {
        "look": {},
        "enter": {"purpose": FISCAL, "number": NUMBER},
        "show": {"purpose": FISCAL, "password": PASSWORD},
        "drop": {"purpose": FISCAL},
    }
    for name in ("karel", "eef", "ann"):
        device = arena.device(name)
        for what, wish in wishes.items():
            answer = device.post(f"/api/numbers/{what}", {"contact": KIM, **wish})
            assert (answer.status_code, answer.json()["code"]) == (422, "gone"), (name, what)
    own = arena.device("piet").post("/api/numbers/show", {"contact": KIM, "purpose": FISCAL, "password": PASSWORD})
    assert own.status_code == 422
    assert NUMBER[-6:] not in cells(arena.device("olga").pages())


@attack_alone
def open_the_vault_with_a_phone_that_was_left_open(arena: Arena) -> None:
    """The phone of the secretary lies on a table: its token is enough, or its password can be guessed there."""
    sara = arena.device("sara")
    wish = {"contact": KIM, "purpose": FISCAL}
    assert sara.post("/api/numbers/show", wish).status_code == 400
    answers = [sara.post("/api/numbers/show", {**wish, "password": f"gok nummer {n} van veel"}) for n in range(7)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429] * 2
    told = "".join(answer.text for answer in answers)
    assert NUMBER not in told
    with closing(SqliteStorage(settings_of(arena.folder).database, SERVER_REGISTER)) as store:
        assert store.find("audit", kind="number_shown") == []


@attack_alone
def read_the_disk(arena: Arena) -> None:
    """Who steals the disk, or finds a copy of it, reads bank accounts, sheets and numbers without the key."""
    sara, tom = arena.device("sara"), arena.device("tom")
    assert tom.do("contact_finance.patch", id=KIM, set={"account_holder": SECRET_WORDS[0]}) == "applied"
    assert sara.do("contact_finance.patch", id=KIM, set={"account_holder": SECRET_WORDS[1]}) == "refused not_allowed"
    arena.device("olga").pages()
    files = [path for path in arena.folder.rglob("*") if path.is_file() and path.name != "club.key"]
    kept = b"".join(path.read_bytes() for path in files)
    assert b"De Meersman" in kept, "it was read"
    found = [word for word in (*SECRET_WORDS, HEALTH, *NUMBERS_OF) if word.encode() in kept]
    assert not found, found


@attack_alone
def rewrite_who_looked(arena: Arena) -> None:
    """Who can write the database hides a look at a sheet: a line changed, taken out, put elsewhere, or all anew."""
    arena.device("karel").do("contact_medical.open", id=arena.new_id(), contact=KIM)
    arena.stop()
    with closing(SqliteStorage(settings_of(arena.folder).database, SERVER_REGISTER)) as store:
        lines = store.above("audit", ("seq",), (0,), 10_000)
        whole, sentence = judged(store, None)
        known = sentence.rpartition(" ")[2]
        assert whole
        line = lines[3]
        tries = {
            "changed": [{**line, "actor": "user-piet"}],
            "well": [{**line, "actor": "user-piet"} | {"hash": hash_of({**line, "actor": "user-piet"})}],
            "swapped": [{**line, "seq": 5}, {**lines[4], "seq": 4}],
        }
        for name, rows in tries.items():
            store.put("audit", *rows)
            assert not judged(store, None)[0], name
            store.put("audit", line, lines[4])
        store.delete("audit", 4)
        assert not judged(store, None)[0]
        store.discard("audit")
        for line in lines[:-1]:
            Audit(store).note(Deed(line["kind"], line["at"], line["actor"], line["device"], line["tbl"], line["id"]))
        assert judged(store, None)[0], "by itself it looks whole"
        assert not judged(store, known)[0]
    arena.start()


@attack_alone
def read_a_bank_account_by_becoming_a_parent(arena: Arena) -> None:
    """The secretary makes a family of her own and somebody else a child in it: what a parent reads comes to her."""
    sara = arena.device("sara")
    own = {"id": "family-of-sara", "kind": "family", "name": "x", "link_id": "link-of-sara", "contact": "contact-sara"}
    assert sara.do("account.create", **own, function="parent", may_act_for=1) == "applied"
    for name in ("kim", "zoe", "tom", "olga"):
        wish = {"id": f"sara-over-{name}", "account": "family-of-sara", "contact": f"contact-{name}"}
        assert sara.do("account.link", **wish, function="child") == "refused needs_owner", name
        assert sara.do("account.link", **wish, function="parent") == "applied"
        assert sara.do("account_link.patch", id=wish["id"], set={"function": "child"}) == "refused needs_owner", name
    joins = {"id": "sara-joins", "account": "family-maes", "contact": "contact-sara", "function": "parent"}
    assert sara.do("account.link", **joins, may_act_for=1) == "refused needs_owner"
    assert sara.do("account.link", **joins) == "applied"
    assert sara.do("account_link.patch", id="sara-joins", set={"may_act_for": 1}) == "refused needs_owner"
    assert SECRET_WORDS[2] not in cells(sara.pages())
    over_tom = {"id": "tom-of-maes", "account": "family-maes", "contact": "contact-tom", "function": "child"}
    assert sara.do("account.link", **over_tom) == "refused needs_owner", "nor for a friend"


@attack_alone
def read_the_bills_of_a_family_by_paying_for_it(arena: Arena) -> None:
    """The secretary, who may know that a bill is paid and not how much, says that she pays for everybody."""
    sara = arena.device("sara")
    for account in ("family-maes", "family-peeters"):
        joins = {"account": account, "contact": "contact-sara"}
        for how in ({"is_payer": 1}, {"may_act_for": 1}):
            assert sara.do("account.link", id=arena.new_id(), **joins, **how) == "refused needs_owner"
        link = arena.new_id()
        assert sara.do("account.link", id=link, **joins) == "applied"
        assert sara.do("account_link.patch", id=link, set={"is_payer": 1}) == "refused needs_owner"
    assert "total_cents" not in cells(sara.pages())


@attack_alone
def make_a_minor_of_an_adult(arena: Arena) -> None:
    """The secretary says that Ann was born in 2015, and that a friend looks after her."""
    olga, sara = arena.device("olga"), arena.device("sara")
    assert olga.do("contact_identity.patch", id="contact-ann", set={"birth_date": "1980-05-01"}) == "applied"
    for born in ("2015-05-01", None):
        wish = {"id": "contact-ann", "set": {"birth_date": born}}
        assert sara.do("contact_identity.patch", **wish) == "refused needs_owner", born
    friend = {"id": "family-of-friend", "kind": "family", "name": "x", "link_id": "link-of-friend"}
    assert sara.do("account.create", **friend, contact="contact-piet", may_act_for=1) == "applied"
    over = {"id": "friend-over-ann", "account": "family-of-friend", "contact": "contact-ann"}
    assert sara.do("account.link", **over, function="child") == "refused needs_owner"
