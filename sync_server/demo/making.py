"""The whole demo: a football club with other sports near Ghent, in two seasons up to now."""

from collections.abc import Mapping
from random import Random

from sync_server.club import Club
from sync_server.demo.agenda import Agenda
from sync_server.demo.equipment import Equipment
from sync_server.demo.evaluations import Evaluations
from sync_server.demo.injuries import Injuries
from sync_server.demo.money import Money
from sync_server.demo.others import Others, belgian_iban
from sync_server.demo.people import People, Person
from sync_server.demo.sign_ins import Cast, Part, SignIn
from sync_server.demo.story import HOUR, Progress, Story, act
from sync_server.demo.teams import Team, Teams

CLUB_NAME = "KOS Scheldemeersen"
BIC = "GKCCBEBB"
OFFICE = ("owner", "secretary", "treasurer", "equipment", "equipment2")
COACHED = ("U11 A", "U7 A")
SECOND_COACHED = "Eerste ploeg"

CONTACTS = 1_200
ACTIVITIES = 3_000
RESOURCES = 400
INVOICES = 1_500


def make_demo(
    club: Club,
    *,
    host: str,
    label_keys: Mapping[str, str],
    now: int,
    seed: int = 2026,
    progress: Progress = lambda done, total: None,
) -> list[SignIn]:
    """Fill an empty club through its referee and answer who can sign in.

    The same `seed` and `now` (UTC ms) give the same rows. `host` is the name in the labels, `label_keys` maps
    key ids to raw Ed25519 public keys in base64, which devices verify labels with. `progress` hears how many
    of how many wishes are done. Raises Refused on a club that holds a demo of this seed and moment already.
    """
    story, parts = write_story(host, label_keys, now, seed)
    cast = Cast(club, story.new_id, parts)
    story.perform(club, cast.author, progress)
    return cast.sign_ins(story.now - HOUR)


def write_story(host: str, label_keys: Mapping[str, str], now: int, seed: int) -> tuple[Story, dict[str, Part]]:
    """All that will have happened until `now`, untold, and the cast that tells it. Touches no club."""
    story = Story(now, Random(seed))  # noqa: S311 - a story is made up, nothing is guarded by it
    people = People(story)
    teams = Teams(story, people)
    office = _office(story, people, teams)
    teams.tell()
    others = Others(story, people, teams)
    others.tell(CONTACTS)
    coached = [team for team in teams.of(teams.now) if team.spec.name in COACHED]
    Agenda(story, teams, {team.id: "coach" for team in coached}).tell(ACTIVITIES)
    Equipment(story, people, teams).tell(RESOURCES)
    cast = {**office, **_members(teams, people, coached)}
    Money(story, people, teams, others).tell(INVOICES, owing=cast["parent"].person)
    close = story.past(story.moment(teams.now.starts, 7))
    teams.memberships.close(teams.before.starts, teams.before.ends, close)
    _settings(story, teams, host, label_keys)
    Evaluations(story, teams).tell()
    Injuries(story, teams).tell()
    return story, cast


def _office(story: Story, people: People, teams: Teams) -> dict[str, Part]:
    """The board: written down first."""
    parts = {}
    for name in OFFICE:
        born = story.today.year - story.random.randint(34, 61)
        person = people.grown_up(born, teams.founded + HOUR, story.random.choice("mf"))
        parts[name] = Part(person, ((name.rstrip("2"), None),))
    return parts


def _members(teams: Teams, people: People, coached: list[Team]) -> dict[str, Part]:
    """Coaches of today's teams, a parent of a player of the first of them, a grown-up player, a teenager."""
    first = coached[-1]
    senior = next(team for team in teams.of(teams.now) if team.spec.name == SECOND_COACHED)
    teens = next(team for team in teams.of(teams.now) if team.spec.name == "U17 A")
    coach = first.staff[0][0]
    return {
        "coach": Part(coach, tuple(("coach", team.id) for team in coached)),
        "coach2": Part(senior.staff[0][0], (("coach", senior.id),)),
        "parent": Part(_parent(people, first, coach)),
        "member": Part(senior.players[0]),
        "teen": Part(teens.players[0]),
    }


def _parent(people: People, team: Team, coach: Person) -> Person:
    """A parent of a player of this team, with the most children, who is not the coach."""
    families = [
        family
        for family in people.families
        if any(child in team.players for child in family.children) and coach not in family.parents
    ]
    return max(families, key=lambda family: len(family.children)).parents[0]


def _settings(story: Story, teams: Teams, host: str, label_keys: Mapping[str, str]) -> None:
    """What every device knows of the club."""
    value = {
        "name": CLUB_NAME,
        "host": host,
        "iban": belgian_iban(1_234_567, 0),
        "bic": BIC,
        "label_keys": dict(label_keys),
        "language": "nl",
    }
    story.tell(teams.founded, act("setting.put", id="club", value=value))
