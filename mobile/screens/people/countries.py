"""Countries as people name them: stored by their codes (ISO 3166), shown and typed by name. (feature 3)"""

from collections.abc import Mapping

from mobile.widgets.fields_form import Entry
from mobile.words import Words
from shared.domain.contact_point import COUNTRY

NAMED = ("country", "nationality")
"""Fields that hold a country. A nationality may be any words: what names no country stays as it was typed."""
NEAR = (COUNTRY, "NL", "FR", "DE", "LU")
"""One tap each."""


def entry(words: Words, name: str, code: str) -> Entry:
    """The field as a form asks for it: a name is typed, or one of the near ones tapped."""
    near = tuple((one, one) for one in map(words.country, NEAR))
    return Entry(name, words(f"field.{name}"), words.country(code), quick=near)


def coded(words: Words, changes: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What was typed with countries by their codes, and what is wrong, in words by field."""
    said, wrong = dict(changes), dict[str, str]()
    for name in NAMED:
        if text := said.get(name, "").strip():
            code = words.country_code(text)
            if code is not None:
                said[name] = code
            elif name == "country":
                wrong[name] = words.reason("not_a_country")
    return said, wrong
