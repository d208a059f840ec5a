// node opfs_rescue.mjs PYODIDE_FOLDER STANDARD_LIBRARY THE_APP SITE_PACKAGES
// The app opens its replica through opfs.mjs, and finds it broken. The power fails while it rescues what was not sent.
// Prints, for every cut, what the app finds at its next start, as JSON.

import { Pool, mountPool } from "../../mobile/web/opfs.mjs";
import { Folder, afterCut, python, randomly } from "./opfs_disk.mjs";

const [, , folder, standardLibrary, app, packages] = process.argv;
const EVERY = 25; // of the plain writes; all that names files or flushes is a place to stop
const pyodide = await python(folder, standardLibrary);
pyodide.mountNodeFS("/app", app);
pyodide.mountNodeFS("/packages", packages);

const log = [];
mountPool(pyodide, "/disk", await Pool.open(new Folder(log)));
pyodide.runPython(`
import os
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path += ["/app", "/packages"]
from mobile.replica_file import FILE, open_replica

home = Path("/disk")
opened = open_replica(home)
opened.replica.enrol("user-karel", "phone-karel", "epoch-1")
line = dict.fromkeys(opened.store.register["queue"].names) | {"n": 1, "id": "changeset-1", "about": "[]"}
line |= {"actions": '[{"args":{"id":"contact-kim","set":{}},"name":"contact.patch","version":1}]', "state": "waiting"}
line |= {"seen": 0, "now": 1, "wall": 1, "offset": 0, "seen_in": "epoch-1"}
with opened.store.transaction():
    opened.store.put("queue", line)
(root,) = opened.store.connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'contact'").fetchone()
(size,) = opened.store.connection.execute("PRAGMA page_size").fetchone()
opened.store.close()
with (home / FILE).open("r+b") as file:
    file.seek((root - 1) * size)
    file.write(b"\\xa5" * size)
    file.flush()
    os.fsync(file.fileno())

def found(folder):
    """What the next start finds: whether it is broken still or again, what waits, and which files lie there."""
    opened = open_replica(Path(folder))
    queue = opened.store.find("queue")
    device = (opened.replica.state() or {}).get("device")
    opened.store.close()
    return [opened.broken, queue == [line], device, *sorted(path.name for path in Path(folder).glob("*.db"))]
`);
const found = pyodide.globals.get("found");
await new Promise((resolve) => setTimeout(resolve, 50)); // the pool makes new spare files
const start = log.length;
const whole = found("/disk").toJs();
const results = [];
for (let cut = start; cut <= log.length; cut++) {
  const op = log[cut - 1];
  if (op.op === "write" && op.at > 0 && cut % EVERY) continue;
  for (const [name, survives] of [["none", () => false], ["all", () => true], ["some", randomly(cut + 1)]]) {
    const place = `/cut${cut}${name}`;
    mountPool(pyodide, place, await Pool.open(new Folder(null, afterCut(log, cut, survives))));
    results.push({ cut, unflushed: name, found: found(place).toJs() });
    pyodide.FS.unmount(place);
  }
}
console.log(JSON.stringify({ whole, results }));
