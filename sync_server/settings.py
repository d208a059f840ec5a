"""The environment, read once, frozen."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MINUTE_MS = 60 * 1000


@dataclass(frozen=True)
class Settings:
    """Everything that differs from one installation to another. Limits are counts per window; times in ms."""

    data: Path
    web: Path
    host: str
    port: int
    allowed_hosts: tuple[str, ...]
    token_life: int = 15 * MINUTE_MS
    nonce_life: int = MINUTE_MS
    sign_in_tries: int = 5
    sign_in_window: int = 15 * MINUTE_MS
    address_tries: int = 20
    sync_tries: int = 60

    @property
    def database(self) -> Path:
        """The club's SQLite file."""
        return self.data / "club.db"

    @property
    def sign_ins(self) -> Path:
        """The demo's ways in, for printing at each start; a real club has no such file."""
        return self.data / "demo.json"

    @property
    def label_host(self) -> str:
        """The host name that stands in this club's labels."""
        return self.allowed_hosts[0] if self.allowed_hosts else "localhost"

    @property
    def key_file(self) -> Path:
        """The club's signing key for labels; outside the database and its backups."""
        return self.data / "club.key"


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """TOUCHLINE_DATA, TOUCHLINE_WEB, TOUCHLINE_HOST, TOUCHLINE_PORT and TOUCHLINE_ALLOWED_HOSTS (comma
    separated).
    """
    allowed = environment.get("TOUCHLINE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
    return Settings(
        Path(environment.get("TOUCHLINE_DATA", "data")),
        Path(environment.get("TOUCHLINE_WEB", "build/web")),
        environment.get("TOUCHLINE_HOST", "127.0.0.1"),
        int(environment.get("TOUCHLINE_PORT", "8000")),
        tuple(part.strip() for part in allowed.split(",") if part.strip()),
    )
