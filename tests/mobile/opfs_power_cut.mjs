// node opfs_power_cut.mjs PYODIDE_FOLDER STANDARD_LIBRARY
// SQLite writes through opfs.mjs to handles that remember every operation. Then, for a power cut after each
// operation: what was flushed stands, what was not may or may not. Prints, for every cut, how many commits had
// returned and how many are there afterwards, as JSON.

import { pathToFileURL } from "node:url";
import { Pool, mountPool } from "../../mobile/web/opfs.mjs";

const [, , folder, standardLibrary] = process.argv;
const { loadPyodide } = await import(pathToFileURL(folder + "/pyodide.mjs").href);
const pyodide = await loadPyodide({
  indexURL: folder,
  stdLibURL: standardLibrary,
  lockFileContents: { info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2" }, packages: {} },
  packageBaseUrl: folder,
});

/** A file as a disk sees it: `log` gets every operation of every file. */
class Handle {
  constructor(file, log, content = new Uint8Array(0)) {
    Object.assign(this, { file, log, content });
  }
  getSize() {
    return this.content.length;
  }
  read(buffer, { at }) {
    const part = this.content.subarray(at, at + buffer.length);
    new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length).set(part);
    return part.length;
  }
  write(buffer, { at }) {
    const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length).slice();
    this.do({ op: "write", at, bytes });
    return bytes.length;
  }
  truncate(size) {
    this.do({ op: "truncate", size });
  }
  flush() {
    this.log?.push({ file: this.file, op: "flush" });
  }
  close() {}
  do(operation) {
    this.content = applied(this.content, operation);
    this.log?.push({ file: this.file, ...operation });
  }
}

function applied(content, { op, at, bytes, size }) {
  const length = op === "truncate" ? size : Math.max(content.length, at + bytes.length);
  const next = new Uint8Array(length);
  next.set(content.subarray(0, length));
  if (op === "write") next.set(bytes, at);
  return next;
}

class Folder {
  constructor(log, contents = {}) {
    this.log = log;
    this.handles = {};
    for (const [name, content] of Object.entries(contents)) this.handles[name] = new Handle(name, log, content);
  }
  async *values() {
    for (const name of Object.keys(this.handles)) yield this.file(name);
  }
  async getFileHandle(name) {
    this.handles[name] ??= new Handle(name, this.log);
    return this.file(name);
  }
  file(name) {
    return { kind: "file", name, createSyncAccessHandle: async () => this.handles[name] };
  }
}

/** The files after a cut behind operation `cut`; of the unflushed operations, those stand that `survives` says. */
function afterCut(log, cut, survives) {
  const contents = {};
  const pending = {};
  for (const entry of log.slice(0, cut)) {
    contents[entry.file] ??= new Uint8Array(0);
    pending[entry.file] ??= [];
    if (entry.op === "flush") {
      for (const done of pending[entry.file].splice(0)) contents[entry.file] = applied(contents[entry.file], done);
    } else pending[entry.file].push(entry);
  }
  for (const [file, operations] of Object.entries(pending))
    for (const operation of operations) if (survives()) contents[file] = applied(contents[file], operation);
  return contents;
}

function randomly(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 16) % 2 === 0;
  };
}

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
