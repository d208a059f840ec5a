"""The figures as one table and as build/bench.json."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

JSON = Path("build/bench.json")

# bench.md, column "first": what each figure has to reach.
TARGETS: Mapping[str, str] = {
    "first_load": "<= 10x, <= 12 MB",
    "first_load_coach": "<= 50 ms, <= 100 KB",
    "bulk_push": "<= 15x",
    "edit": "<= 10x, <= 2 KB",
    "thousand_edits": "<= 10x",
    "no_op": "<= 5x, 1 request, <= 0.5 KB",
    "no_op_rate": ">= 3,000/s",
    "edit_growth": "<= 1.3x",
    "no_op_growth": "<= 1.3x",
    "server_memory": "<= 200 MB",
    "digest": "<= 20 ms",
    "simulator_rate": ">= 1,000/s",
    "search_10k": "<= 50 ms",
    "search_100k": "<= 100 ms",
    "web_cold": "<= 5 s",
    "web_warm": "<= 2.5 s",
    "web_offline": "<= 2.5 s",
    "web_size": "<= 20 MB",
    "list_open": "<= 800 ms",
    "list_filter": "<= 120 ms",
    "scan": "<= 300 ms",
    "scan_read": ">= 90 %",
    "scan_decode": "<= 30 ms",
}


@dataclass(frozen=True)
class Figure:
    """One measured figure: a median of `runs`; `floor` in the same unit; `bytes` on the wire, headers included."""

    value: float | None
    unit: str
    floor: float | None = None
    bytes: int | None = None
    runs: int | None = None

    @property
    def ratio(self) -> float | None:
        """Value over floor."""
        return self.value / self.floor if self.value is not None and self.floor else None


def table(figures: Mapping[str, Figure], notes: Mapping[str, str]) -> str:
    """A line a figure, in the order of bench.md."""
    lines = [f"{'figure':<17}{'value':>11} {'unit':<5}{'floor':>9}{'ratio':>8}{'bytes':>12}{'runs':>6}  target (first)"]
    for key, figure in figures.items():
        cells = f"{_number(figure.value):>11} {figure.unit:<5}{_number(figure.floor):>9}"
        cells += f"{_number(figure.ratio):>7}{'x' if figure.ratio else ' '}{_number(figure.bytes):>12}"
        lines.append(f"{key:<17}{cells}{_number(figure.runs):>6}  {TARGETS[key]}")
    lines += [f"  {key}: {note}" for key, note in notes.items()]
    return "\n".join(lines)


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3g}" if abs(value) < 100 else f"{value:,.0f}"


def write(figures: Mapping[str, Figure], notes: Mapping[str, str], database: str, scale: float) -> None:
    """Key to figure, with the server's database, the scale and the notes beside."""
    found = {key: {**asdict(figure), "ratio": figure.ratio} for key, figure in figures.items()}
    JSON.parent.mkdir(exist_ok=True)
    JSON.write_text(json.dumps({**found, "database": database, "scale": scale, "notes": dict(notes)}, indent=2) + "\n")
