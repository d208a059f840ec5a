"""The person on an address card: which of its properties the club can hold, and in what form."""

import re
from datetime import date

from shared.domain.contact_point import COUNTRY
from shared.exchange import person
from shared.exchange.person import PersonDraft, Point
from shared.exchange.plan import BrokenLine
from shared.exchange.vcard import Card, Property, preferred

_LABELS = {
    "home": "thuis", "work": "werk", "mother": "mama", "father": "papa", "parent": "ouder",
    "school": "school", "other": "andere",
}  # fmt: skip
_NO_VOICE = frozenset(("fax", "pager", "modem", "bbs", "isdn", "telex"))


def person_of(card: Card, today: date) -> PersonDraft | None:
    """The person on a card; None for a card of an organisation or a group. Raises BrokenLine."""
    if card.broken is not None:
        raise card.broken
    version = card.version
    kind = card.first("kind") or card.first("x-addressbookserver-kind")
    if kind is not None and kind.value.strip().lower() in ("org", "group", "location"):
        return None
    given, family = _name(card, version)
    identity = _identity(card, version, today)
    address = _address(card, version)
    points, left_out = _reach(card, version, address.get("country", ""))
    spoken = card.first("lang")
    language = person.language(spoken.value) if spoken else None
    personal = {"language": language} if language else {}
    return PersonDraft(card.line, given, family, personal, identity, points=points, address=address, left_out=left_out)


def _name(card: Card, version: str) -> tuple[str, str]:
    """From N, else from FN. Raises BrokenLine `no_name`: a lone address or a company is nobody."""
    structured = card.first("n")
    parts = structured.parts(version) if structured else []
    family, given = (person.words("name", part) for part in [*parts, "", ""][:2])
    if not given and not family:
        full = card.first("fn")
        given, family = person.split_name(person.words("name", full.text(version))) if full else ("", "")
    if not given and not family:
        company = card.first("org")
        raise BrokenLine("no_name", shown=_hint(card, version) or (company.text(version) if company else ""))
    return (given, family) if given else (family, "")


def _hint(card: Card, version: str) -> str:
    found = card.first("email") or card.first("tel")
    return found.text(version) if found else ""


def _identity(card: Card, version: str, today: date) -> dict[str, str]:
    identity = {}
    born = card.first("bday")
    # RFC 6350, 4.3.1: `--0203` is a day without a year, `1985-10` a month; no date of birth is made of these.
    whole = re.match(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}", born.value.strip()) if born else None
    if whole and (day := person.birth_date(whole[0], today)):
        identity["birth_date"] = day
    gender = card.first("gender")
    if gender and gender.value[:1].upper() in ("M", "F", "O"):
        identity["sex"] = person.sex(gender.value[:1])
    title = card.first("title")
    if title and title.text(version):
        identity["profession"] = person.words("profession", title.text(version))
    return identity


def _reach(card: Card, version: str, country: str) -> tuple[tuple[Point, ...], tuple[str, ...]]:
    """E-mail addresses, numbers and web addresses, the preferred first; no fax, no pager. Then what is none.

    An address book holds short numbers and half addresses that nobody can mend in the file: the rest of the card
    is taken without them. A number without a country code is one of the card's country.
    """
    points, left_out = list[Point](), list[str]()
    home = country if person.is_country(country) else COUNTRY
    words = {
        one.group: one.text(version).removeprefix("_$!<").removesuffix(">!$_").lower()  # as Apple writes them
        for one in card.properties
        if one.name == "x-ablabel" and one.group
    }
    for name in ("email", "tel", "url"):
        for one in sorted(card.all(name), key=lambda one: not preferred(one)):
            text = one.text(version)
            if text and not one.types & _NO_VOICE:
                try:
                    points.append(_point(one, text, words.get(one.group, ""), home))
                except BrokenLine:
                    left_out.append(text[:60])
    return tuple(dict.fromkeys(points)), tuple(left_out)


def _point(one: Property, text: str, word: str, country: str) -> Point:
    word = word or next((word for word in sorted(one.types) if word in _LABELS), "")
    label = _LABELS.get(word, word or None)
    if one.name == "email":
        return person.email(text, label)
    if one.name == "url":
        return person.web(text, label)
    return person.phone(text, "mobile" if one.types & {"cell", "iphone"} else "phone", label, country)


def _address(card: Card, version: str) -> dict[str, str]:
    """ADR: box, extended, street, city, region, postal code, country (RFC 6350, 6.3.1); home before work."""
    found = sorted(card.all("adr"), key=lambda one: ("home" not in one.types, not preferred(one)))
    for one in found:
        _, extended, street, city, _, code, land = [*one.parts(version), *[""] * 7][:7]
        lines = person.words("street", street.replace("\n", ", ") or extended)
        street, number = _house(lines)
        address = {
            "street": street,
            "number": number,
            "postal_code": person.words("postal_code", code),
            "city": person.words("city", city),
        }
        if any(address.values()):
            country = person.country(land) if land else "BE"
            return {name: text for name, text in {**address, "country": country}.items() if text}
    return {}


def _house(line: str) -> tuple[str, str]:
    """`Kerkstraat 12B` as street and number; a line that does not end so stays whole."""
    found = re.fullmatch(r"(.*[^\d\s,])[\s,]+([0-9]+\s?[A-Za-z]?)", line)
    return (found[1], found[2]) if found else (line, "")
