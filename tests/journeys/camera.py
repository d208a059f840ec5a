"""What a camera sees when somebody holds a label before it: a sticker at an angle, moving a little, not quite sharp."""

from __future__ import annotations

import math
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from mobile.widgets.qr import matrix_of

SIZE, FRAMES, RATE = (1280, 720), 24, 12
FFMPEG = shutil.which("ffmpeg")


def sticker(text: str, under: str) -> Image.Image:
    """A printed label: the code with its quiet zone, letters below."""
    rows = matrix_of(text)
    step = 8
    side = (len(rows) + 8) * step
    paper = Image.new("L", (side, side + 40), 245)
    pen = ImageDraw.Draw(paper)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                left, top = (x + 4) * step, (y + 4) * step
                pen.rectangle((left, top, left + step - 1, top + step - 1), fill=25)
    pen.text((side // 2, side + 4), under, fill=25, anchor="mm", font_size=28)
    return paper


def film(text: str, under: str, path: Path) -> Path:
    """A film that Chromium plays as its camera (mjpeg): the label held in a hand that is not still."""
    assert FFMPEG is not None, "no ffmpeg on this machine: apt install ffmpeg"
    paper = sticker(text, under)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(FRAMES):
            sway = math.sin(2 * math.pi * number / FRAMES)
            turned = paper.rotate(7 + 3 * sway, expand=True, fillcolor=96, resample=Image.Resampling.BICUBIC)
            turned.thumbnail((560, 560))
            scene = Image.new("L", SIZE, 96)
            scene.paste(turned, (360 + round(20 * sway), 70 + round(10 * sway)))
            scene.filter(ImageFilter.GaussianBlur(1.1)).save(Path(folder) / f"{number:03d}.png")
        frames = str(Path(folder) / "%03d.png")
        look = ["-vf", "format=yuvj420p", "-q:v", "3"]
        subprocess.run(
            [FFMPEG, "-loglevel", "error", "-y", "-framerate", str(RATE), "-i", frames, *look, str(path)], check=True
        )
    return path
