"""The letters about what people hear of: short, plain, with one link into the app.

What they say is what the app would show to the same person, or less. Each bears the id of its line in the outbox, so
one that a crash sends again says the same under the same Message-ID; and a link, as a header too (RFC 8058), that ends
such letters for this person with one click.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from sync_server.letters.news.saying import Say
from sync_server.letters.news.subject import Piece, Subject
from sync_server.letters.writing import LANGUAGES, addressed, called, plain


@dataclass(frozen=True)
class Notice:
    """One letter, of one subject. `stop` is the token that ends such letters; `id` names the message to all mail
    servers.
    """

    id: str
    to: str
    given_name: str
    club: str
    language: str
    stop: str
    about: Subject[Any]
    pieces: Sequence[Piece]


def compose(notice: Notice, sender: str, server: str) -> EmailMessage:
    """The message as it is sent. `server` is the address of the club's app. Raises Bounced."""
    about, pieces = notice.about, notice.pieces
    say = Say(notice.language if notice.language in LANGUAGES else "nl")
    club = plain(notice.club) or "Touchline"
    stop = f"{server}/api/unsubscribe/{notice.stop}"
    values = {"name": called(notice.given_name), "club": club, "text": "\n\n".join(about.lines(say, pieces))}
    values |= {"link": f"{server}{about.path(pieces)}", "stop": stop}
    message = addressed(notice.to)
    message["Subject"] = plain(f"{about.title(say, pieces)} - {club}")
    message["From"] = sender
    message["Message-ID"] = f"<{notice.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{stop}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(say("mail.notice.text", **values) + "\n")
    return message
