"""How fast, as ratios to a floor measured in the same run: one table, and build/bench.json. It fails no build."""

import argparse
import os
import tempfile
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import club, floor, scan
from tests.bench.cost import Cost
from tests.bench.figures import browser, device, elsewhere, exchange
from tests.bench.report import TARGETS, Figure, table, write
from tests.postgres import Cluster, cluster

SERVED = ("first_load", "first_load_coach", "edit", "thousand_edits", "no_op", "no_op_rate", "server_memory")
GROWTH = ("edit_growth", "no_op_growth")


@dataclass
class Bench:
    """One run: what is wanted, where it works, and what it found."""

    scale: float
    runs: int
    wanted: Collection[str]
    folder: Path
    cluster: Cluster | None
    figures: dict[str, Figure] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def wants(self, *keys: str) -> bool:
        """Whether any of these figures was asked for."""
        return any(key in self.wanted for key in keys)

    def run(self) -> None:
        """All figures that were asked for."""
        if self.wants("bulk_push", *SERVED, *GROWTH):
            self._club()
        for key, people in (("search_10k", 10_000), ("search_100k", 100_000)):
            if self.wants(key):
                self.figures[key] = device.search(self.folder, people, min(5, self.runs))
        if self.wants("digest"):
            self.figures["digest"] = device.digest(self.folder, self.runs)
        if self.wants("simulator_rate"):
            self._take(elsewhere.simulator(2 if self.scale < 1 else 10))
        if self.wants("scan_read", "scan_decode"):
            self._take(scan.figures(scan.measure(70 if self.scale < 1 else 350)))
        if self.wants(*browser.FIGURES):
            self._browser()

    def _browser(self) -> None:
        """Takes minutes: at scale 1, or by name."""
        if self.wants("bulk_push") and self.scale < 1:
            units = {key: unit for key, unit in browser.FIGURES.items() if self.wants(key)}
            self._take(browser.nothing(units, "takes minutes: at scale 1, or by name with --only"))
        else:
            self._take(browser.measure(self.wants, self.folder, min(5, self.runs)))

    def _take(self, found: browser.Measured) -> None:
        figures, notes = found
        self.figures |= figures
        self.notes |= notes

    def _club(self) -> None:
        made = self._made("club", self.scale)
        ground = floor.measure(made.settings.database, self.folder / "floor", self.runs)
        self.figures["bulk_push"] = Figure(made.seconds, "s", ground.push, None, 1)
        self.notes["bulk_push"] = f"{made.changesets:,} changesets, {ground.rows:,} rows, 500 changesets a transaction"
        self.notes["machine"] = f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} after the import"
        self.notes["floor"] = (
            f"insert {ground.insert:.2f} s, read {ground.read:.2f} s, file {ground.file_bytes / 1e6:.1f} MB,"
            f" edit {ground.edit.bytes} bytes, 1,000 edits {ground.thousand.bytes:,} bytes,"
            f" no-op {ground.no_op.bytes} bytes"
        )
        with exchange.stage(made, self.folder, ground, self.runs) as on:
            edit, no_op = self._served(on)
        if self.wants(*GROWTH):
            self._growth(ground, edit, no_op)

    def _made(self, name: str, scale: float) -> club.Made:
        """A club of this scale, in a file or in a database of its own."""
        if self.cluster is None:
            return club.make(self.folder / name, scale)
        self.cluster.create(name)
        return club.make(self.folder / name, scale, self.cluster.url(name))

    def _served(self, on: exchange.Stage) -> tuple[float, float]:
        ground, runs = on.floor, self.runs
        if self.wants("first_load_coach"):
            self.figures["first_load_coach"], self.notes["first_load_coach"] = exchange.first_load_coach(on)
        with closing(exchange.Pair(on)) as pair:
            self.figures["first_load"] = pair.first_load(ground)
            made = f"{pair.very_first:.2f} s for the first, whose package was made meanwhile"
            self.notes["first_load"] = f"a device of the office holds {pair.one.rows():,} rows; {made}"
            edit, no_op = pair.edit(runs), pair.no_op(runs * 5)
            whole = pair.no_op(runs, rereads=True).seconds * 1000
            self._versus("edit", edit, ground.edit)
            self._versus("no_op", no_op, ground.no_op)
            self.notes["no_op"] += f"; {no_op.requests} request a sync; with the re-read slice {whole:.1f} ms"
            if self.wants("thousand_edits"):
                self._versus("thousand_edits", pair.thousand(min(3, runs)), ground.thousand)
            self.figures["server_memory"] = Figure(on.server.memory_mb(), "MB", None, None, 1)
            if self.wants("no_op_rate"):
                self.figures["no_op_rate"] = exchange.no_op_rate(on, pair, 2 if self.scale < 1 else 5)
        return edit.seconds * 1000, no_op.seconds * 1000

    def _versus(self, key: str, cost: Cost, ground: Cost) -> None:
        self.figures[key] = Figure(cost.seconds * 1000, "ms", ground.seconds * 1000, cost.bytes, cost.runs)
        ours, bare = cost.processor * 1000, ground.processor * 1000
        self.notes[key] = f"of the processors {ours:.2f} ms against {bare:.2f} ms, {ours / max(bare, 1e-6):.1f}x"

    def _growth(self, ground: floor.Floor, edit: float, no_op: float) -> None:
        small = self.scale / 10 if self.scale <= 1 else 0.1
        made = self._made("small", small)
        with (
            exchange.stage(made, self.folder, ground, self.runs) as on,
            closing(exchange.Pair(on)) as pair,
        ):
            less, idle = pair.edit(self.runs).seconds * 1000, pair.no_op(self.runs * 5).seconds * 1000
        for key, much, little in (("edit_growth", edit, less), ("no_op_growth", no_op, idle)):
            self.figures[key] = Figure(much / little, "x", None, None, self.runs)
            self.notes[key] = f"{much:.2f} ms at {self.scale:g} W, {little:.2f} ms at {small:g} W"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="how large a club: 0.1, 1 or 4")
    parser.add_argument(
        "--database", default="sqlite", choices=("sqlite", "postgresql"), help="what the measured server keeps W in"
    )
    parser.add_argument("--only", default="", help="some figures, comma separated")
    parser.add_argument("--runs", type=int, default=20, help="how often the small figures are measured")
    options = parser.parse_args(arguments)
    wanted = [key for key in options.only.split(",") if key] or list(TARGETS)
    if unknown := set(wanted) - set(TARGETS):
        parser.error(f"no such figure: {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    with tempfile.TemporaryDirectory(prefix="touchline-bench-") as folder:
        elsewhere = cluster() if options.database == "postgresql" else None
        bench = Bench(options.scale, options.runs, wanted, Path(folder), elsewhere)
        bench.notes["database"] = "SQLite, a file" if elsewhere is None else "PostgreSQL, which waits for no disk here"
        bench.run()
    figures = {key: bench.figures[key] for key in TARGETS if key in bench.figures and key in wanted}
    print(table(figures, bench.notes))
    write(figures, bench.notes, options.database, options.scale)


if __name__ == "__main__":
    main()
