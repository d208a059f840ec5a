"""The environment, read once, frozen."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from shared.domain.contact_point import normalise_email
from shared.refusals import Invalid
from sync_server import limits

IN_MEMORY = ":memory:"
ADDRESSES = "sqlite:///club.db, sqlite:////srv/club.db or postgresql://..."

Database = Path | str
"""Where a club is kept: a file of SQLite, the URL of a PostgreSQL database, or `IN_MEMORY`."""


Tls = Literal["none", "starttls", "tls"]
LOOPBACK = ("localhost", "127.0.0.1", "::1", "[::1]")
MAILS = "smtp://user:password@host:587?from=club@example.org, or smtps:// with TLS from the first byte"
PORTS: dict[Tls, int] = {"none": 25, "starttls": 587, "tls": 465}


PUSH_SERVICES = (
    "fcm.googleapis.com",
    "*.push.services.mozilla.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)
"""Of Chrome and what is built like it, Firefox, Safari, Edge."""


@dataclass(frozen=True)
class MailServer:
    """Who takes the club's letters, and from which address they come."""

    host: str
    port: int
    tls: Tls
    username: str
    password: str = field(repr=False)
    sender: str


@dataclass(frozen=True)
class Settings:
    """Everything that differs from one installation to another. Limits are counts per window; times in ms.

    `waiting_*` bound how long and how many devices wait for a poke, `look_every` how often a server looks for what
    another process wrote, `slowest_head` and `slowest_body` how long those of a request may take, `slowest_reader` how
    long an answer may lie unread, `most_owing` how many lines may owe a head. `proxies` are believed when they say for
    whom they ask.
    """

    data: Path
    web: Path
    host: str
    port: int
    allowed_hosts: tuple[str, ...]
    token_life: int = limits.TOKEN_MS
    nonce_life: int = limits.NONCE_MS
    idle_life: int = limits.IDLE_MS
    sign_in_tries: int = limits.SIGN_IN_TRIES
    sign_in_window: int = limits.SIGN_IN_MS
    address_tries: int = limits.ADDRESS_TRIES
    sync_tries: int = limits.SYNC_TRIES
    history_tries: int = limits.HISTORY_TRIES
    waiting_tries: int = limits.POKE_TRIES
    waiting_life: int = limits.WAITING_MS
    waiting_most: int = limits.WAITING_MOST
    look_every: int = 1_000
    media_tries: int = limits.MEDIA_TRIES
    slowest_body: int = limits.BODY_MS
    slowest_head: int = limits.HEAD_MS
    slowest_reader: int = limits.UNREAD_MS
    most_owing: int = limits.LINES_OWING
    forgotten_tries: int = limits.FORGOTTEN_TRIES
    forgotten_window: int = limits.FORGOTTEN_MS
    elsewhere: Database | None = None
    outside: Path | None = None
    mail: MailServer | None = None
    url: str = ""
    keys: Path | None = None
    proxies: tuple[str, ...] = ()
    certificate: Path | None = None
    certificate_key: Path | None = None
    push_hosts: tuple[str, ...] = PUSH_SERVICES

    @property
    def sheltered(self) -> bool:
        """Whether nobody's words travel in the clear: only this machine is spoken to, or a proxy, or there is TLS."""
        return self.host in LOOPBACK or bool(self.proxies) or self.certificate is not None

    @property
    def database(self) -> Database:
        """Where the club is kept: its SQLite file, unless the installation names another place."""
        return self.data / "club.db" if self.elsewhere is None else self.elsewhere

    @property
    def media(self) -> Path:
        """Where the bytes of pictures and papers are kept, wherever the rows are."""
        return self.data / "media"

    def media_of(self, database: Database) -> Path:
        """The same for a club that may be another's: beside its file, as a server of its own would have it."""
        return database.parent / "media" if isinstance(database, Path) and database != self.database else self.media

    @property
    def ledger(self) -> Path:
        """What must outlive a restore of the database. Best on another disk, and never in a backup of the database."""
        return self.data / "club.ledger" if self.outside is None else self.outside

    @property
    def sign_ins(self) -> Path:
        """The demo's ways in, for printing at each start; a real club has no such file."""
        return self.data / "demo.json"

    @property
    def packages(self) -> Path:
        """What first loads fetch: made from the database, kept a day, of no use in a backup."""
        return self.data / "packages"

    @property
    def label_host(self) -> str:
        """The host name that stands in this club's labels."""
        return self.allowed_hosts[0] if self.allowed_hosts else "localhost"

    @property
    def address(self) -> str:
        """Where the club's app answers, as letters say it."""
        if self.url:
            return self.url.rstrip("/")
        host = self.label_host
        return f"http://{host}:{self.port}" if host in LOOPBACK else f"https://{host}"

    @property
    def key_file(self) -> Path:
        """The key that signs labels, and those that seal what is sensitive; never in a backup of the database."""
        return self.data / "club.key" if self.keys is None else self.keys


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """TOUCHLINE_DATA, TOUCHLINE_WEB, TOUCHLINE_HOST, TOUCHLINE_PORT, TOUCHLINE_ALLOWED_HOSTS (comma separated),
    TOUCHLINE_LEDGER, TOUCHLINE_KEY_FILE, TOUCHLINE_DATABASE (see `database_of`), TOUCHLINE_MAIL (see `mail_of`) and
    TOUCHLINE_URL, the address that letters say; TOUCHLINE_PROXY (comma separated), TOUCHLINE_CERT and
    TOUCHLINE_CERT_KEY (PEM); TOUCHLINE_PUSH_HOSTS, the push services that may be asked to wake a browser (comma
    separated, none: nobody is woken). Raises ValueError for one that is neither.
    """
    allowed = environment.get("TOUCHLINE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
    return Settings(
        Path(environment.get("TOUCHLINE_DATA", "data")),
        Path(environment.get("TOUCHLINE_WEB", "build/web")),
        environment.get("TOUCHLINE_HOST", "127.0.0.1"),
        int(environment.get("TOUCHLINE_PORT", "8000")),
        _parts(allowed),
        elsewhere=database_of(environment["TOUCHLINE_DATABASE"]) if environment.get("TOUCHLINE_DATABASE") else None,
        outside=Path(environment["TOUCHLINE_LEDGER"]) if environment.get("TOUCHLINE_LEDGER") else None,
        mail=mail_of(environment["TOUCHLINE_MAIL"]) if environment.get("TOUCHLINE_MAIL") else None,
        url=environment.get("TOUCHLINE_URL", ""),
        keys=Path(environment["TOUCHLINE_KEY_FILE"]) if environment.get("TOUCHLINE_KEY_FILE") else None,
        proxies=_parts(environment.get("TOUCHLINE_PROXY", "")),
        certificate=Path(environment["TOUCHLINE_CERT"]) if environment.get("TOUCHLINE_CERT") else None,
        certificate_key=Path(environment["TOUCHLINE_CERT_KEY"]) if environment.get("TOUCHLINE_CERT_KEY") else None,
        push_hosts=_parts(environment.get("TOUCHLINE_PUSH_HOSTS", ",".join(PUSH_SERVICES))),
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def mail_of(address: str) -> MailServer:
    """`smtp://user:password@host:port?from=club@example.org` begins TLS before the password travels (on this machine
    itself there is none to begin); `smtps://` is TLS from the first byte. Raises ValueError for anything else.
    """
    parts = urlsplit(address)
    kinds: dict[str, Tls] = {"smtp": "none" if parts.hostname in LOOPBACK else "starttls", "smtps": "tls"}
    tls = kinds.get(parts.scheme)
    try:
        sender = normalise_email(parse_qs(parts.query).get("from", [""])[0])
    except Invalid as problem:
        raise ValueError(f"letters come from an address: {MAILS}") from problem
    if tls is None or not parts.hostname:
        raise ValueError(f"a mail server is {MAILS}")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, parts.port or PORTS[tls], tls, user, password, sender)


def database_of(address: str) -> Database:
    """`sqlite:///club.db` is a file here, `sqlite:////srv/club.db` one by its whole path; `postgresql://...` as libpq
    reads it. Raises ValueError for anything else.
    """
    kind, _, rest = address.partition("://")
    if kind == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return Path(rest[1:])
    if kind in ("postgresql", "postgres") and rest:
        return address
    raise ValueError(f"a database is {ADDRESSES}")
