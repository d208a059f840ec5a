// node opfs_power_cut.mjs PYODIDE_FOLDER STANDARD_LIBRARY
// SQLite writes through opfs.mjs to handles that remember every operation. Then, for a power cut after each
// operation: what was flushed stands, what was not may or may not. Prints, for every cut, how many commits had
// returned and how many are there afterwards, as JSON.

import { Pool, mountPool } from "../../mobile/web/opfs.mjs";
import { Folder, afterCut, python, randomly } from "./opfs_disk.mjs";

const [, , folder, standardLibrary] = process.argv;
const pyodide = await python(folder, standardLibrary);

const log = [];
mountPool(pyodide, "/disk", await Pool.open(new Folder(log)));
const acknowledged = []; // [length of the log, commits that had returned by then]
pyodide.globals.set("acknowledge", (count) => acknowledged.push([log.length, count]));
pyodide.runPython(`
import sqlite3
notes = sqlite3.connect("/disk/notes.db")
notes.execute("pragma journal_mode=TRUNCATE")
notes.execute("pragma cache_size=4")  # spills, so that pages are written before the commit too
notes.execute("create table note (id integer primary key, body text)")
for number in range(1, 9):
    with notes:
        notes.execute("insert into note values (?, ?)", (number, str(number) * 9000))
        notes.execute("update note set body = body || 'x' where id < ?", (number,))
    acknowledge(number)
    if number % 4 == 0:
        notes.execute("vacuum")  # as after rows left
notes.close()
`);
pyodide.runPython(`
def kept(folder):
    try:
        notes = sqlite3.connect(folder + "/notes.db")
        sound = notes.execute("pragma integrity_check").fetchone()[0]
        if sound != "ok":
            return sound
        there = notes.execute("select count(*) from sqlite_schema").fetchone()[0]
        return notes.execute("select count(*) from note").fetchone()[0] if there else 0
    except sqlite3.DatabaseError as broken:
        return repr(broken)
    finally:
        notes.close()
`);
const kept = pyodide.globals.get("kept");
const results = [];
for (let cut = 0; cut <= log.length; cut++) {
  const before = acknowledged.filter(([length]) => length <= cut).at(-1)?.[1] ?? 0;
  for (const [name, survives] of [["none", () => false], ["all", () => true], ["some", randomly(cut + 1)], ["others", randomly(cut + 7777)]]) {
    const place = `/cut${cut}${name}`;
    mountPool(pyodide, place, await Pool.open(new Folder(null, afterCut(log, cut, survives))));
    results.push({ cut, unflushed: name, acknowledged: before, kept: kept(place) });
    pyodide.FS.unmount(place);
  }
}
console.log(JSON.stringify(results));
