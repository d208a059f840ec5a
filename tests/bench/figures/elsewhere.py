"""Figures that other programs of this project measure; what cannot be measured here is said with its reason."""

from importlib import import_module

from tests.bench.report import Figure

WEB = {"web_cold": "s", "web_warm": "s", "web_offline": "s", "web_size": "MB"}
SCREENS = {"list_open": "ms", "list_filter": "ms", "scan": "ms"}

Measured = tuple[dict[str, Figure], dict[str, str]]


def _none(units: dict[str, str], why: str) -> Measured:
    return {key: Figure(None, unit) for key, unit in units.items()}, dict.fromkeys(units, why)
