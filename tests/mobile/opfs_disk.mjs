// The browser's private files as a disk sees them: handles that remember every operation, and what is left of them when
// the power fails. And Pyodide as it is in the app.

import { pathToFileURL } from "node:url";

/** Pyodide from this folder, with the standard library beside it. */
export async function python(folder, standardLibrary) {
  const { loadPyodide } = await import(pathToFileURL(folder + "/pyodide.mjs").href);
  return loadPyodide({
    indexURL: folder,
    stdLibURL: standardLibrary,
    lockFileContents: { info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2" }, packages: {} },
    packageBaseUrl: folder,
  });
}

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

export class Folder {
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
export function afterCut(log, cut, survives) {
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

export function randomly(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 16) % 2 === 0;
  };
}
