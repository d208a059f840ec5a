"""Every limit, every header and how the server is reached, as tables: `touchline limits`, and a part of SECURITY.md.

Numbers are read from where the handlers read them, so the page says what is true; a test compares it with SECURITY.md.
"""

from asyncio.constants import SSL_HANDSHAKE_TIMEOUT
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.actions.media import MAX_MEDIUM_BYTES
from shared.domain import contact_point, invitation, pairing
from shared.domain.sign_in import LONGEST, SHORTEST
from shared.exchange.plan import MAX_ENTRIES, MAX_FILE_BYTES
from shared.exchange.recurrence import MAX_STEPS
from shared.register import MAX_FIELD_BYTES
from shared.sync import strict
from shared.sync.protocol import MAX_ACTIONS, MAX_BATCH, PAGE_BYTES
from sync_server import limits
from sync_server.handlers.armour import SHUT, STRICT_TRANSPORT
from sync_server.handlers.body import JSON_HEADERS
from sync_server.handlers.media import SHUT_IN
from sync_server.handlers.site import SECURITY_HEADERS
from sync_server.settings import PUSH_SERVICES
from sync_server.sign_in import passwords


@dataclass(frozen=True)
class Limit:
    """`most` of something, and what is answered to more."""

    of: str
    most: str
    answer: str


def _size(count: int) -> str:
    return f"{count // 2**20} MiB" if count % 2**20 == 0 else f"{count // 1024} KiB"


def _time(ms: int) -> str:
    for unit, length in (("days", limits.DAY_MS), ("hours", limits.HOUR_MS), ("minutes", limits.MINUTE_MS)):
        if ms >= 2 * length:
            return f"{ms // length} {unit}"
    return f"{ms // limits.SECOND_MS} seconds"


def _often(tries: int, of: str, window: str = "a minute") -> str:
    return f"{tries} {window} per {of}"


