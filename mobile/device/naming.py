"""How this device calls itself when somebody signs in: a name that its owner knows it by, and its kind."""

import platform
import sys
from typing import Literal

Kind = Literal["phone", "computer", "browser"]

PHONES = {"android": "Android", "ios": "iPhone"}
COMPUTERS = {"darwin": "Mac", "win32": "Windows", "linux": "Linux"}
# The more particular first: Edge says that it is Chrome too, and Chrome that it is Safari.
BROWSERS = {"Edg": "Edge", "Firefox": "Firefox", "FxiOS": "Firefox", "Chrome": "Chrome", "CriOS": "Chrome"}
SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "Mac"}


def this_device() -> tuple[str, Kind]:
    """Its name and kind, from what the machine says of itself; the person may give it another name."""
    if sys.platform == "emscripten":
        import js

        return browser_name(str(js.navigator.userAgent)), "browser"
    if sys.platform in PHONES:
        return PHONES[sys.platform], "phone"
    name, host = COMPUTERS.get(sys.platform, sys.platform), platform.node().partition(".")[0]
    return (f"{host} ({name})" if host else name), "computer"


def browser_name(agent: str) -> str:
    """ "Chrome, Windows" in what a browser sends with every request."""
    browser = next((name for sign, name in BROWSERS.items() if sign in agent), "Safari" if "Safari" in agent else "Web")
    system = next((name for sign, name in SYSTEMS.items() if sign in agent), "Linux" if "Linux" in agent else "")
    return f"{browser}, {system}" if system else browser
