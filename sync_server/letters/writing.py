"""What the club writes to people: letters of plain text, in their own language.

The secret in a letter is worked out from the club's key and the letter's id. So it is kept nowhere before it is used,
and a letter that is sent again after a crash says the same as the first time, under the same Message-ID.
"""

import gettext
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.domain.calendar import to_local
from shared.domain.derived_id import derived_id
from shared.domain.invitation import SECRET_BYTES, link, secret_of
from shared.storage import Store
from sync_server.keys.label_key import LabelKey
from sync_server.letters.mail import Bounced

LOCALE = Path(__file__).resolve().parents[2] / "assets" / "locale"
LANGUAGES = ("nl", "en")
MOST_NAME = 60
"""Letters of somebody's name in what the club writes."""
_UNSAID = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True)
class Letter:
    """One invitation on paper. `until` is UTC ms, shown in `zone`; `id` names the message to all mail servers."""

    id: str
    purpose: str
    to: str
    given_name: str
    name: str
    username: str
    club: str
    language: str
    secret: str
    until: int
    zone: str


@dataclass(frozen=True)
class Farewell:
    """To an address that stood with somebody who signs in, and stands there no more."""

    id: str
    to: str
    given_name: str
    club: str
    language: str


def secret_in(key: LabelKey, letter: str) -> str:
    """The secret that the letter with this id carries: nobody without the club's key can work it out."""
    kdf = HKDF(SHA256(), SECRET_BYTES, None, b"touchline letter " + letter.encode())
    return secret_of(kdf.derive(key.secret.private_bytes_raw()))


def compose(letters: Sequence[Letter], sender: str, server: str) -> EmailMessage:
    """The message as it is sent: one letter, or several invitations to one address, each under the name of whom it is
    for, by name, so that it is the same letter whichever of them was taken first. `server` is the address of the club's
    app. Raises Bounced.
    """
    letters = sorted(letters, key=lambda one: (one.name, one.id))
    letter, kind = letters[0], letters[0].purpose if len(letters) == 1 else "family"
    words = words_of(letter.language if letter.language in LANGUAGES else "nl")
    until = to_local(min(one.until for one in letters), letter.zone)
    club = plain(letter.club) or "Touchline"
    values = {
        "club": club,
        "name": called(letter.given_name),
        "username": letter.username,
        "link": link(server, letter.secret),
        "count": len(letters),
        "invitations": "\n\n".join(f"{called(one.name)}\n{link(server, one.secret)}" for one in letters),
        "day": f"{until.day}/{until.month}/{until.year}",
        "time": f"{until.hour:02d}:{until.minute:02d}",
    }
    message = addressed(letter.to)
    message["Subject"] = plain(words.gettext(f"mail.{letter.purpose}.subject").format(**values))
    message["From"] = sender
    id = letter.id if kind != "family" else derived_id("letters", *(one.id for one in letters))
    message["Message-ID"] = f"<{id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(words.gettext(f"mail.{kind}.text").format(**values) + "\n")
    return message


def addressed(to: str) -> EmailMessage:
    """An empty letter to this address. Raises Bounced for one that the mail library would read as another, or cannot
    bear: what was stored before addresses were looked at as closely as now is no reason to break.
    """
    message = EmailMessage()
    try:
        message["To"] = to
        read = [one.addr_spec for one in message["To"].addresses]
    except (ValueError, LookupError) as problem:
        raise Bounced from problem
    if read != [to]:
        raise Bounced
    return message


def called(name: str) -> str:
    """How somebody is spoken to: what people write as their own name is no place for a letter of theirs."""
    return plain(name)[:MOST_NAME]


def plain(text: object) -> str:
    """One line that a header takes as it stands: nothing that cannot be seen, and no encoded word (RFC 2047)."""
    return " ".join(_UNSAID.split(str(text))).strip().replace("=?", "= ?")


def farewell(letter: Farewell, sender: str) -> EmailMessage:
    """The message as it is sent. It says no address and has no link: it may be read by who has the mailbox now.
    Raises Bounced.
    """
    words = words_of(letter.language if letter.language in LANGUAGES else "nl")
    values = {"club": plain(letter.club) or "Touchline", "name": called(letter.given_name)}
    message = addressed(letter.to)
    message["Subject"] = plain(words.gettext("mail.moved.subject").format(**values))
    message["From"] = sender
    message["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(words.gettext("mail.moved.text").format(**values) + "\n")
    return message


def spoken(store: Store, contact: str, card: Mapping[str, Any]) -> str:
    """The language in which somebody is written to: their own, else that of the club's `card`; "" for neither."""
    own = store.get("contact_personal", contact) or {}
    return str(own.get("language") or card.get("language") or "")


@cache
def words_of(language: str) -> gettext.GNUTranslations:
    """The catalogue of one of `LANGUAGES`."""
    with (LOCALE / language / "LC_MESSAGES" / "touchline.mo").open("rb") as file:
        return gettext.GNUTranslations(file)
