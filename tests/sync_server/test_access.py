"""Who receives a row: the whole matrix of model.md, every role x table x side, and nobody forgotten afterwards."""

import random

import pytest

from shared.domain.attendance import guest_id
from shared.domain.custom_field import value_id
from shared.domain.derived_id import derived_id
from shared.domain.evaluation import evaluation_id, score_id
from shared.domain.notices import choice_id
from shared.refusals import Refusal
from shared.rights import VIEW
from sync_server import access
from sync_server.turning import recheck_all
from tests.house import ROLES, House, Phone, copy_of
from tests.sync_server.walk import some_wish

ROUND = "2026-11-01"
OF_KIM, OF_ZOE = (evaluation_id("template-youth", f"contact-{name}", "coach", ROUND) for name in ("kim", "zoe"))
# Rows of the U12 (Kim) and of the U13 (Zoe). Karel coaches Kim, Piet is her father; Ann is the mother of Zoe.
ROWS = {
    "contact": ("contact-kim", "contact-zoe"),
    "contact_point": ("phone-of-piet", "phone-of-ann"),
    "contact_address": ("address-kim", "address-zoe"),
    "contact_personal": ("contact-kim", "contact-zoe"),
    "contact_identity": ("contact-kim", "contact-zoe"),
    "contact_finance": ("contact-kim", "contact-zoe"),
    "contact_emergency": ("contact-kim", "contact-zoe"),
    "consent": ("consent-kim", "consent-zoe"),
    "contact_medical": ("contact-kim", "contact-zoe"),
    "opening": ("opening-kim", "opening-zoe"),
    "group_member": ("member-kim", "member-zoe"),
    "membership": ("membership-kim", "membership-zoe"),
    "account": ("family-peeters", "family-maes"),
    "account_link": ("link-of-kim", "link-of-zoe"),
    "activity": ("training-u12", "training-u13"),
    "activity_series": ("series-u12", "series-u13"),
    "calendar_feed": ("feed-of-kim", "feed-of-zoe"),
    "activity_guest": (guest_id("training-u12", "contact-kim"), guest_id("training-u13", "contact-zoe")),
    "activity_visitor": ("visitor-u12", "visitor-u13"),
    "resource": ("ball-bag-red", "ball-bag-blue"),
    "custody_event": ("custody-red", "custody-1"),
    "custody_signature": ("custody-red", "custody-1"),
    "resource_value": ("ball-bag-red", "ball-bag-blue"),
    "custom_value": (value_id("field-size", "ball-bag-red"), value_id("field-size", "ball-bag-blue")),
    "booking": ("booking-red", "booking-blue"),
    "audit_session": ("audit-red", "audit-blue"),
    "audit_line": (derived_id("audit_line", "audit-red", "0"), derived_id("audit_line", "audit-blue", "0")),
    "invoice": ("invoice-peeters", "invoice-maes"),
    "invoice_status": ("invoice-peeters", "invoice-maes"),
    "invoice_line": ("line-peeters", "line-maes"),
    "payment": ("payment-peeters", "payment-maes"),
    "allocation": ("part-peeters", "part-maes"),
    "medium": ("paper-kim", "paper-zoe"),
    "invitation": ("invitation-kim", "invitation-zoe"),
    "evaluation": (OF_KIM, OF_ZOE),
    "score": (score_id(OF_KIM, "criterion-passing"), score_id(OF_ZOE, "criterion-passing")),
    "user_profile": ("user-piet", "user-ann"),
    "role_assignment": ("role-karel", "role-cas"),
    "user_device": ("phone-of-karel", "phone-of-cas"),
    "injury": ("injury-kim", "injury-zoe"),
    "export_log": ("taken-of-kim", "taken-of-zoe"),
    "notice_choice": (choice_id("contact-kim", "invoice"), choice_id("contact-zoe", "invoice")),
}
CLUB_WIDE = {"season", "group", "membership_type", "setting", "evaluation_template", "criterion"}
# Who receives them: a plus reaches both sides, a bare name only its own.
SEEN = {
    "contact": "olga+ sara+ tom+ eef+ karel+ cas+ piet ann",
    "contact_point": "olga+ sara+ tom+ karel cas piet ann",
    "contact_address": "olga+ sara+ tom+ piet ann",
    "contact_personal": "olga+ sara+ tom+ karel cas piet ann",
    "contact_identity": "olga+ sara+ tom+ piet ann",
    "contact_finance": "olga+ tom+ piet ann",
    "contact_emergency": "olga+ sara+ karel cas piet ann",
    "consent": "olga+ sara+ karel cas piet ann",
    "contact_medical": "olga+ sara+ karel cas piet ann",
    "opening": "olga+ sara+ piet ann",
    "group_member": "olga+ sara+ tom+ eef+ karel+ cas+ piet ann",
    "membership": "olga+ sara+ tom+ karel cas piet ann",
    "account": "olga+ sara+ tom+ piet ann",
    "account_link": "olga+ sara+ tom+ karel cas piet ann",
    "activity": "olga+ sara+ tom+ eef+ karel cas piet ann",
    "activity_series": "olga+ sara+ tom+ eef+ karel cas piet ann",
    "calendar_feed": "olga+ sara+ piet ann",
    "activity_guest": "olga+ sara+ karel cas piet ann",
    "activity_visitor": "olga+ sara+ karel cas",
    "resource": "olga+ sara+ tom+ eef+ karel+ cas+ piet ann",
    "custody_event": "olga+ sara+ tom+ eef+ karel+ cas+ piet ann",
    "custody_signature": "olga+ eef+",
    "resource_value": "olga+ tom+ eef+",
    "custom_value": "olga+ sara+ tom+ eef+ karel+ cas+ piet ann",
    "booking": "olga+ sara+ tom+ eef+ karel+ cas+",
    "audit_session": "olga+ sara+ tom+ eef+ karel+ cas+",
    "audit_line": "olga+ sara+ tom+ eef+ karel+ cas+",
    "invoice": "olga+ tom+ piet ann",
    "invoice_status": "olga+ sara+ tom+",
    "invoice_line": "olga+ tom+ piet ann",
    "payment": "olga+ tom+ piet ann",
    "allocation": "olga+ tom+ piet ann",
    "medium": "olga+ sara+ karel cas piet ann",
    "invitation": "olga+ sara+ piet ann",
    "evaluation": "olga+ karel cas",
    "score": "olga+ karel cas",
    "user_profile": "olga+ sara+ piet ann",
    "role_assignment": "olga+ karel cas",
    "user_device": "olga+ sara+ karel cas",
    "notice_choice": "olga+ sara+ piet ann",
    "injury": "olga+ sara+ karel cas piet ann",
    "export_log": "olga+ karel cas piet ann",
}
BYTES = {"sent_hash": "ab" * 32, "sent_size": 9}
U12, U13 = {"karel", "piet"}, {"cas", "ann"}


