"""Codes that somebody stuck over the club's labels, read by the decoder that a computer's camera page uses."""

import asyncio
import json
from hashlib import sha256
from io import BytesIO

import qrcode
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mobile.device.decoder import decoder
from shared.domain import labels
from shared.refusals import LabelMalformed, LabelNotOurs
from sync_server.keys.label_key import LabelKey, checker
from tests.attacks.arena import Arena
from tests.attacks.attack import attack, attack_alone
from tests.attacks.authority import silent
from tests.house import LABEL

HOST = "club.example"
OURS = LabelKey(Ed25519PrivateKey.from_private_bytes(sha256(b"the club's own key").digest()))
THEIRS = LabelKey(Ed25519PrivateKey.from_private_bytes(sha256(b"somebody's key").digest()))
GOOD = OURS.label(HOST, LABEL)


def scanned(text: str) -> str:
    """The text of a code that was printed and photographed."""
    out = BytesIO()
    qrcode.make(text).save(out)
    told = asyncio.run(decoder().decode(out.getvalue()))
    assert told is not None, "the decoder reads the code"
    return told


def trusted(text: str) -> bool:
    """Whether the app would take this for a signed label of the club."""
    try:
        label = labels.parse(scanned(text), HOST)
    except (LabelNotOurs, LabelMalformed):
        return False
    return label.kind == labels.RESOURCE and labels.verify(label, checker(OURS.public_keys))


@attack
def stick_a_false_label(arena: Arena) -> None:
    """A label that the club did not make is taken for one of its own."""
    assert trusted(GOOD)
    end = GOOD[-1]
    other = labels.build(HOST, 1, bytes(16), labels.MEMBER_CARD, OURS.secret.sign)
    false = [
        *(THEIRS.label(HOST, LABEL), OURS.label("other.example", LABEL).replace("OTHER", "CLUB"), other),
        *(GOOD[:-1] + ("0" if end != "0" else "1"), GOOD[:-8], GOOD + "0" * 8, labels.build_short(HOST, bytes(16))),
        labels.build(HOST, 2, bytes(16), labels.RESOURCE, OURS.secret.sign),
    ]
    taken = [text for text in false if trusted(text)]
    assert not taken, taken


@attack
def have_a_label_signed(arena: Arena) -> None:
    """Anybody has codes of their own choice signed by the club's key; or texts that are no codes."""
    wish = {"codes": [LABEL]}
    for name in ("piet", "ann", "karel", "sara", "tom"):
        answer = arena.device(name).post("/api/labels", wish)
        silent(answer)
        assert (answer.status_code, answer.json().get("code")) == (422, "not_allowed"), name
    eef = arena.device("eef")
    assert LABEL in eef.post("/api/labels", wish).json()["labels"]
    for odd in (
        [],
        [""],
        ["x" * 26],
        [LABEL.lower() + "A"],
        ["٣" * 26],
        [LABEL + "/../x"],
        [1],
        [None],
        ["0" * 60_000] * 9,
        [LABEL] * 9999,
    ):
        assert eef.post("/api/labels", {"codes": odd}).status_code in (400, 413, 422), str(odd)[:60]


@attack_alone
def sign_under_another_name(arena: Arena) -> None:
    """An owner sets the club's own setting askew, and the server falls over it: at a label, or at midnight."""
    olga = arena.device("olga")
    for value in (
        [],
        1,
        "x",
        {"host": 5},
        {"host": "evil@club/?#"},
        {"host": ""},
        {"zone": 5},
        {"zone": "../../etc/passwd"},
        {"zone": []},
    ):
        assert olga.do("setting.put", id="club", value=json.dumps(value)) in ("applied", "refused invalid")
        answer = olga.post("/api/labels", {"codes": [LABEL]})
        assert answer.status_code < 500, (value, answer.status_code)
        assert "@" not in answer.text
    arena.stop()
    arena.start()
    assert "Traceback" not in arena.log()


@attack
def lead_a_scanner_astray(arena: Arena) -> None:
    """A code with an address, a script or a look-alike of our host is opened, or shown as something it is not."""
    payload = GOOD.partition("/R/")[2]
    odd = [
        *("javascript:alert(1)", "https://evil.example/R/" + payload, f"HTTPS://{HOST}@EVIL.EXAMPLE/R/{payload}"),
        *(f"HTTPS://{HOST}.EVIL.EXAMPLE/R/{payload}", f"HTTPS://{HOST}:8443/R/{payload}", f"HTTP://{HOST}/R/{payload}"),
        *(f"HTTPS://CLUB.EXAMPLE\\@EVIL/R/{payload}", f"HTTPS://СLUB.EXAMPLE/R/{payload}", "WIFI:T:WPA;S:x;P:y;;"),
        *("BEGIN:VCARD\nFN:x\nEND:VCARD", "tel:+32900123456", "SMSTO:1:x", "intent://x#Intent;end", "x" * 2000),
        *("../../etc/passwd", "{{7*7}}", "%s%s%n", "\u202egpj.exe", "a\x1b[31mb\x07", "<img src=x onerror=alert(1)>"),
    ]
    for text in odd:
        assert not trusted(text), text
        shown = labels.shown(scanned(text))
        assert len(shown) <= labels.MAX_SHOWN
        assert shown.isprintable(), text


@attack
def make_a_parser_work(arena: Arena) -> None:
    """Texts that no code can hold, as if a decoder were broken: the parser still answers, and with a refusal."""
    for text in (
        "",
        " ",
        "\ud800",
        "\x00",
        GOOD + "\x00",
        GOOD.replace("/R/", "/R//"),
        "HTTPS://CLUB.EXAMPLE/R/S",
        "S" * 10**6,
    ):
        try:
            label = labels.parse(text, HOST)
        except (LabelNotOurs, LabelMalformed):
            continue
        raise AssertionError(f"{text[:40]!r} was taken for {label}")
