"""A real browser for the journeys: Debian's Chromium, a profile that outlives it, and no network but ours.

    with open_device(tmp_path) as device:
        screen = device.open(url)
        screen.press("Add")
        screen.sees("1 notes")
        device.kill()      # as if the battery fell out; the profile stays
        device.start()

Flutter paints a canvas; what Playwright finds are its semantics, switched on by `open`.
"""

from __future__ import annotations

import io
import os
import re
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, Playwright, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.chromium import CHROMIUM

PHONE, DESK = (420, 760), (1280, 800)
LAID_OUT_MS, SETTLE_MS = 400, 250
SOON_MS = (1_500, 3_000, 6_000)
"""When a click that was to focus a field is tried again: on a busy machine the focus comes late."""
SOUGHT_MS = 5_000
START_MS, STEP_MS = 120_000, 30_000  # a machine that does other things too
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--liftoff-only",
)
"""The last: a story is over before what V8 compiles again, and better, has paid for itself."""
OWN_NAMES = ("localhost", "127.0.0.1")
# A name that is ours but is no secure context without https.
PLAIN_NAME = "club.test"
ONLY_OURSELVES = f"--host-resolver-rules=MAP {PLAIN_NAME} 127.0.0.1, MAP * ~NOTFOUND" + "".join(
    f", EXCLUDE {name}" for name in OWN_NAMES
)

FRAMES_TO_FOCUS = 10
PASS_FRAMES = """async frames => {
  for (let frame = 0; frame < frames; frame++) await new Promise(requestAnimationFrame);
}"""
VISIT = "path => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate', { state: null })); }"

Role = Literal["button", "checkbox", "heading", "link", "switch", "tab", "textbox", "alertdialog"]


