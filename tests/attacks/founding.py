"""The club that is attacked: the house of `tests/house.py` in a folder, with words that few may read, a crowd, and
devices whose keys are known here.

What hangs on Zoe and her mother Ann bears `MAES`, what only the treasury may read bears `BOOKS`: neither may ever reach
Piet, the father of another child, or Karel, the coach of another team.
"""

import json
import time
from contextlib import closing
from pathlib import Path

from shared.storage import SqliteStorage
from shared.sync.protocol import ActionCall
from sync_server.keys.vault import Vault
from sync_server.referee import Wish
from sync_server.store.tables import SERVER_REGISTER
from tests.house import HOUR, ROLES, House, furnish
from tests.sync_server.desk import public_key, stored_password

MAES, BOOKS = "zqmaes", "zqbooks"
HEALTH = "zqhealth of Kim"
NUMBER = "85.07.30-033.28"
NUMBERS_OF = (NUMBER, "85073003328")
SECRET_WORDS = ("zqsecret one", "zqsecret two", f"{MAES}-finance", f"{MAES}-medical")
"""What no file of the server may say."""
CROWD = 2_600
"""People that make a first load several pages long, and a package worth its file."""
DEVICES = 90
"""Of each user: every attack takes a fresh one, so that no limit of one stands in the way of another."""
PAGE = "<!DOCTYPE html><title>Touchline</title><script src='app.js'></script>"
OUTSIDE = "zqoutside of the site"


def found(folder: Path) -> None:
    """Make the club, its web edition and its clock in an empty folder."""
    house = furnish(House())
    _whisper(house)
    _gather(house)
    with house.store.transaction():
        for name in ROLES:
            for number in range(DEVICES):
                device = device_of(name, number)
                house.referee.enrol_device(device, f"user-{name}", public_key(device), "phone")
    for name in ROLES:
        house.store.put("user_secret", {"id": f"user-{name}", "username": name, "password": stored_password()})
    with closing(SqliteStorage(folder / "club.db", SERVER_REGISTER)) as disk:
        house.store.connection.backup(disk.connection)
    site = folder / "web"
    (site / "js.0123456789abcdef").mkdir(parents=True)
    (site / "index.html").write_text(PAGE, encoding="utf-8")
    (site / "sw.js").write_text("// worker", encoding="utf-8")
    (site / "js.0123456789abcdef" / "app.js").write_text("// app", encoding="utf-8")
    (folder / "outside.txt").write_text(OUTSIDE, encoding="utf-8")
    ahead = house.clock.now + HOUR - time.time_ns() // 1_000_000
    (folder / "clock.json").write_text(json.dumps(ahead), encoding="utf-8")


def device_of(name: str, number: int) -> str:
    """The id of a device that is enrolled for this person."""
    return f"attack-{name}-{number:02}"


def _whisper(house: House) -> None:
    """Words that a family, or the treasury, keeps to itself."""
    zoe, ann = "contact-zoe", "contact-ann"
    house.do("contact_identity.patch", id=zoe, set={"profession": f"{MAES}-identity"})
    house.do("contact_personal.patch", id=zoe, set={"member_no": f"{MAES}-number"})
    house.do("contact_emergency.patch", id=zoe, set={"alert": f"{MAES}-emergency"})
    house.do("contact_finance.patch", id=zoe, set={"account_holder": f"{MAES}-finance"})
    house.do("contact_medical.patch", id=zoe, set={"note": f"{MAES}-medical"})
    house.do("contact_medical.patch", id="contact-kim", set={"note": HEALTH})
    house.do("setting.put", id="national_numbers", value={"on": True})
    Vault(house.store).enter("user-piet", "phone", "contact-kim", "tax_certificate", NUMBER, house.clock.now)
    house.do("contact_address.patch", id="address-zoe", set={"street": f"{MAES}-address"})
    house.do("contact_point.add", id="mail-of-ann", contact=ann, kind="email", value=f"{MAES}@point.example")
    house.do("account.patch", id="family-maes", set={"name": f"{MAES}-account"})
    house.do("activity.patch", id="training-u13", set={"title": f"{MAES}-activity"})
    wish = {"sent_hash": "ab" * 32, "sent_size": 9, "title": f"{MAES}-medium"}
    house.do("medium.add", id="paper-of-zoe", contact=zoe, kind="document", **wish)
    line = {"id": "line-of-books", "description": f"{BOOKS}-line", "quantity": 1, "unit_cents": 4200}
    house.do("invoice.draft", id="invoice-books", account="family-maes", lines=[line])
    blank = dict.fromkeys(house.store.register["inbox_item"].names)
    about = {
        "kind": "refused",
        "code": f"{MAES}-inbox",
        "detail": json.dumps({"asked": [{"name": f"{MAES}-asked", "version": 1, "args": {}}]}),
    }
    house.store.put("inbox_item", {**blank, "id": "item-of-ann", "user": "user-ann", **about})


def _gather(house: House) -> None:
    calls = [
        ActionCall("contact.create", 1, {"id": f"crowd-{n:05}", "given_name": f"Jan {n}", "family_name": "De Meersman"})
        for n in range(CROWD)
    ]
    for start in range(0, CROWD, 500):
        wishes = [Wish(house.new_id(), house.clock.wait(1), (call,)) for call in calls[start : start + 500]]
        house.referee.perform_many(wishes)
