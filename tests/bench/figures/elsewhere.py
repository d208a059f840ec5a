"""Figures that other programs of this project measure."""

import re
import subprocess
import sys

from tests.bench.figures.browser import Measured, nothing
from tests.bench.report import Figure

RATE = re.compile(r"each ([\d.]+) events")


def simulator(seeds: int) -> Measured:
    """Events a second of processor time, one process, the simulator's usual oracles."""
    command = [sys.executable, "-m", "tests.simulation", "--seeds", str(seeds), "--full-every", "0", "--jobs", "1"]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    found = RATE.search(ended.stdout)
    if found is None:
        return nothing({"simulator_rate": "/s"}, f"the simulator ended with {ended.returncode} and told no rate")
    notes = {} if ended.returncode == 0 else {"simulator_rate": "a seed failed: see make simulate"}
    return {"simulator_rate": Figure(float(found[1]), "/s", None, None, seeds)}, notes
