"""The browser that tests marked `browser` drive, and what they say where there is none."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
NONE_HERE = "no Chromium on this machine (Debian: chromium)"
