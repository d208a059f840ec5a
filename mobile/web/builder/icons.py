"""Draws the app's icons: `python -m mobile.web.builder.icons assets/icons`.

A pitch from above that reads as a T: the touchline on top, the halfway line down from it, the centre circle
with the ball.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageDraw

GRASS, STRIPE, CHALK, BALL = "#17663f", "#1a7146", "#ffffff", "#ffd23f"
OVERSAMPLING = 4
# name -> (pixels, scale of the drawing, rounded corners): a maskable icon may be cut to a circle of 80 %
ICONS = {
    "icon-32.png": (32, 1.0, True),
    "icon-192.png": (192, 1.0, True),
    "icon-512.png": (512, 1.0, True),
    "icon-maskable-192.png": (192, 0.78, False),
    "icon-maskable-512.png": (512, 0.78, False),
    "apple-touch-icon.png": (180, 0.9, False),
}
# what Flet's packager looks for
PACKAGE_ICON = "../icon.png"


def draw(pixels: int, scale: float, rounded: bool) -> Image.Image:
    """One icon; `scale` shrinks the lines towards the middle."""
    size = pixels * OVERSAMPLING
    picture = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)

    def at(fraction: float) -> float:
        return size * (0.5 + (fraction - 0.5) * scale)

    pen.rectangle((0, 0, size, size), fill=GRASS)
    for stripe in range(0, 6, 2):
        pen.rectangle((size * stripe / 6, 0, size * (stripe + 1) / 6, size), fill=STRIPE)
    half = 0.04
    pen.rounded_rectangle((at(0.17), at(0.22 - half), at(0.83), at(0.22 + half)), at(half) - at(0), CHALK)
    pen.rounded_rectangle((at(0.5 - half), at(0.22), at(0.5 + half), at(0.86)), at(half) - at(0), CHALK)
    pen.ellipse((at(0.28), at(0.38), at(0.72), at(0.82)), outline=CHALK, width=round(at(0.068) - at(0)))
    pen.ellipse((at(0.39), at(0.49), at(0.61), at(0.71)), fill=BALL, outline=GRASS, width=round(at(0.03) - at(0)))
    if rounded:
        corners = Image.new("L", (size, size), 0)
        ImageDraw.Draw(corners).rounded_rectangle((0, 0, size - 1, size - 1), size * 0.22, 255)
        picture.putalpha(corners)
    return picture.resize((pixels, pixels), Image.Resampling.LANCZOS)


def main(folder: Path) -> None:
    """Writes every icon of the web edition, and the one that the phone package starts from."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (pixels, scale, rounded) in ICONS.items():
        draw(pixels, scale, rounded).save(folder / name, optimize=True)
    draw(512, 0.9, rounded=False).save(folder / PACKAGE_ICON, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