@pytest.fixture(scope="module")
def phones(furnished: House) -> dict[str, Phone]:
    """A synced phone for each person, the red bag being with the U12; no test here changes anything."""
    house = copy_of(furnished)
    house.do("custody.hand_out", id="custody-red", resource="ball-bag-red", to_kind="group", to_id="team-u12")
    for colour, event in (("red", "custody-red"), ("blue", "custody-1")):
        bag = f"ball-bag-{colour}"
        house.do("custody.sign", id=event, strokes=[[[0, 0]]])
        house.do("resource_value.patch", id=bag, set={"price_cents": 2500})
        house.do("booking.make", id=f"booking-{colour}", resource=bag, group="team-u12", from_at=1, to_at=2)
        unknown = [{"outcome": "unknown", "shown": "x"}]
        house.do("audit.finish", id=f"audit-{colour}", place=bag, started_at=1, lines=unknown)
    for name, kept in (("size", None), ("secret", ["equipment"])):
        asked = {"entity": "resource", "name": name, "kind": "text", "view_roles": kept}
        house.do("custom_field.define", id=f"field-{name}", **asked)
        for colour in ("red", "blue"):
            house.do("custom_value.set", field=f"field-{name}", resource=f"ball-bag-{colour}", value="x")
    for name in ("kim", "zoe"):
        code = {"purpose": "join", "how": "code", "secret_hash": "ab" * 32}
        house.do("invitation.make", id=f"invitation-{name}", contact=f"contact-{name}", **code)
        house.do("medium.add", id=f"paper-{name}", contact=f"contact-{name}", kind="document", **BYTES)
        house.do("injury.note", id=f"injury-{name}", contact=f"contact-{name}", from_on="2026-11-18", note="Enkel")
        house.do("notice.choose", contact=f"contact-{name}", kind="invoice", way="mail", on=0)
    passing = {"id": "criterion-passing", "category": "Techniek", "name": "Passing", "scale": "stars"}
    house.do("evaluation_template.create", id="template-youth", name="Jeugd", criteria=[passing])
    for name in ("kim", "zoe"):
        which = {"template": "template-youth", "contact": f"contact-{name}", "round_on": ROUND}
        house.do("evaluation.score", **which, criterion="criterion-passing", value=3)
    for name, of in (("karel", "kim"), ("cas", "zoe")):
        taken = {"what": "evaluation", "form": "pdf", "holds": ["name"], "people": 1, "contact": f"contact-{of}"}
        house.do("export_log.hand_out", id=f"taken-of-{of}", user=f"user-{name}", **taken)
        house.do("user_device.add", id=f"phone-of-{name}", user=f"user-{name}", name="phone")
    for team in ("u12", "u13"):
        new = {"kind": "training", "title": "T", "rule": "FREQ=WEEKLY", "first_on": "2026-11-24", "count": 2}
        where = {"group": f"team-{team}", "zone": "Europe/Brussels"}
        house.do("activity_visitor.add", id=f"visitor-{team}", activity=f"training-{team}", name="Jan")
        house.do("activity_series.create", id=f"series-{team}", **where, **new)
    house.do("medium.add", id="face-of-kim", contact="contact-kim", kind="photo", **BYTES)
    house.do("medium.add", id="picture-of-bag", resource="ball-bag-blue", kind="photo", **BYTES)
    phones = {name: house.phone(name) for name in ROLES}
    for parent, child in (("piet", "kim"), ("ann", "zoe")):
        phones[parent].sync()
        secret_hash = child.encode().hex().ljust(64, "0")
        feed = {"contact": f"contact-{child}", "secret_hash": secret_hash}
        phones[parent].do("calendar_feed.make", id=f"feed-of-{child}", **feed)
        phones[parent].do("consent.give", id=f"consent-{child}", contact=f"contact-{child}", purpose="photo")
    for phone in (*phones.values(), *phones.values()):
        phone.sync()
    return phones


