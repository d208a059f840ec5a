"""What arrives of a text that a scanner types as on a US keyboard, where the computer is set to another one.

Key by key, as the app's client in Chromium tells it; each key of the Belgian one was tried there. A figure of the upper
row comes by its key whatever it makes, a letter by the letter it makes, another sign by itself when it is ASCII, else
by what a US keyboard has there. A dead key has no name.
"""

from collections.abc import Mapping

US: Mapping[str, str] = {
    **{f"Digit{figure}": figure + shifted for figure, shifted in zip("1234567890", "!@#$%^&*()", strict=True)},
    **{f"Key{letter}": letter.lower() + letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    "Minus": "-_",
    "Equal": "=+",
    "BracketRight": "]}",
    "Backslash": "\\|",
    "Semicolon": ";:",
    "Quote": "'\"",
    "Comma": ",<",
    "Period": ".>",
    "Slash": "/?",
    "Space": "  ",
}
"""What each key makes, without and with shift."""
_AZERTY: Mapping[str, str] = {
    "KeyQ": "aA",
    "KeyA": "qQ",
    "KeyW": "zZ",
    "KeyZ": "wW",
    "KeyM": ",?",
    "Semicolon": "mM",
    "Quote": "ù%",
    "Comma": ";.",
    "Period": ":/",
    "Minus": ")°",
}
BELGIAN: Mapping[str, str] = {
    **US,
    **_AZERTY,
    **{f"Digit{figure}": sign + figure for figure, sign in zip("1234567890", "&é\"'(§è!çà", strict=True)},
    "Equal": "-_",
    "BracketRight": "$*",
    "Backslash": "µ£",
    "Slash": "=+",
}
FRENCH: Mapping[str, str] = {
    **US,
    **_AZERTY,
    **{f"Digit{figure}": sign + figure for figure, sign in zip("1234567890", "&é\"'(-è_çà", strict=True)},
    "Equal": "=+",
    "BracketRight": "$£",
    "Backslash": "*µ",
    "Slash": "!§",
}
_KEYS = {sign: (key, shift) for key, signs in US.items() for shift, sign in ((True, signs[1]), (False, signs[0]))}


def pressed(text: str) -> list[tuple[str, bool]]:
    """The keys that a scanner presses for it, each with or without shift."""
    return [_KEYS[sign] for sign in text]


def in_a_field(text: str, computer: Mapping[str, str]) -> str:
    """What stands in a field after it."""
    return "".join(computer[key][shift] for key, shift in pressed(text))


def on_the_page(text: str, computer: Mapping[str, str]) -> list[tuple[str, bool]]:
    """Name and shift of each key, as the page tells them; before a shifted one, that of the shift itself."""
    told: list[tuple[str, bool]] = []
    for key, shift in pressed(text):
        sign = computer[key][shift]
        if key.startswith("Digit"):
            name = key[-1]
        elif sign.isascii():
            name = sign.upper()
        else:
            name = US[key][0]
        told += [("Shift Left", False), (name, True)] if shift else [(name, False)]
    return told
