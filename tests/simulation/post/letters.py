"""What a person reads in a letter: the oracle goes by its words, not by the rows it was made from."""

import re
from dataclasses import dataclass
from email.message import EmailMessage

from tests.simulation.post.town import late
from tests.sync_server.mailbox import LINK, text_of

SAYS = {"New": "new", "Changed": "moved", "Called off": "cancelled", "Goes ahead after all": "reinstated"}
PART = re.compile(r"(New|Changed|Called off|Goes ahead after all): (\S+)(?: \(Team .\))?")
PLACE, REASON = re.compile(r", (P-\S+)$"), re.compile(r"  Reason: (R-\S+)$")
BILL = re.compile(r"New invoice (\S+): ")
SHARED = re.compile(r"^An evaluation of \S+ is there for you to read: (\S+)$", re.MULTILINE)
LATE = re.compile(r"^Not back yet: (\S+)(?: \([^)]+\))?\n  Overdue since \w+ (\d+) \w+$", re.MULTILINE)


@dataclass(frozen=True)
class Said:
    """One piece of news: `what` became of `about`, and the place or reason that stands with it."""

    about: str
    what: str
    words: str

    @property
    def state(self) -> str:
        """As `Activity.state`."""
        return "off" if self.what == "cancelled" else self.words


@dataclass(frozen=True)
class Read:
    """A letter as its reader sees it. `once` are the evaluations and late things that it tells of, as the town names
    them; `links` are the secrets in it.
    """

    id: str
    to: str
    said: tuple[Said, ...]
    bills: tuple[str, ...]
    once: tuple[str, ...]
    links: tuple[str, ...]


def read(message: EmailMessage) -> Read:
    """Read this letter, line by line."""
    said: list[Said] = []
    what = about = ""
    words = "-"
    text = text_of(message)
    for line in [*text.splitlines(), "New: end"]:
        if part := PART.fullmatch(line):
            if about:
                said.append(Said(about, what, words))
            what, about, words = SAYS[part[1]], part[2], "-"
        elif about and what != "cancelled" and not line.startswith("  Was: ") and (place := PLACE.search(line)):
            words = place[1]
        elif about and what == "cancelled" and (reason := REASON.match(line)):
            words = reason[1]
    links = tuple(secret for _, secret in LINK.findall(text))
    once = (*SHARED.findall(text), *(late(thing, int(day)) for thing, day in LATE.findall(text)))
    return Read(str(message["Message-ID"]), str(message["To"]), tuple(said), tuple(BILL.findall(text)), once, links)