def test_the_words_cover_every_table() -> None:
    assert set(SEEN) | CLUB_WIDE | {"inbox_item", "parked_change", "resource_code", "custom_field"} == set(VIEW)


@pytest.mark.parametrize("table", sorted(SEEN))
def test_who_receives(phones: dict[str, Phone], table: str) -> None:
    expected = set()
    for word in SEEN[table].split():
        name = word.rstrip("+")
        expected |= {(name, side) for side, people in enumerate((U12, U13)) if word[-1] == "+" or name in people}
    found = {(name, side) for name, phone in phones.items() for side in (0, 1) if phone.row(table, ROWS[table][side])}
    assert found == expected


@pytest.mark.parametrize("table", sorted(CLUB_WIDE))
def test_what_everybody_receives(phones: dict[str, Phone], table: str) -> None:
    assert len({len(phone.ids(table)) for phone in phones.values()}) == 1
    assert phones["piet"].ids(table)


def test_labels_are_for_staff(phones: dict[str, Phone]) -> None:
    assert {name for name, phone in phones.items() if phone.ids("resource_code")} == set(ROLES) - {"piet", "ann"}


def test_a_field_is_for_whom_it_is_kept_to(phones: dict[str, Phone]) -> None:
    """Its name and what it says of either bag; one that is kept to nobody everybody knows by name."""
    kept = {value_id("field-secret", f"ball-bag-{colour}") for colour in ("red", "blue")}
    assert {name for name, phone in phones.items() if phone.ids("custom_field") == {"field-size"}} == set(ROLES) - {
        "olga",
        "eef",
    }
    assert {name for name, phone in phones.items() if phone.ids("custom_value") & kept} == {"olga", "eef"}


def test_a_face_is_for_staff_and_for_the_family(phones: dict[str, Phone]) -> None:
    assert {name for name, phone in phones.items() if phone.row("medium", "face-of-kim")} == set(ROLES) - {"ann"}


def test_the_picture_of_a_thing_goes_where_the_thing_goes(phones: dict[str, Phone]) -> None:
    """The blue bag is with the U13, where Zoe plays."""
    assert {name for name, phone in phones.items() if phone.row("medium", "picture-of-bag")} == set(ROLES) - {"piet"}


def test_a_feast_without_a_team_is_for_everybody(phones: dict[str, Phone]) -> None:
    assert all(phone.row("activity", "club-feast") for phone in phones.values())