@dataclass
class Screen:
    """One tab. Names are what a screen reader would say."""

    page: Page
    console: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def find(self, name: str | re.Pattern[str], role: Role = "button") -> Locator:
        return self.page.get_by_role(role, name=name, exact=isinstance(name, str)).first

    def press(self, name: str | re.Pattern[str], role: Role = "button") -> None:
        """Taps; a tab until it is the chosen one."""
        if role == "tab":
            self.turn_to(name)
        else:
            self.find(name, role).click(timeout=STEP_MS)

    def turn_to(self, name: str | re.Pattern[str]) -> None:
        """Taps a tab until it is the chosen one: a tap in the moment in which the first data is drawn may be lost."""
        tab = self.find(name, "tab")
        for patience in (*SOON_MS, STEP_MS):
            tab.click(timeout=STEP_MS)
            with suppress(AssertionError):
                expect(tab).to_have_attribute("aria-selected", "true", timeout=patience)
                self.page.wait_for_timeout(SETTLE_MS)  # what the page before it showed can still be tapped
                return
        raise AssertionError(f"the tab {name} was never the chosen one")

    def fill(self, label: str | re.Pattern[str], text: str) -> None:
        """Types into a field, once Flutter has the focus too: it comes a few frames after the browser's, a quick first
        click after one on a tab even loses it again, and what is typed before is lost."""
        box = self.find(label, "textbox")
        for patience in (*SOON_MS, STEP_MS):
            box.click(timeout=STEP_MS)
            if self.page.locator(".flt-text-editing:focus").count():  # it had the focus before it could be heard
                break
            with suppress(AssertionError):  # drawn anew between the click and the focus: click once more
                expect(box).to_be_focused(timeout=patience)
                self.page.evaluate(PASS_FRAMES, FRAMES_TO_FOCUS)
                expect(box).to_be_focused(timeout=1)
                break
        box.fill(text)

    def seek(self, label: str | re.Pattern[str], text: str, found: re.Pattern[str]) -> None:
        """Types into a field of a list until the list has it: what is typed in the moment in which Flutter draws the
        field anew stands in it and is not heard, and a person types once more.
        """
        line = self.page.get_by_role("button", name=found).first
        for patience in (SOUGHT_MS, SOUGHT_MS, STEP_MS):
            self.fill(label, "")
            self.fill(label, text)
            with suppress(AssertionError):
                expect(line).to_be_visible(timeout=patience)
                return
        expect(line).to_be_visible(timeout=1)

    def sees(self, text: str | re.Pattern[str], within_ms: int = STEP_MS) -> None:
        """Waits until the text, or something matching it, stands on the screen; a message with a button is read out as
        the name of both.
        """
        told = self.page.get_by_role("group", name=text)
        expect(self.page.get_by_text(text).or_(told).first).to_be_visible(timeout=within_ms)

    def choose(self, name: str | re.Pattern[str], within_ms: int = STEP_MS) -> None:
        """Taps a line of the menu that stands open."""
        self.page.get_by_role("menuitem", name=name).first.click(timeout=within_ms)

    def hears(self, text: str | re.Pattern[str], within_ms: int = STEP_MS) -> None:
        """Waits until a screen reader would say it: the text itself, or the name of what it became part of."""
        said = self.page.get_by_text(text).or_(self.page.get_by_label(text))
        expect(said.first).to_be_visible(timeout=within_ms)

    def misses(self, text: str | re.Pattern[str], within_ms: int = STEP_MS) -> None:
        """Waits until the text stands nowhere on the screen."""
        expect(self.page.get_by_text(text)).to_have_count(0, timeout=within_ms)

    def go_to_the_foot(self) -> None:
        """Scrolls what is in the middle of the screen as far down as it goes: only what is in sight can be heard.

        Twice: a page that is still being laid out is not yet as long as it will be.
        """
        size = self.page.viewport_size or {"width": PHONE[0], "height": PHONE[1]}
        self.page.mouse.move(size["width"] / 2, size["height"] / 2)
        for _ in range(2):
            self.page.mouse.wheel(0, 10 * size["height"])
            self.page.wait_for_timeout(LAID_OUT_MS)

    def photograph(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path)
        return path

    def shows_code(self) -> str:
        """The text of the QR code on the screen, as a camera before it would read it."""
        for _ in range(20):
            picture = Image.open(io.BytesIO(self.page.screenshot())).convert("L")
            found = zxingcpp.read_barcodes(picture, text_mode=zxingcpp.TextMode.Plain)
            if found:
                return str(found[0].text)
            self.page.wait_for_timeout(SETTLE_MS)
        raise AssertionError("no QR code on the screen")

    def visit(self, path: str) -> None:
        """Goes to a page of the app as a step back or forward would, without a start of the app."""
        self.page.evaluate(VISIT, path)

    def wait_until_usable(self) -> None:
        """Waits for the first painted screen and switches the semantics on."""
        usable = self.page.locator("html[data-touchline=usable]")
        failed = self.page.locator(".touchline-cover[data-name=failed]")
        try:
            usable.or_(failed).first.wait_for(state="attached", timeout=START_MS)
        except PlaywrightTimeout as late:
            raise AssertionError("the app did not start:\n" + "\n".join(self.console)) from late
        assert failed.count() == 0, "the app failed to start:\n" + "\n".join(self.console)
        self.page.evaluate("document.querySelector('flt-semantics-placeholder')?.click()")

    def wait_until_kept(self) -> None:
        """Waits until the service worker holds everything for a start without a server."""
        self.page.locator("html[data-offline=ready]").wait_for(state="attached", timeout=START_MS)


