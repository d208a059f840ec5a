"""Each role finds its places; a path always leads somewhere."""

import pytest

from mobile.places import SPOTS, bar, narrowed, opened_at, parent, rail, said, split, trail_to
from shared.tables.users import ROLES


def roles(*names: str) -> frozenset[str]:
    return frozenset(("member", *names))


def test_an_address_bar_takes_anything() -> None:
    assert said("/scan?label=a&label=b", "label") == ["a", "b"]
    assert (said("//[?label=a", "label"), split("//[?label=a")) == ([], ("today", None))


@pytest.mark.parametrize(
    ("address", "route"),
    [
        ("/scan?audit=abc", "/scan?audit=abc"),
        ("/equipment/labels?thing=a&thing=b", "/equipment/labels?thing=a&thing=b"),
        ("/people?q=mia%20p&x", "/people?q=mia%20p&x"),
        ("/?pair=7ZK3M", "/"),
        ("/money?pair=7ZK3M&which=overdue", "/money?which=overdue"),
        ("?which=late", "/?which=late"),
        ("/agenda?", "/agenda"),
        ("", "/"),
    ],
)
def test_an_address_keeps_what_it_says_but_the_code_that_was_used_up(address: str, route: str) -> None:
    assert opened_at(address) == route


@pytest.mark.parametrize(
    ("mine", "names"),
    [
        (roles(), ("today", "agenda", "money", "more")),
        (roles("coach"), ("today", "people", "agenda", "scan", "more")),
        (roles("equipment"), ("today", "people", "scan", "equipment", "more")),
        (roles("secretary"), ("today", "people", "scan", "money", "more")),
        (roles("owner", "coach"), ("today", "people", "scan", "money", "more")),
    ],
)
def test_the_bar_of_a_phone(mine: frozenset[str], names: tuple[str, ...]) -> None:
    assert bar(mine) == names


@pytest.mark.parametrize("role", ROLES)
def test_no_bar_is_longer_than_five_and_none_leads_where_the_rail_does_not(role: str) -> None:
    mine = roles(role)
    assert len(bar(mine)) <= 5
    assert set(bar(mine)) <= set(rail(mine)) <= set(SPOTS)


def test_a_member_finds_no_list_of_people() -> None:
    assert "people" not in rail(roles())


@pytest.mark.parametrize(
    ("route", "place"),
    [
        ("/", ("today", None)),
        ("", ("today", None)),
        ("/people", ("people", None)),
        ("/people/abc", ("people", "abc")),
        ("/money/2026/7", ("money", "2026/7")),
        ("/people/abc?x=1", ("people", "abc")),
        ("/nowhere/abc", ("today", None)),
    ],
)
def test_a_path_is_a_place_and_what_is_open_in_it(route: str, place: tuple[str, str | None]) -> None:
    assert split(route) == place


@pytest.mark.parametrize(("route", "back"), [("/people/abc", "/people"), ("/people", "/"), ("/", "/")])
def test_back_leads_one_step_up(route: str, back: str) -> None:
    assert parent(route) == back


@pytest.mark.parametrize(
    ("route", "trail", "path", "then"),
    [
        ("/", (), "/agenda/a", ("/",)),
        ("/agenda", (), "/agenda/a", ()),
        ("/agenda/a", ("/",), "/people/p", ("/", "/agenda/a")),
        ("/people/p", ("/", "/agenda/a"), "/people/q", ("/", "/agenda/a")),
        ("/people/p", ("/", "/agenda/a"), "/agenda/a", ("/",)),
        ("/agenda/a", ("/",), "/", ()),
        ("/agenda/a", ("/",), "/agenda", ()),
        ("/more", (), "/notices", ("/more",)),
        ("/notices", ("/more",), "/more", ()),
        ("/agenda/a", ("/",), "/sync", ("/", "/agenda/a")),
        ("/sync", ("/", "/agenda/a"), "/agenda/a", ("/",)),
        ("/sync", ("/scan",), "/sync", ("/scan",)),
        ("/sync", ("/scan",), "/inbox", ()),
        ("/security", ("/more",), "/security/lock", ("/more", "/security")),
        ("/security/lock", ("/more", "/security"), "/security", ("/more",)),
    ],
)
def test_back_leads_to_where_something_was_opened(
    route: str, trail: tuple[str, ...], path: str, then: tuple[str, ...]
) -> None:
    assert trail_to(path, route, trail) == then


@pytest.mark.parametrize(
    ("route", "which"),
    [
        ("/money?which=overdue", "overdue"),
        ("/money?which=nonsense", ""),
        ("/money", ""),
        ("/?which=overdue", "overdue"),
    ],
)
def test_a_path_may_ask_for_a_filter(route: str, which: str) -> None:
    assert narrowed(route, ("open", "overdue")) == which
