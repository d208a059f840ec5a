"""Colours, type and shapes. Every pair of a ground and what stands on it keeps 4.5:1 in light and in dark.

Green is the club's grass. Amber (tertiary) says "waiting" or "late", red (error) "needs you" or "absent": never alone,
always with a word or a sign.
"""

import flet as ft

SEED = "#006C4A"

LIGHT = ft.ColorScheme(
    primary="#006C4A",
    on_primary="#FFFFFF",
    primary_container="#B5F1D2",
    on_primary_container="#00311F",
    secondary="#4A6357",
    on_secondary="#FFFFFF",
    secondary_container="#CFE9DA",
    on_secondary_container="#0A1F15",
    tertiary="#7A5400",
    on_tertiary="#FFFFFF",
    tertiary_container="#FFDDA8",
    on_tertiary_container="#2A1B00",
    error="#B3261E",
    on_error="#FFFFFF",
    error_container="#FFDAD5",
    on_error_container="#410E0B",
    surface="#F6FAF6",
    on_surface="#161D19",
    on_surface_variant="#3F4943",
    surface_container_lowest="#FFFFFF",
    surface_container_low="#ECF2ED",
    surface_container="#E7EDE8",
    surface_container_high="#E1E8E2",
    surface_container_highest="#DBE3DC",
    outline="#6C7670",
    outline_variant="#C3CCC5",
    inverse_surface="#2B322D",
    on_inverse_surface="#EDF2ED",
    inverse_primary="#7FDAB0",
    surface_tint="#F6FAF6",
    shadow="#000000",
    scrim="#000000",
)

DARK = ft.ColorScheme(
    primary="#7FDAB0",
    on_primary="#003824",
    primary_container="#005236",
    on_primary_container="#B5F1D2",
    secondary="#B4CDBF",
    on_secondary="#20352A",
    secondary_container="#354B40",
    on_secondary_container="#CFE9DA",
    tertiary="#F3BE6A",
    on_tertiary="#412C00",
    tertiary_container="#5D4000",
    on_tertiary_container="#FFDDA8",
    error="#FFB4AA",
    on_error="#690003",
    error_container="#8C1D18",
    on_error_container="#FFDAD5",
    surface="#0F1512",
    on_surface="#DEE4DF",
    on_surface_variant="#BFC9C1",
    surface_container_lowest="#0A0F0C",
    surface_container_low="#161D19",
    surface_container="#1B221E",
    surface_container_high="#252C28",
    surface_container_highest="#303732",
    outline="#89938C",
    outline_variant="#3F4943",
    inverse_surface="#DEE4DF",
    on_inverse_surface="#2B322D",
    inverse_primary="#006C4A",
    surface_tint="#0F1512",
    shadow="#000000",
    scrim="#000000",
)

W400, W500, W600, W700 = (ft.FontWeight.W_400, ft.FontWeight.W_500, ft.FontWeight.W_600, ft.FontWeight.W_700)


def type_scale(color: str) -> ft.TextTheme:
    """Sizes for reading at arm's length, in the rain; `color` is what stands on a surface."""

    def style(size: int, weight: ft.FontWeight, height: float) -> ft.TextStyle:
        return ft.TextStyle(size=size, weight=weight, height=height, color=color)

    return ft.TextTheme(
        headline_small=style(26, W700, 1.2),
        title_large=style(22, W700, 1.25),
        title_medium=style(17, W600, 1.3),
        title_small=style(15, W600, 1.3),
        body_large=style(17, W400, 1.35),
        body_medium=style(15, W400, 1.35),
        body_small=style(13, W400, 1.3),
        label_large=style(15, W600, 1.2),
        label_medium=style(13, W600, 1.2),
        label_small=style(12, W600, 1.2),
    )


TARGET = 48
"""Smallest side of anything a finger should hit, in logical pixels."""
RADIUS = 16
GAP = 12
EDGE = 16


def theme(scheme: ft.ColorScheme) -> ft.Theme:
    """The whole look in one light or dark scheme."""
    button = ft.ButtonStyle(
        padding=ft.Padding.symmetric(horizontal=20, vertical=14),
        shape=ft.RoundedRectangleBorder(radius=14),
        text_style=ft.TextStyle(size=15, weight=W600),
    )
    return ft.Theme(
        color_scheme_seed=SEED,
        color_scheme=scheme,
        text_theme=type_scale(str(scheme.on_surface)),
        scaffold_bgcolor=scheme.surface,
        filled_button_theme=ft.FilledButtonTheme(style=button),
        outlined_button_theme=ft.OutlinedButtonTheme(style=button),
        text_button_theme=ft.TextButtonTheme(style=button),
        page_transitions=ft.PageTransitionsTheme(
            android=ft.PageTransitionTheme.FADE_FORWARDS,
            linux=ft.PageTransitionTheme.FADE_FORWARDS,
            macos=ft.PageTransitionTheme.FADE_FORWARDS,
            windows=ft.PageTransitionTheme.FADE_FORWARDS,
        ),
        visual_density=ft.VisualDensity.STANDARD,  # browsers on a computer would shrink every target below 48
        use_material3=True,
    )