LINES = (
    Limit("time until a request's head is whole", _time(limits.HEAD_MS), "408, and the line is closed"),
    Limit("time until a TLS handshake is done", f"{SSL_HANDSHAKE_TIMEOUT:.0f} seconds", "the line is closed"),
    Limit("head of a request", _size(limits.HEAD_BYTES), "431, and the line is closed"),
    Limit("time until its body is whole", _time(limits.BODY_MS), "408 too_slow"),
    Limit("what is left of a body that was answered", _time(limits.HEAD_MS), "the line is closed"),
    Limit("lines that owe a head at once", str(limits.LINES_OWING), "the oldest is closed"),
    Limit("time that an answer lies unread", _time(limits.UNREAD_MS), "the line is closed"),
    Limit("silence between two requests", f"{limits.KEPT_ALIVE_S} seconds", "the line is closed"),
    Limit(
        "devices that wait for news",
        str(limits.WAITING_MOST),
        f"429; whoever waits hears after {_time(limits.WAITING_MS)}",
    ),
)
SENT = (
    Limit("JSON body, also when unpacked", _size(strict.MAX_BYTES), "413 too_large, before it is read on"),
    Limit("packed body grows", f"{limits.MAX_RATIO} times", "413 too_large"),
    Limit("depth of JSON", str(strict.MAX_DEPTH), "400 too_deep, before it is parsed"),
    Limit("integers", "64 bits", "400 integer_range; no floats, NaN, NUL, lone surrogates or doubled keys"),
    Limit("changesets in a push", str(MAX_BATCH), "413 too_many_changesets"),
    Limit("actions in a changeset", str(MAX_ACTIONS), "400 action_count"),
    Limit("a field", _size(MAX_FIELD_BYTES), "refused: invalid"),
    Limit("a page of a checkpoint", _size(PAGE_BYTES), "goes on with the next one"),
    Limit("a medium", _size(MAX_MEDIUM_BYTES), "refused: invalid"),
    Limit("numbers and addresses of one person", str(contact_point.MOST), "refused: invalid"),
    Limit("a slice of its bytes", _size(limits.SLICE_BYTES), "413 too_large"),
    Limit("pixels of a picture", f"{limits.MAX_PIXELS // 10**6} million", "rejected: too_many_pixels"),
    Limit("scans of a picture that comes by and by", str(limits.MAX_SCANS), "rejected: broken_picture"),
    Limit("marks in a picture, before and between its scans", str(limits.MAX_MARKS), "rejected: broken_picture"),
    Limit("rows whose history is asked for", str(limits.MOST_ROWS), "400 history"),
    Limit(
        "changes of a device that is shut out, set aside",
        f"{limits.SET_ASIDE}, each once more for each {_size(limits.SHARE_BYTES)}",
        "left where they are",
    ),
    Limit("changesets told again after a restore that wait", f"{limits.MOST_WAITING} of a user", "left to the office"),
    Limit("a calendar that a device hands over", _size(limits.IMPORT_BYTES), "413 too_large"),
    Limit("lines of one event in it", str(limits.MAX_EVENT_LINES), "that event is not read, and said so"),
    Limit("days that the rules of one calendar look at", f"{MAX_STEPS // 10**6} million", "nothing is read"),
    Limit("a file that is imported", f"{_size(MAX_FILE_BYTES)}, {MAX_ENTRIES} entries", "nothing is read"),
)
OFTEN = (
    Limit("guesses", _often(limits.SIGN_IN_TRIES, "name", f"in {_time(limits.SIGN_IN_MS)}"), "429"),
    Limit("knocking at doors without a key", _often(limits.ADDRESS_TRIES, "address"), "429"),
    Limit(
        "letters for a forgotten password",
        _often(limits.FORGOTTEN_TRIES, "name", f"in {_time(limits.FORGOTTEN_MS)}"),
        "429",
    ),
    Limit("syncs", _often(limits.SYNC_TRIES, "device"), "429"),
    Limit("history, labels, numbers, where to be woken, each", _often(limits.HISTORY_TRIES, "device"), "429"),
    Limit("questions for news", _often(limits.POKE_TRIES, "device"), "429"),
    Limit("an address of a calendar is read", _often(limits.FEED_TRIES, "address", "an hour"), "429"),
    Limit("addresses of calendars that are none", _often(limits.FEED_MISSES, "network address"), "429, else 404"),
    Limit("calendars handed over", _often(limits.IMPORT_TRIES, "device"), "429"),
    Limit("requests about media", _often(limits.MEDIA_TRIES, "device"), "429"),
    Limit(
        "invitations with a role, new passwords",
        _often(invitation.AN_HOUR, "person", "an hour"),
        "refused: too_many_invitations",
    ),
    Limit(
        "invitations of plain members",
        f"{_often(invitation.A_DAY, 'person', 'a day')}; their letters leave one each {_time(invitation.PACE_MS)}",
        "refused: too_many_members",
    ),
    Limit("pairing codes shown", _often(limits.OFFERS_AN_HOUR, "device", "an hour"), "429"),
    Limit("pairing codes tried", _often(limits.CLAIMS_A_MINUTE, "address"), "429"),
    Limit("somebody's data as a file", _often(limits.ARCHIVES_A_DAY, "user", "a day"), "429, password each time"),
    Limit("wrong codes of a second step", _often(limits.CODES_A_DAY, "user", "a day"), "429, and each is a guess"),
    Limit("passwords hashed at once", str(limits.HASHES_AT_ONCE), "the next waits"),
    Limit("pictures painted at once", str(limits.PICTURES_AT_ONCE), "the next waits"),
    Limit("calendars read at once", str(limits.PLANS_AT_ONCE), "the next waits"),
    Limit("files of somebody's data written at once", str(limits.ARCHIVES_AT_ONCE), "the next waits"),
)
MEMORY = (
    Limit("tokens and nonces", str(limits.MAX_KEPT), "the oldest go"),
    Limit("nonces of one device", str(limits.NONCES_A_DEVICE), "the oldest goes"),
    Limit("names and addresses that are counted", str(limits.MAX_KEYS), "those heard longest ago are forgotten"),
    Limit("pairing codes that wait", str(limits.PAIRINGS), "the oldest goes"),
    Limit("second steps that are shown and not proved", str(limits.PROVING), "the oldest goes"),
    Limit("files that wait for their ticket", str(limits.TICKETS), "the oldest goes"),
)
LIVES = (
    Limit("a token, in memory", _time(limits.TOKEN_MS), "401"),
    Limit("a nonce for a stranger, used once", f"{limits.NONCE_MS // 1000} seconds", "401"),
    Limit("silence of a device", _time(limits.IDLE_MS), "401, password again"),
    Limit(
        "an invitation, the first owner's link; a link to a new password",
        f"{_time(invitation.LIFE_MS['join'])}; {_time(invitation.LIFE_MS['reset'])}",
        "404 dead_link",
    ),
    Limit("a pairing code", _time(pairing.LIFE_MS), "404 pairing_gone"),
    Limit("a second step that is shown and not proved", _time(limits.PROVE_MS), "404 second_gone"),
    Limit("a ticket to a file, used once", _time(limits.TICKET_MS), "404 absent"),
    Limit("a password", f"{SHORTEST} to {LONGEST} letters", "422 invalid"),
    Limit("its hash: Argon2id", f"{passwords.MEMORY_KIB} KiB, 1 pass, 1 lane", ""),
)
GROUPS: Mapping[str, Sequence[Limit]] = {
    "Lines": LINES,
    "What is sent": SENT,
    "How often": OFTEN,
    "Kept in memory": MEMORY,
    "How long": LIVES,
}
SETTINGS = (
    (
        "TOUCHLINE_HOST, TOUCHLINE_PORT",
        "127.0.0.1, 8000",
        "where it listens; plain HTTP on other addresses only for a proxy",
    ),
    ("TOUCHLINE_CERT, TOUCHLINE_CERT_KEY", "none", "a certificate of its own: TLS 1.2 or newer"),
    (
        "TOUCHLINE_PROXY",
        "127.0.0.1 and ::1",
        "whose X-Forwarded-For and X-Forwarded-Proto are believed; comma separated",
    ),
    ("TOUCHLINE_ALLOWED_HOSTS", "localhost, 127.0.0.1, [::1]", "host names that are ours; 400 for any other"),
    (
        "TOUCHLINE_PUSH_HOSTS",
        ", ".join(PUSH_SERVICES),
        "push services that are asked to wake a browser; none: nobody is",
    ),
)
HEADERS = {
    "the app's pages and files": SECURITY_HEADERS,
    "JSON": JSON_HEADERS,
    "pictures and papers": SHUT_IN,
    "anything else": SHUT,
    "all of them, over TLS": {"Strict-Transport-Security": STRICT_TRANSPORT},
}


def page() -> Iterator[str]:
    """The tables, line by line, in Markdown."""
    for title, group in GROUPS.items():
        yield from _table(title, ("limit", "at most", "more is answered"), [(o.of, o.most, o.answer) for o in group])
    yield from _table("How it is reached", ("setting", "otherwise", "what it says"), SETTINGS)
    rows = [(what, f"`{name}`", f"`{text}`") for what, by in HEADERS.items() for name, text in by.items()]
    yield from _table("Headers", ("of", "header", "says"), rows)


def _table(title: str, head: tuple[str, str, str], rows: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    yield f"#### {title}"
    yield ""
    yield f"| {' | '.join(head)} |"
    yield "|---|---|---|"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""
