"""A label comes into view of the camera in a real browser: how long until the thing's name stands on the screen.

The camera is a film: nothing but a grey bag, then a label, then nothing again, label after label. A white corner of
the picture says in which frames a label is; the page looks at that corner in each frame that it shows.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw

from shared.domain.codes import code_text
from sync_server.app import create_app
from tests.bench.stopwatch import Stopwatch
from tests.journeys.browser import open_device
from tests.journeys.club import HOST, SmallClub, found
from tests.journeys.people import PHONE, sign_in
from tests.journeys.serving import Served
from tests.mobile.device.pictures import SIZE, photograph

LABELS = 31
"""Of which the first is not counted: the reader itself is loaded when the first picture is taken."""
FRAMES = 60
"""Of each label, and of nothing after it: Chromium shows 30 a second."""
NAME = "Ballenzak"

# Deep, because Flutter keeps the video element in a shadow tree of its own.
WATCH = """() => {
  const deep = (root) => root.querySelector("video")
    ?? [...root.querySelectorAll("*")].map((one) => one.shadowRoot && deep(one.shadowRoot)).find(Boolean);
  const corner = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const names = (labels) => new Set(labels.join(" ").match(/NAME \\d+/g) ?? []);
  const shown = [];
  let finish;
  bench.shown = new Promise((done) => (finish = done));
  let inView = false, video = null;
  const frame = (now, picture) => {
    corner.drawImage(video, 8, 8, 16, 16, 0, 0, 1, 1);
    const bright = corner.getImageData(0, 0, 1, 1).data[0] > 160;
    if (bright && !inView) {
      const known = names(bench.labels()), began = picture.presentationTime;
      const label = { ms: null };
      shown.push(label);
      const news = (labels) => [...names(labels)].some((name) => !known.has(name));
      bench.ended(() => began, news).then(({ tree }) => {
        label.ms = tree;
        if (shown.length >= LABELS && shown.slice(0, LABELS).every(({ ms }) => ms !== null)) finish(shown);
      });
    }
    inView = bright;
    video.requestVideoFrameCallback(frame);
  };
  const wait = () => {
    video = deep(document);
    if (video) video.requestVideoFrameCallback(frame);
    else requestAnimationFrame(wait);
  };
  wait();
}""".replace("NAME", NAME).replace("LABELS", str(LABELS))


def film(texts: list[str], path: Path) -> Path:
    """JPEG pictures one after the other, as Chromium plays them for a camera."""
    empty = Image.new("RGB", SIZE, (110, 110, 110))
    nothing = _jpeg(empty) * FRAMES
    parts = [nothing]
    for seed, text in enumerate(texts):
        pictures = [photograph(text, seed, turn=6 - 4 * (seed % 7) + sway, tilt=0.05, noise=6) for sway in (0, 1, 2, 1)]
        marked = [_jpeg(_marked(Image.open(io.BytesIO(picture)).convert("RGB"))) for picture in pictures]
        parts += [b"".join(picture * 3 for picture in marked) * (FRAMES // 12), nothing]
    path.write_bytes(b"".join(parts))
    return path


def _marked(picture: Image.Image) -> Image.Image:
    ImageDraw.Draw(picture).rectangle((0, 0, 31, 31), fill=(255, 255, 255))
    return picture


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _things(small: SmallClub) -> list[str]:
    """As many bags as labels, and the text in each label."""
    texts = []
    for number in range(LABELS):
        bag = {"name": f"{NAME} {number}", "category": "Ballen", "kind": "single", "tag_no": f"S-{number:03d}"}
        made = small.make(bag["name"], "resource.create", **bag)
        code = code_text(bytes(range(100 + number, 116 + number)))
        small.do("label.print", codes=[code], batch="bench")
        small.do("label.claim", code=code, resource=made)
        texts.append(small.key.label(HOST, code))
    return texts


def measure(site: Path) -> list[float]:
    """Milliseconds for each label but the first, from the first frame with it to its thing's name in the tree."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        small = found(folder / "club", site)
        lens = film(_things(small), folder / "labels.mjpeg")
        with (
            Served(create_app(small.settings, small.club)) as server,
            open_device(folder / "profile", PHONE, lens) as device,
        ):
            page = sign_in(device, server.url, "eef").page
            Stopwatch(page)
            page.evaluate(WATCH)
            page.get_by_role("tab", name="Scan").click()
            shown = page.evaluate("bench.shown")
        small.club.close()
    return [label["ms"] for label in shown[1:LABELS]]
