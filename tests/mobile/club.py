"""A small Flemish football club, made up, that fills a replica for tests and for looking at screens.

Everything follows from lists and counters: the same rows each time. Its "now" is Saturday 28 November 2026, 09:05 in
Brussels, an hour before the U13 play at home.
"""

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from shared.actions.invoices import stated
from shared.domain.attendance import guest_id
from shared.domain.calendar import to_utc_ms
from shared.domain.contact import fold
from shared.replica.ledger import DEVICE_REGISTER
from shared.storage import SqliteStorage

ZONE = "Europe/Brussels"
TODAY = date(2026, 11, 28)
NOW = to_utc_ms(TODAY, time(9, 5), ZONE)
DAY = 24 * 3600 * 1000
HERE = "01934b00-0000-7000-8000-000000000000"
"""The id of the device that looks."""

GIVEN = (
    "Lars Noor Milan Fien Jef Amina Wout Louise Rayan Tuur Elif Seppe Marie Vince Anouk Bram Yasmine Stan Lotte Mathis "
    "Ella Arne Hanne Younes Juul Emma Finn Nora Kobe Roos Daan Ilyas Febe Warre Lena Senne Oona Cas Mila Thibo"
).split()
FAMILY = (
    "Peeters|Van den Broeck|De Smet|Claes|Özdemir|Wouters|D'Hondt|Maes|El Amrani|Vermeulen|Goossens|Van Damme|Jacobs|"
    "De Backer|Willems|Nováková|Hermans|Lemmens|Van de Velde|Aerts|Segers|Bogaert|Michiels|Desmet|Thijs|Van Hoof"
).split("|")
PARENTS = "Katrien Bart Sofie Tom Fatima Koen Ilse Dirk Nele Pieter An Hassan Griet Wim Leen Joris".split()
TEAMS = (
    ("U9", "U9"),
    ("U11", "U11"),
    ("U13", "U13"),
    ("U15", "U15"),
    ("Eerste ploeg", "Senioren"),
    ("Dames", "Senioren"),
)
REASONS = {3: ("no", "Verjaardagsfeest"), 6: ("maybe", "Net ziek geweest"), 11: ("no", "Geblesseerd"), 9: (None, None)}
BLANK: dict[str, dict[str, Any]] = {table.name: dict.fromkeys(table.names) for table in DEVICE_REGISTER}


@dataclass
class Club:
    """A store with the club in it, and the ids worth a name."""

    store: SqliteStorage
    ids: dict[str, str] = field(default_factory=dict)
    counter: int = 0

    def row(self, table: str, **values: Any) -> str:
        """One row; its id when none is given counts up, so that two clubs are equal."""
        self.counter += 1
        values.setdefault("id", f"01934a00-{self.counter:04x}-7000-8000-{self.counter:012x}")
        self.store.put(table, {**BLANK[table], **values})
        return str(values["id"])

    def contact(
        self, given: str, family: str, year: int, *, mobile: bool = True, mail: bool = True, **more: Any
    ) -> str:
        """A person with an address of each kind."""
        contact = self.row("contact", given_name=given, family_name=family, status="active", **more)
        self.store.put("contact_personal", {"id": contact, "member_no": None, "birth_year": year, "language": "nl"})
        number = self.counter
        if mobile:
            phone = f"+3247{number % 10}{number * 7919 % 1000000:06d}"
            self.row("contact_point", contact=contact, kind="mobile", value=phone, is_primary=1)
        if mail:
            where = f"{fold(given)}.{fold(family).replace(' ', '')}@voorbeeld.be"
            self.row("contact_point", contact=contact, kind="email", value=where, is_primary=1)
        return contact


def empty_club() -> Club:
    """A replica in memory without a row in it."""
    return Club(SqliteStorage(":memory:", DEVICE_REGISTER, fold=fold))


def small_club(path: str = ":memory:") -> Club:
    """About 130 people, six teams, an agenda of three weeks, some invoices and equipment."""
    store = SqliteStorage(path, DEVICE_REGISTER, fold=fold)
    club = Club(store)
    with store.transaction():
        season = club.row("season", name="2026-2027", start_on="2026-07-01", end_on="2027-06-30", current=1)
        club.ids["season"] = season
        for number, (name, category) in enumerate(TEAMS):
            club.ids[name] = club.row(
                "group", name=name, kind="team", category=category, season=season, status="active"
            )
            _team(club, name, number)
        _staff(club)
        _agenda(club)
        _money(club)
        _things(club)
        _devices(club)
    return club


