"""What stands on a ground can be read in the sun and at night: 4.5:1 (WCAG 2.2, 1.4.3)."""

import flet as ft
import pytest

from mobile.widgets.avatar import GROUNDS, ground
from mobile.widgets.theme import DARK, LIGHT

PAIRS = (
    ("primary", "on_primary"),
    ("primary_container", "on_primary_container"),
    ("secondary_container", "on_secondary_container"),
    ("tertiary", "on_tertiary"),
    ("tertiary_container", "on_tertiary_container"),
    ("error", "on_error"),
    ("error_container", "on_error_container"),
    ("inverse_surface", "on_inverse_surface"),
    ("inverse_surface", "inverse_primary"),
    *(
        (surface, ink)
        for surface in ("surface", "surface_container_low", "surface_container", "surface_container_high")
        for ink in ("on_surface", "on_surface_variant", "primary", "tertiary", "error")
    ),
    ("surface_container_highest", "on_surface"),
    ("surface_container_highest", "on_surface_variant"),
    ("primary_container", "on_primary_container"),
)


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 for the same colour, 21 for black on white."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_right() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_pair_can_be_read(scheme: ft.ColorScheme) -> None:
    ratios = {pair: contrast(*(str(getattr(scheme, name)) for name in pair)) for pair in PAIRS}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_edge_of_a_field_can_be_seen(scheme: ft.ColorScheme) -> None:
    """3:1 for what shows where something is (WCAG 2.2, 1.4.11)."""
    assert contrast(str(scheme.outline), str(scheme.surface)) >= 3


def test_initials_can_be_read_on_every_ground() -> None:
    assert [colour for colour in GROUNDS if contrast(colour, "#FFFFFF") < 4.5] == []


def test_somebody_has_the_same_ground_everywhere() -> None:
    assert ground("01934a00-0001-7000-8000-000000000001") == ground("01934a00-0001-7000-8000-000000000001")