class Device:
    """A browser with a profile folder; the profile outlives `kill` and `close`."""

    def __init__(
        self,
        playwright: Playwright,
        profile: Path,
        size: tuple[int, int] = PHONE,
        camera: Path | None = None,
        flags: Sequence[str] = (),
    ) -> None:
        self._playwright = playwright
        self._profile = profile
        self._size = size
        self._camera = camera
        self._flags = flags
        self._context: BrowserContext | None = None
        self.start()

    def start(self) -> None:
        """Starts the browser; `camera` is a file that plays as the camera's picture (mjpeg)."""
        flags = [*FLAGS, *self._flags, ONLY_OURSELVES]
        if self._camera:
            flags += ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
            flags += [f"--use-file-for-fake-video-capture={self._camera}"]
        options: dict[str, Any] = {"viewport": {"width": self._size[0], "height": self._size[1]}}
        options["reduced_motion"] = "reduce"  # as people can ask for: no story is about how things move
        self._context = self._playwright.chromium.launch_persistent_context(
            self._profile, executable_path=CHROMIUM, args=flags, locale="nl-BE", **options
        )

    def open(self, url: str, *, usable: bool = True) -> Screen:
        """Opens an address in a new tab and, unless told otherwise, waits for the app's first screen."""
        assert self._context is not None, "the browser is not running"
        page = self._context.new_page()
        screen = Screen(page)
        page.on("console", lambda message: screen.console.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: screen.console.append(f"page error: {error}"))
        page.on("requestfinished", lambda request: _note_stranger(screen, request.url))
        page.goto(url, wait_until="commit", timeout=START_MS)
        if usable:
            screen.wait_until_usable()
        return screen

    def pages(self) -> list[Page]:
        """All open tabs."""
        assert self._context is not None, "the browser is not running"
        return self._context.pages

    def pretend(self, script: str) -> None:
        """What every page of this browser finds before it starts: a machine that can do more than ours."""
        assert self._context is not None, "the browser is not running"
        self._context.add_init_script(script)

    def go_offline(self, offline: bool = True) -> None:
        """Takes the network away, from service workers too; or gives it back."""
        assert self._context is not None, "the browser is not running"
        self._context.set_offline(offline)

    def tell(self) -> None:
        """Prints what the tabs say and photographs them beside the profile: for whoever reads why a story failed."""
        for at, page in enumerate(self._context.pages if self._context is not None else ()):
            with suppress(PlaywrightError):  # what is broken need not answer
                print(f"--- {self._profile.name}, tab {at}, {page.url}", page.locator("body").aria_snapshot(), sep="\n")
                page.screenshot(path=self._profile.with_name(f"{self._profile.name}-{at}.png"))

    def close(self) -> None:
        """Ends the browser as a person would."""
        if self._context is not None:
            self._context.close()
            self._context = None

    def pid(self) -> int:
        """The browser's first process, which leads the group of all its processes."""
        # Chromium's lock on its profile is a link to `host-pid`.
        return int((self._profile / "SingletonLock").readlink().name.rpartition("-")[2])

    def kill(self) -> None:
        """Ends the browser as an empty battery would: no page gets to say goodbye. It may be dead already."""
        assert self._context is not None, "the browser is not running"
        pid = self.pid()
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        while _is_alive(pid):
            time.sleep(0.02)
        for lock in self._profile.glob("Singleton*"):
            lock.unlink()
        with suppress(PlaywrightError):  # it is gone, which is the point; Playwright may or may not know yet
            self._context.close()
        self._context = None


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _note_stranger(screen: Screen, url: str) -> None:
    host = re.sub(r"^\w+://([^/:]*).*$", r"\1", url, flags=re.DOTALL)
    if url.startswith(("http:", "https:", "ws:")) and host not in (*OWN_NAMES, PLAIN_NAME):
        screen.strangers.append(url)


@contextmanager
def open_device(
    profile: Path, size: tuple[int, int] = PHONE, camera: Path | None = None, flags: Sequence[str] = ()
) -> Iterator[Device]:
    """A running browser; ended, if it still runs, at the end of the block."""
    with sync_playwright() as playwright:
        device = Device(playwright, profile, size, camera, flags)
        try:
            yield device
        except BaseException:
            device.tell()
            raise
        finally:
            device.close()