def _team(club: Club, name: str, number: int) -> None:
    size = 14 if name != "U9" else 9
    year = {"U9": 2018, "U11": 2016, "U13": 2014, "U15": 2012}.get(name, 2001)
    for place in range(size):
        at = number * 7 + place
        given, family = GIVEN[at % len(GIVEN)], FAMILY[(at * 5 + number) % len(FAMILY)]
        adult = year < 2009
        player = club.contact(given, family, year, mobile=adult, mail=adult, shirt_number=place + 1)
        club.ids[f"{name}/{place}"] = player
        club.row(
            "group_member",
            contact=player,
            group=club.ids[name],
            function="player",
            shirt_number=place + 1,
            from_on="2026-07-01",
            present=1,
        )
        if not adult:
            _family(club, player, family, at, name == "U13")
    coach = club.contact(PARENTS[number * 2], FAMILY[number * 3 + 1], 1984)
    club.ids[f"{name}/coach"] = coach
    club.row("group_member", contact=coach, group=club.ids[name], function="coach", from_on="2026-07-01", present=1)


def _family(club: Club, player: str, family: str, at: int, both: bool) -> None:
    account = club.row("account", kind="family", name=f"Gezin {family}", language="nl", status="active")
    parents = [PARENTS[at % len(PARENTS)]] + ([PARENTS[(at + 5) % len(PARENTS)]] if both and at % 3 else [])
    for order, given in enumerate(parents):
        parent = club.contact(given, family if order == 0 else FAMILY[(at * 11) % len(FAMILY)], 1982 + at % 9)
        club.ids.setdefault(f"parent of {player}", parent)
        club.row(
            "account_link",
            account=account,
            contact=parent,
            function="parent",
            is_primary=int(order == 0),
            is_payer=int(order == 0),
            may_act_for=1,
            present=1,
        )
    club.row("account_link", account=account, contact=player, function="child", present=1)
    phone = f"+3249{at % 10}{at * 104729 % 1000000:06d}"
    alert = {15: "Pindanoten: EpiPen in de blauwe tas", 20: "Astma: puffer bij zich"}.get(at)
    club.row("contact_emergency", id=player, call_name=f"{parents[0]} {family}", call_phone=phone, alert=alert)


def _staff(club: Club) -> None:
    people = (("Marleen", "Verstraete", "secretary"), ("Luc", "Cools", "equipment"), ("Ann", "Baert", "treasurer"))
    for given, family, role in people:
        contact = club.ids[role] = club.contact(given, family, 1968)
        _user(club, role, contact, role)
    coach = club.ids["U13/coach"]
    _user(club, "coach", coach, "coach", club.ids["U13"])
    club.row("role_assignment", user="user-coach", role="member", present=1)
    _user(club, "member", club.ids[f"parent of {club.ids['U13/0']}"], "member")


def _user(club: Club, name: str, contact: str, role: str, group: str | None = None) -> None:
    club.row("user_profile", id=f"user-{name}", contact=contact, username=name)
    club.row("role_assignment", user=f"user-{name}", role=role, group=group, present=1)


def _agenda(club: Club) -> None:
    for week in range(-2, 3):
        for number, (name, _) in enumerate(TEAMS):
            home = (week + number) % 2 == 0
            _activity(club, name, week * 7, time(10 + (number - 2) % 6), "match", home, week)
            for evening in (-4, -2):
                _activity(club, name, week * 7 + evening, time(18, 30 if number % 2 else 0), "training", True, week)
    meeting = to_utc_ms(date(2026, 12, 3), time(20), ZONE)
    club.row(
        "activity",
        kind="meeting",
        title="Bestuursvergadering",
        start_at=meeting,
        end_at=meeting + 2 * 3600000,
        zone=ZONE,
        location="Kantine",
    )


