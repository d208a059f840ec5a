"""Our own labels as a camera sees them in a store room: how many are read, and how long that takes.

    python -m tests.bench.scan [--pictures 350] [--seed 1]

Each picture is a label printed by the project (signed or short) at an angle, out of focus, in glare, in the dark,
creased or half covered; the same seed makes the same pictures. Every decoder that this machine has reads them at three
sizes, from the same attempts; of one that it has not, that is said. Only zxing-cpp is among what the tests install:
OpenCV (`opencv-python-headless`) and the C library of pyzbar are measured where somebody put them. It fails nothing;
its figures go into build/bench.json beside the others.
"""

import argparse
import asyncio
import hashlib
import io
import json
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from mobile.device.decoder import Decoder, ZbarDecoder, ZxingDecoder, attempts
from shared.domain import labels
from tests.bench.report import JSON, Figure
from tests.mobile.device.pictures import sticker, tilted

HOST, KEY_ID = "club.example", 1
KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"labels of the bench").digest())
SIZES = {"360p": (640, 360), "720p": (1280, 720), "1080p": (1920, 1080)}
MAIN = "720p"
"""What a phone's camera is asked for."""
BAG = 110

Spoil = Callable[[Image.Image, random.Random], Image.Image]


@dataclass
class Tally:
    """Of one decoder at one size: what was read of each kind, and the milliseconds of each picture."""

    read: dict[str, int] = field(default_factory=dict)
    shown: dict[str, int] = field(default_factory=dict)
    ms: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Of a hundred pictures."""
        return 100 * sum(self.read.values()) / max(1, sum(self.shown.values()))

    @property
    def median(self) -> float:
        """Milliseconds of processor a picture."""
        return statistics.median(self.ms) if self.ms else 0.0


def _glare(scene: Image.Image, rng: random.Random) -> Image.Image:
    """A lamp in the plastic over it: a soft bright spot near the label."""
    wide, high = scene.size
    spot = Image.new("L", (wide // 4, high // 4), 0)
    x, y, r = rng.uniform(0.38, 0.62) * wide / 4, rng.uniform(0.3, 0.7) * high / 4, rng.uniform(0.04, 0.09) * wide / 4
    ImageDraw.Draw(spot).ellipse((x - r, y - r, x + r, y + r), fill=rng.randint(140, 220))
    soft = spot.filter(ImageFilter.GaussianBlur(r / 2)).resize(scene.size, Image.Resampling.BILINEAR)
    return ImageChops.add(scene, soft)


def _blur(scene: Image.Image, rng: random.Random) -> Image.Image:
    return scene.filter(ImageFilter.GaussianBlur(rng.uniform(0.0012, 0.0026) * scene.width))


def _dark(scene: Image.Image, rng: random.Random) -> Image.Image:
    dim = ImageEnhance.Brightness(scene).enhance(rng.uniform(0.08, 0.3))
    return ImageChops.subtract(ImageChops.add(dim, _grain(dim.size, rng)), Image.new("L", dim.size, 8))


def _grain(size: tuple[int, int], rng: random.Random) -> Image.Image:
    """Noise of a sensor, up to 16 of 255; the same for the same seed."""
    small = Image.frombytes("L", (size[0] // 2, size[1] // 2), rng.randbytes(size[0] // 2 * (size[1] // 2)))
    return small.point(lambda value: value >> 4).resize(size, Image.Resampling.NEAREST)


def _same(scene: Image.Image, rng: random.Random) -> Image.Image:
    return scene


def _creased(label: Image.Image, rng: random.Random) -> Image.Image:
    """Folds across the sticker, each with a light and a dark edge."""
    pen, side = ImageDraw.Draw(label), label.width
    for _ in range(rng.randint(1, 3)):
        start, end = rng.uniform(0, side), rng.uniform(0, side)
        for shift, shade in ((0, rng.randint(130, 230)), (2, rng.randint(20, 110))):
            pen.line((0, start + shift, side, end + shift), fill=shade, width=max(2, side // 90))
    return label


def _covered(label: Image.Image, rng: random.Random) -> Image.Image:
    """A thumb on the lower right corner, where no eye of the code is."""
    side = label.width
    reach = rng.uniform(0.12, 0.3) * side
    ImageDraw.Draw(label).ellipse((side - reach, side - reach, side + reach, side + reach), fill=150)
    return label


# What is done to the label on its bag, and to the picture of it.
KINDS: Mapping[str, tuple[Spoil, Spoil]] = {
    "plain": (_same, _same),
    "angle": (_same, _same),
    "blur": (_same, _blur),
    "glare": (_same, _glare),
    "dark": (_same, _dark),
    "creased": (_creased, _same),
    "partial": (_covered, _same),
}


def text_of(rng: random.Random) -> str:
    """A label of ours: signed, or one time in three short."""
    code = rng.randbytes(16)
    if rng.random() < 1 / 3:
        return labels.build_short(HOST, code)
    return labels.build(HOST, KEY_ID, code, labels.RESOURCE, KEY.sign)


def picture(kind: str, seed: int, size: tuple[int, int]) -> tuple[str, bytes]:
    """What stands in a label, and a JPEG of it; the same for the same kind, seed and size."""
    rng = random.Random(f"{kind} {seed}")
    text = text_of(rng)
    on_label, on_scene = KINDS[kind]
    side = round(rng.uniform(0.5, 0.72) * size[1])
    label = on_label(sticker(text).resize((side, side), Image.Resampling.BILINEAR), rng)
    hard = kind == "angle"
    label = tilted(label, rng.uniform(0.12, 0.24) if hard else rng.uniform(0, 0.05))
    turn = rng.uniform(0, 360) if hard else rng.uniform(-15, 15)
    label = label.rotate(turn, expand=True, fillcolor=BAG, resample=Image.Resampling.BICUBIC)
    scene = Image.new("L", size, BAG)
    scene.paste(label, ((size[0] - label.width) // 2, (size[1] - label.height) // 2))
    out = io.BytesIO()
    on_scene(scene, rng).convert("RGB").save(out, "JPEG", quality=80)
    return text, out.getvalue()


class OpenCvDecoder:
    """The QR code detector of OpenCV."""

    available = True

    def __init__(self) -> None:
        """Raises ImportError where it is not."""
        cv2 = import_module("cv2")
        cv2.setNumThreads(1)
        self._detector = cv2.QRCodeDetector()
        self._array = import_module("numpy").asarray

    async def decode(self, picture: bytes) -> str | None:
        """The text of one QR code, or None."""
        for image in attempts(picture):
            text, *_ = self._detector.detectAndDecode(self._array(image))
            if text:
                return str(text)
        return None


def _zbar() -> Decoder:
    import_module("pyzbar.pyzbar")  # there without its C library on most machines
    return ZbarDecoder()


KNOWN: Mapping[str, Callable[[], Decoder]] = {"zxing-cpp": ZxingDecoder, "opencv": OpenCvDecoder, "pyzbar": _zbar}


def decoders() -> dict[str, Decoder]:
    """Those that this machine has, by name."""
    found: dict[str, Decoder] = {}
    for name, make in KNOWN.items():
        with suppress(ImportError, OSError):
            found[name] = make()
    return found


def measure(pictures: int, seed: int = 1) -> dict[tuple[str, str], Tally]:
    """So many pictures at each size, evenly over the kinds, by (decoder, size)."""
    found: dict[tuple[str, str], Tally] = {}
    here = decoders()
    for name, size in SIZES.items():
        for number in range(pictures):
            kind = list(KINDS)[number % len(KINDS)]
            text, jpeg = picture(kind, seed * 100_000 + number, size)
            for made, decoder in here.items():
                tally = found.setdefault((made, name), Tally())
                began = time.process_time()
                read = asyncio.run(decoder.decode(jpeg))
                tally.ms.append(1000 * (time.process_time() - began))
                tally.shown[kind] = tally.shown.get(kind, 0) + 1
                tally.read[kind] = tally.read.get(kind, 0) + (read == text)
    return found


def figures(found: Mapping[tuple[str, str], Tally]) -> tuple[dict[str, Figure], dict[str, str]]:
    """The best decoder at the usual size, and in a note all of them."""
    best = max((tally for (_, size), tally in found.items() if size == MAIN), key=lambda tally: tally.rate)
    count = sum(best.shown.values())
    made = {
        "scan_read": Figure(best.rate, "%", None, None, count),
        "scan_decode": Figure(best.median, "ms", None, None, count),
    }
    each = [f"{name} {size} {tally.rate:.1f} % {tally.median:.1f} ms" for (name, size), tally in found.items()]
    each += [f"{name} not here" for name in absent(found)]
    kinds = [f"{kind} {100 * best.read[kind] / best.shown[kind]:.0f}" for kind in best.shown]
    return made, {"scan_read": f"{'; '.join(each)}", "scan_decode": f"read of a hundred at {MAIN}: {', '.join(kinds)}"}


def absent(found: Mapping[tuple[str, str], Tally]) -> list[str]:
    """The decoders that nobody could ask."""
    return [name for name in KNOWN if all(made != name for made, _ in found)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and put the figures beside those of the last bench."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scan", description=__doc__)
    parser.add_argument("--pictures", type=int, default=350, help="how many at each size")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    found = measure(options.pictures, options.seed)
    for (name, size), tally in found.items():
        kinds = "  ".join(f"{kind} {tally.read[kind]}/{tally.shown[kind]}" for kind in tally.shown)
        print(f"{name:<10} {size:>6} {tally.rate:6.1f} % {tally.median:7.1f} ms   {kinds}")
    for name in absent(found):
        print(f"{name:<10} not here")
    made, notes = figures(found)
    kept = json.loads(JSON.read_text()) if JSON.exists() else {}
    JSON.parent.mkdir(exist_ok=True)
    told = {key: {**figure.__dict__, "ratio": figure.ratio} for key, figure in made.items()}
    kept = {**kept, **told, "notes": {**kept.get("notes", {}), **notes}}
    JSON.write_text(json.dumps(kept, indent=2) + "\n")


if __name__ == "__main__":
    main()