def test_equipment_staff_can_ring_who_holds_something(house: House) -> None:
    eef = house.phone("eef")
    house.do("custody.hand_out", id="custody-9", resource="ball-bag-red", to_kind="contact", to_id="contact-ann")
    eef.sync()
    assert eef.ids("contact_point") == {"phone-of-ann"}
    house.do("custody.take_back", id="custody-10", resource="ball-bag-red")
    eef.sync()
    assert eef.ids("contact_point") == set()


def test_a_child_that_leaves_the_team_leaves_the_coachs_phone(house: House) -> None:  # feature B9
    karel = house.phone("karel")
    karel.sync()
    assert karel.ids("contact_emergency") == {"contact-kim"}
    house.do("group.remove_member", id="member-kim")
    karel.sync()
    assert [karel.ids(name) for name in ("contact_emergency", "contact_point", "membership", "account_link")] == [
        set()
    ] * 4


def test_a_link_that_changes_its_meaning_moves_the_parents_number(house: House) -> None:
    karel = house.phone("karel")
    karel.sync()
    assert karel.ids("contact_point") == {"phone-of-piet", "phone-of-mia"}
    house.do("account_link.patch", id="link-of-mia", set={"may_act_for": 0})
    karel.sync()
    assert karel.ids("contact_point") == {"phone-of-piet"}
    house.do("account_link.patch", id="link-of-kim", set={"function": "partner"})
    karel.sync()
    assert karel.ids("contact_point") == set()


def test_a_parent_without_the_child_loses_the_childs_rows_and_no_others(house: House) -> None:
    piet = house.phone("piet")
    piet.sync()
    house.do("account.unlink", id="link-of-kim")
    piet.sync()
    assert piet.ids("contact") == {"contact-piet", "contact-bo"}
    assert piet.ids("contact_identity") == set()
    assert piet.ids("invoice") == {"invoice-peeters"}


def test_a_withdrawn_role_takes_its_rows_along(house: House) -> None:
    tom = house.phone("tom")
    tom.sync()
    house.do("role.withdraw", id="role-tom")
    tom.sync()
    assert {name: len(rows) for name, rows in tom.holds().items()} == {
        "user_profile": 1,
        "role_assignment": 1,
        "setting": 1,
        "season": 1,
        "group": 2,
        "membership_type": 1,
        "contact": 1,
        "activity": 1,
    }


def test_who_signs_in_first_after_coming_of_age_finds_what_is_sensitive(house: House) -> None:
    """It went by the users of those who are close, and of them there was none: Kim's own, and then Mia's, who cares."""
    house.do("contact_identity.patch", id="contact-kim", set={"birth_date": "2008-03-09"})
    house.do("account_link.turn", id="link-of-kim", day="2026-11-18")
    family = {"id": "family-care", "kind": "family", "name": "Zorg", "link_id": "link-care-mia"}
    house.do("account.create", **family, contact="contact-mia", function="parent", may_act_for=1)
    house.do("account.link", id="link-care-kim", account="family-care", contact="contact-kim", function="child")
    for name in ("kim", "mia"):
        house.do("user.enrol", id=f"user-{name}", contact=f"contact-{name}", username=name)
        phone = house.phone(name)
        phone.sync()
        assert (phone.ids("contact_finance"), phone.ids("contact_medical")) == ({"contact-kim"}, {"contact-kim"})
        assert recheck_all(house.referee, house.clock.now) == 0
    piet = house.phone("piet")
    piet.sync()
    assert (piet.ids("contact_finance"), piet.ids("contact_medical")) == (set(), set())


def test_a_user_without_a_profile_is_granted_nothing(house: House) -> None:
    assert access.grants(house.facts, "user-unknown") == frozenset()


@pytest.mark.parametrize("seed", range(3))
def test_nobody_is_forgotten_on_a_long_walk(furnished: House, seed: int) -> None:
    """After each hundred random wishes every scope and grant, worked out from nothing, is what the log kept."""
    house, rng = copy_of(furnished), random.Random(seed)
    for step in range(400):
        verb, args = some_wish(house, rng)
        try:
            house.do(verb, **args)
        except Refusal:
            continue
        if step % 100 == 0:
            assert recheck_all(house.referee, house.clock.now) == 0
    assert recheck_all(house.referee, house.clock.now) == 0