def _activity(club: Club, team: str, days: int, at: time, kind: str, home: bool, week: int) -> None:
    start = to_utc_ms(TODAY, at, ZONE) + days * DAY
    rival = ("SK Lembeke", "KV Ronkel", "Sparta Haasdonk", "VK Dworp", "FC Zwalm", "RC Berlaar")[(week + len(team)) % 6]
    place = "Sportpark De Meers, veld 2" if home else f"Terrein {rival}"
    versus = f"{team} - {rival}" if home else f"{rival} - {team}"
    activity = club.row(
        "activity",
        kind=kind,
        title=versus if kind == "match" else f"Training {team}",
        start_at=start,
        end_at=start + 90 * 60000,
        zone=ZONE,
        location=place,
        meeting_point="Kantine, 45 minuten vooraf" if kind == "match" else None,
        group=club.ids[team],
        opponent=rival if kind == "match" else None,
        cancelled=int(kind == "training" and team == "U11" and days == 3),
    )
    if team == "U13" and kind == "match" and days == 0:
        club.ids["match"] = activity
    size = 9 if team == "U9" else 14
    for place_in_team in range(size):
        contact = club.ids[f"{team}/{place_in_team}"]
        declared, reason = REASONS.get((place_in_team + week * 2 + days) % 14, ("yes", None))
        past = start < NOW
        club.row(
            "activity_guest",
            id=guest_id(activity, contact),
            activity=activity,
            contact=contact,
            function="player",
            declared=declared if days <= 8 else None,
            declared_reason=reason if days <= 8 else None,
            confirmed=({"no": "excused"}.get(declared or "", "present")) if past else None,
        )


def _money(club: Club) -> None:
    for number, place in enumerate((0, 3, 7)):
        parent = club.ids[f"parent of {club.ids[f'U13/{place}']}"]
        account = club.store.find("account_link", contact=parent)[0]["account"]
        club.ids[f"invoice/{number}"] = club.row(
            "invoice",
            account=account,
            kind="invoice",
            status="issued",
            series="2026",
            number=101 + number,
            reference="090933755493",
            issued_on="2026-09-01",
            due_on="2026-10-01" if number else "2026-12-15",
            total_cents=32500,
            paid_cents=12500 if number == 1 else 0,
            snapshot='{"payer":"Gezin"}',
        )


def only_what_became_of_invoices(club: Club) -> Club:
    """As a secretary's device holds them: of no amount a word."""
    invoices = club.store.find("invoice")
    for invoice in invoices:
        notes = [abs(row["total_cents"]) for row in invoices if row["corrects"] == invoice["id"]]
        club.store.put("invoice_status", stated(invoice, sum(notes)))
    for table in ("invoice", "invoice_line", "payment", "allocation"):
        club.store.discard(table)
    return club


def _devices(club: Club) -> None:
    """Of everybody with a sign-in: the phone in their hand, a browser, and a phone that was lost and wiped."""
    blank = BLANK["user_device"]
    for role in ("secretary", "equipment", "treasurer", "coach", "member"):
        mine = {**blank, "user": f"user-{role}"}
        club.store.put(
            "user_device",
            {**mine, "id": HERE if role == "coach" else f"phone-{role}", "name": "Pixel", "kind": "phone"},
            {**mine, "id": f"browser-{role}", "name": "Firefox, Linux", "kind": "browser", "seen_on": "2026-11-27"},
            {**mine, "id": f"lost-{role}", "kind": "phone", "revoked_at": NOW - 3 * DAY, "wiped_at": NOW - 2 * DAY},
        )


def _things(club: Club) -> None:
    things = ("Ballenzak U13", "Set hesjes oranje", "EHBO-tas", "Minidoelen", "Trainingskegels", "Tablet wedstrijdblad")
    for number, name in enumerate(things):
        out = number in (0, 2)
        club.ids[name] = club.row(
            "resource",
            name=name,
            category="Training",
            tag_no=f"M-{number + 1:03d}",
            kind="single",
            status="active",
            holder_kind="contact" if out else None,
            holder_id=club.ids["U13/coach"] if out else None,
            held_since=NOW - 9 * DAY if out else None,
            due_at=NOW - 2 * DAY if number == 2 else None,
        )
