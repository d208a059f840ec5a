"""Every sentence exists in every language, fits its places, and every refusal says what to do."""

import ast
import io
import re
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from mobile.words import LANGUAGES, LOCALE, Words, pick_language
from shared.domain.calendar import to_utc_ms
from shared.errors import Fault, TouchlineError
from shared.refusals import Refusal

ROOT = Path(__file__).resolve().parents[2]
KEY = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")


def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "touchline.po").open("rb") as file:
        return read_po(file, locale=language)


CATALOGUES = {language: catalogue(language) for language in LANGUAGES}
KEYS = {
    language: {message.id if isinstance(message.id, str) else message.id[0] for message in entries if message.id}
    for language, entries in CATALOGUES.items()
}


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def family(kind: type[TouchlineError]) -> Iterator[type[TouchlineError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from family(child)


def asked_for(path: Path) -> Iterator[tuple[str, bool]]:
    """Keys handed to `words(...)` or `words.plural(...)`; of an f-string what stands before its first gap."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in {"words", "plural", "t", "has"}:
            continue
        first = node.args[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and KEY.fullmatch(first.value):
            yield first.value, True
        elif isinstance(first, ast.JoinedStr) and isinstance(first.values[0], ast.Constant):
            yield str(first.values[0].value), False


def test_every_language_says_the_same_keys() -> None:
    assert KEYS["nl"] == KEYS["en"]


def test_every_key_the_code_asks_for_has_a_sentence() -> None:
    missing = {
        f"{path.relative_to(ROOT)}: {key}"
        for path in (ROOT / "mobile").rglob("*.py")
        for key, whole in asked_for(path)
        if (key not in KEYS["nl"] if whole else not any(known.startswith(key) for known in KEYS["nl"]))
    }
    assert missing == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty_and_none_is_doubtful(language: str) -> None:
    bad = [
        message.id
        for message in CATALOGUES[language]
        if message.id and (message.fuzzy or not all(form.strip() for form in forms(message.string)))
    ]
    assert [key for key in bad if key != "number.thousands"] == []


def test_languages_fill_the_same_gaps() -> None:
    differ = [
        message.id
        for message in CATALOGUES["nl"]
        if message.id
        and {frozenset(fields(form)) for form in forms(message.string)}
        != {
            frozenset(fields(form))
            for form in forms(CATALOGUES["en"].get(forms(message.id)[0]).string)  # type: ignore[union-attr]  # same keys
        }
    ]
    assert differ == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_one_that_was_written(language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, CATALOGUES[language])
    stored = (LOCALE / language / "LC_MESSAGES" / "touchline.mo").read_bytes()
    assert stored == compiled.getvalue(), "run: make words"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_a_sentence_of_its_own(language: str) -> None:
    words = Words(language)
    codes = {kind.code for kind in family(Refusal)} - {"invalid"}
    assert {code for code in codes if not words.has(f"refusal.{code}")} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_has_a_sentence_of_its_own(language: str) -> None:
    words = Words(language)
    codes = {kind.code for kind in family(Fault)} | {"damaged", "store_full", "malformed"}
    assert {code for code in codes if not words.has(f"fault.{code}")} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_why_a_field_is_wrong_has_a_sentence(language: str) -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "shared").rglob("*.py"))
    reasons = set(re.findall(r"Invalid\(\s*[^,()]+,\s*\"([a-z_]+)\"", source))
    words = Words(language)
    assert len(reasons) > 20
    assert {reason for reason in reasons if not words.has(f"invalid.{reason}")} == set()


def test_a_refusal_names_the_field_and_says_what_to_do() -> None:
    words = Words("nl")
    about = {"field": "value", "reason": "not_phone"}
    assert words.refusal("invalid", about) == "Waarde: dit is geen telefoonnummer."
    assert words.refusal("cancelled") == "Deze activiteit is afgelast. Kies een andere activiteit."


def test_a_code_from_a_newer_server_still_says_something() -> None:
    assert Words("en").refusal("brand_new") == "That cannot be done. Try again or ask the club office."


@pytest.mark.parametrize(
    ("language", "n", "text"),
    [
        ("nl", 0, "0 mensen"),
        ("nl", 1, "1 persoon"),
        ("nl", 2, "2 mensen"),
        ("nl", 10000, "10.000 mensen"),
        ("en", 1, "1 person"),
        ("en", 10000, "10,000 people"),
    ],
)
def test_plurals(language: str, n: int, text: str) -> None:
    assert Words(language).plural("people.count", n) == text


@pytest.mark.parametrize(
    ("cents", "nl", "en"),
    [
        (0, "€\u00a00,00", "€0.00"),
        (5, "€\u00a00,05", "€0.05"),
        (123450, "€\u00a01.234,50", "€1,234.50"),
        (-32500, "-€\u00a0325,00", "-€325.00"),
    ],
)
def test_money(cents: int, nl: str, en: str) -> None:
    assert (Words("nl").money(cents), Words("en").money(cents)) == (nl, en)


@pytest.mark.parametrize(
    ("day", "nl", "en"),
    [
        (date(2026, 11, 28), "vandaag", "today"),
        (date(2026, 11, 29), "morgen", "tomorrow"),
        (date(2026, 11, 27), "gisteren", "yesterday"),
        (date(2026, 12, 5), "za 5 dec", "Sat 5 Dec"),
        (date(2027, 3, 1), "ma 1 mrt 2027", "Mon 1 Mar 2027"),
    ],
)
def test_days_seen_from_a_saturday_in_november(day: date, nl: str, en: str) -> None:
    today = date(2026, 11, 28)
    assert (Words("nl").day(day, today), Words("en").day(day, today)) == (nl, en)


def test_hours_are_those_of_the_place_in_winter_and_in_summer() -> None:
    words, zone = Words("nl"), "Europe/Brussels"
    winter, summer = (to_utc_ms(day, time(19, 30), zone) for day in (date(2026, 1, 10), date(2026, 7, 10)))
    assert (words.time(winter, zone), words.time(summer, zone)) == ("19:30", "19:30")
    assert words.time(winter, "Europe/London") == "18:30"


def test_the_first_known_language_of_the_machine_wins() -> None:
    assert pick_language(["fr-BE", "en-GB", "nl"]) == "en"
    assert pick_language(["de"]) == "nl"


def test_every_language_names_the_same_countries_and_finds_them_by_name() -> None:
    codes = {language: list(Words(language)._countries) for language in LANGUAGES}
    assert codes["nl"] == codes["en"] == sorted(set(codes["nl"]))
    for language in LANGUAGES:
        words = Words(language)
        assert {code: words.country_code(words.country(code)) for code in codes["nl"]} == {
            code: code for code in codes["nl"]
        }


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("België", "BE"),
        ("belgie", "BE"),
        ("Belgium", "BE"),
        ("be", "BE"),
        ("Germany", "DE"),
        ("", None),
        ("Belg", None),
    ],
)
def test_a_country_is_known_by_any_of_its_names(typed: str, code: str | None) -> None:
    assert Words("nl").country_code(typed) == code


def test_what_is_no_code_of_a_country_stays_as_it_was_typed() -> None:
    assert [Words("nl").country(text) for text in ("BE", "be", "Belg", "")] == ["België", "België", "Belg", ""]
