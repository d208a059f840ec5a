"""Photographs of QR codes, made up: a label held askew, out of focus, in the dark, in the rain."""

import io
import random
from typing import Literal

from PIL import Image, ImageEnhance, ImageFilter

from mobile.widgets.qr import matrix_of, png_of_matrix

SIZE = (1280, 720)


def sticker(text: str, level: Literal["L", "M", "Q", "H"] = "M") -> Image.Image:
    """`text` as a clean printed label, 8 pixels a module."""
    return Image.open(io.BytesIO(png_of_matrix(matrix_of(text, level)))).convert("L")


def photograph(
    text: str,
    seed: int = 0,
    side: int = 440,
    turn: float = 0.0,
    tilt: float = 0.0,
    blur: float = 0.0,
    light: float = 1.0,
    noise: int = 0,
    inverted: bool = False,
) -> bytes:
    """A 720p JPEG of a label `side` pixels wide on a grey bag, `turn` degrees, `tilt` 0..0.3 of
    perspective.
    """
    label = sticker(text).resize((side, side), Image.Resampling.BILINEAR)
    if inverted:
        label = label.point(lambda value: 255 - value)
    label = tilted(label, tilt)
    turned = label.rotate(turn, expand=True, fillcolor=110, resample=Image.Resampling.BICUBIC)
    scene = Image.new("L", SIZE, 110)
    scene.paste(turned, ((SIZE[0] - turned.width) // 2, (SIZE[1] - turned.height) // 2))
    if blur:
        scene = scene.filter(ImageFilter.GaussianBlur(blur))
    scene = ImageEnhance.Brightness(scene).enhance(light)
    if noise:
        scene = _noisy(scene, noise, random.Random(seed))
    out = io.BytesIO()
    scene.convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


def tilted(label: Image.Image, tilt: float) -> Image.Image:
    """The far edge of the label is `tilt` narrower on each side, as seen from below."""
    if not tilt:
        return label
    side = label.width
    inset = tilt * side
    # PIL wants the quadrilateral of the source for each corner of the target: a projective map, solved below.
    target = [(inset, 0.12 * side), (side - inset, 0.12 * side), (side, side), (0, side)]
    source = [(0, 0), (side, 0), (side, side), (0, side)]
    return label.transform(
        (side, side),
        Image.Transform.PERSPECTIVE,
        _projection(target, source),
        Image.Resampling.BICUBIC,
        fillcolor=110,
    )


def _projection(here: list[tuple[float, float]], there: list[tuple[float, float]]) -> list[float]:
    """The eight coefficients that map each point of `here` to its point of `there` (Gaussian elimination)."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(here, there, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for i in range(8):
        pivot = max(range(i, 8), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for r in range(8):
            if r != i:
                factor = rows[r][i]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i], strict=True)]
    return [row[8] for row in rows]


def _noisy(scene: Image.Image, amount: int, rng: random.Random) -> Image.Image:
    """Sensor noise: every pixel moves by up to `amount`."""
    grain = Image.frombytes("L", SIZE, rng.randbytes(SIZE[0] * SIZE[1]))
    grain = grain.point(lambda value: value * 2 * amount // 255)
    centred = Image.new("L", SIZE, amount)
    from PIL import ImageChops

    return ImageChops.subtract(ImageChops.add(scene, grain), centred)
