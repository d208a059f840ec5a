"""Measures inside the page: from an event of the browser to the moment when what was asked for stands in the
semantics tree, and to the frame after that. The clock is the browser's own; nothing is polled.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

LATE_MS = 60_000

# `labels` is what a screen reader would find, from top to bottom. A watch starts at the next event of its type and
# ends when `ready(labels)` holds; Flutter writes the tree of a frame when it has laid the frame out.
INSTALL = """() => {
  const tree = document.querySelector("flt-semantics-host");
  const said = (node) => node.getAttribute("aria-label") ?? (node.childElementCount ? "" : node.textContent);
  const labels = () => [...tree.querySelectorAll("*")].map(said).filter(Boolean);
  const ended = (began, ready) => new Promise((done) => {
    const look = () => {
      if (began() === null || !ready(labels())) return;
      observer.disconnect();
      const tree_ms = performance.now() - began();
      requestAnimationFrame(() => done({ tree: tree_ms, frame: performance.now() - began() }));
    };
    const observer = new MutationObserver(look);
    observer.observe(tree, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  window.bench = {
    labels, ended,
    start(event, ready) {
      let began = null;
      addEventListener(event, ({ timeStamp }) => (began ??= timeStamp), { capture: true, once: true });
      const late = new Promise((_, fail) => setTimeout(() => fail(new Error(labels().join(" | "))), LATE));
      bench.watch = Promise.race([ended(() => began, ready), late]);
      bench.watch.catch(() => {});
    },
  };
}""".replace("LATE", str(LATE_MS))


@dataclass(frozen=True)
class Lap:
    """Milliseconds until it stands in the tree, and until the frame after that begins."""

    tree: float
    frame: float


class Stopwatch:
    """One for each page, once its semantics are on."""

    def __init__(self, page: Page) -> None:
        self._page = page
        page.evaluate(INSTALL)

    def start(self, event: str, ready: str) -> None:
        """From the next `event` (pointerup, keydown) until the JavaScript function `ready` says yes to the labels."""
        self._page.evaluate(f"bench.start({event!r}, {ready})")

    def read(self) -> Lap:
        """Waits for the end. Raises Playwright's Error, with all labels of the page, after a minute."""
        found = self._page.evaluate("bench.watch")
        return Lap(found["tree"], found["frame"])
