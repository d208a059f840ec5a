// The club's files in the browser's private file system, as an Emscripten file system.
//
// Python's sqlite3 reads and writes synchronously, and the browser opens files asynchronously. So a pool of files
// is opened before Python starts; every pool file carries in its first 4096 bytes which name it has now. Nothing
// is copied to memory: a read of SQLite is a read of the disk. A flush of SQLite is a flush of the disk: the
// builder lets Emscripten's fdatasync reach `fsync` below.

const HEADER = 4096;
const MAGIC = 0x31464c54; // "TLF1", little endian
const LONGEST_NAME = 255;
const SPARE = 6; // empty pool files kept ready, because a new one cannot be opened synchronously
const PATIENCE_MS = 5000; // how long the files of a tab that just ended may stay locked
const [ENODEV, EIO, EINVAL, ENOENT, ENOSPC, EPERM] = [43, 29, 28, 44, 51, 63];

const encoder = new TextEncoder();
const decoder = new TextDecoder();

// A header is: magic, generation, length of the name, checksum (four bytes each), the name.
function checksum(header, length) {
  let hash = 0x811c9dc5; // FNV-1a over everything but the checksum itself
  for (const byte of header.subarray(0, 12)) hash = Math.imul(hash ^ byte, 0x01000193);
  for (const byte of header.subarray(16, 16 + length)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** One file of the pool: a synchronous handle, the name it bears (null: free) and the size of its content. */
class Slot {
  constructor(handle) {
    this.handle = handle;
    this.dirty = false;
    this.name = null;
    this.generation = 0;
    this.size = Math.max(0, handle.getSize() - HEADER);
    this.readHeader();
  }

  readHeader() {
    const bytes = new Uint8Array(16 + LONGEST_NAME);
    if (this.handle.read(bytes, { at: 0 }) < 16) return;
    const view = new DataView(bytes.buffer);
    const length = view.getUint32(8, true);
    if (view.getUint32(0, true) !== MAGIC || length === 0 || length > LONGEST_NAME) return;
    if (view.getUint32(12, true) !== checksum(bytes, length)) return;
    this.generation = view.getUint32(4, true);
    this.name = decoder.decode(bytes.subarray(16, 16 + length));
  }

  /** Gives the slot a name (null frees it); on return the name is on disk. */
  rename(name, generation = this.generation) {
    const bytes = new Uint8Array(HEADER);
    const encoded = encoder.encode(name ?? "");
    const view = new DataView(bytes.buffer);
    view.setUint32(0, MAGIC, true);
    view.setUint32(4, generation, true);
    view.setUint32(8, encoded.length, true);
    bytes.set(encoded, 16);
    view.setUint32(12, checksum(bytes, encoded.length), true);
    this.handle.write(bytes, { at: 0 });
    this.handle.flush();
    this.name = name;
    this.generation = generation;
  }

  resize(size) {
    this.handle.truncate(HEADER + size);
    this.size = size;
    this.dirty = true;
  }

  free() {
    this.rename(null);
    this.resize(0);
    this.dirty = false;
  }

  flush() {
    if (!this.dirty) return;
    this.handle.flush();
    this.dirty = false;
  }
}

async function openHandle(file) {
  for (const start = performance.now(); ; ) {
    try {
      return await file.createSyncAccessHandle();
    } catch (error) {
      const locked = error.name === "NoModificationAllowedError" || error.name === "InvalidStateError";
      if (!locked || performance.now() - start > PATIENCE_MS) throw error;
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
  }
}

/** The pool of open files. `files` maps names to slots, `spare` holds free slots. */
export class Pool {
  constructor(folder) {
    this.folder = folder;
    this.files = new Map();
    this.spare = [];
    this.count = 0;
    this.growing = null;
  }

  /** Opens every file of a folder of the private file system, and some spare ones. */
  static async open(folder) {
    const pool = new Pool(folder);
    const present = [];
    for await (const entry of pool.folder.values()) if (entry.kind === "file") present.push(entry);
    const handles = await Promise.all(present.map(openHandle));
    for (const handle of handles) pool.adopt(new Slot(handle));
    for (const entry of present) pool.count = Math.max(pool.count, Number(entry.name) + 1);
    await pool.grow();
    return pool;
  }

  adopt(slot) {
    const other = slot.name === null ? null : this.files.get(slot.name);
    if (slot.name === null) this.spare.push(slot);
    else if (!other) this.files.set(slot.name, slot);
    else {
      // A rename over a file was cut short between two headers: the newer one is the file.
      const [newer, older] = other.generation > slot.generation ? [other, slot] : [slot, other];
      this.files.set(newer.name, newer);
      older.free();
      this.spare.push(older);
    }
  }

  async grow() {
    const missing = SPARE - this.spare.length;
    const names = Array.from({ length: Math.max(0, missing) }, () => String(this.count++));
    const files = await Promise.all(names.map((name) => this.folder.getFileHandle(name, { create: true })));
    for (const handle of await Promise.all(files.map(openHandle))) this.adopt(new Slot(handle));
  }

  create(name) {
    const slot = this.spare.pop();
    if (!slot || encoder.encode(name).length > LONGEST_NAME) return null;
    slot.resize(0);
    slot.rename(name, 1);
    this.files.set(name, slot);
    if (this.spare.length < SPARE / 2) this.growing ??= this.grow().finally(() => (this.growing = null));
    return slot;
  }

  remove(name) {
    const slot = this.files.get(name);
    slot.free();
    this.files.delete(name);
    this.spare.push(slot);
  }

  move(from, to) {
    const slot = this.files.get(from);
    const replaced = this.files.get(to);
    slot.flush();
    slot.rename(to, Math.max(slot.generation, replaced?.generation ?? 0) + 1);
    if (replaced) {
      replaced.free();
      this.spare.push(replaced);
    }
    this.files.delete(from);
    this.files.set(to, slot);
  }

  wipe() {
    for (const name of [...this.files.keys()]) this.remove(name);
  }

  close() {
    for (const slot of [...this.files.values(), ...this.spare]) {
      slot.flush();
      slot.handle.close();
    }
  }
}

/** Mounts an open pool at `mountpoint` of a Pyodide instance: one flat folder. */
export function mountPool(pyodide, mountpoint, pool) {
  const { FS } = pyodide;
  const refuse = (code) => {
    throw new FS.ErrnoError(code);
  };
  const onDisk = (act) => {
    try {
      return act();
    } catch (error) {
      console.error("file system:", error);
      return refuse(error.name === "QuotaExceededError" ? ENOSPC : EIO);
    }
  };

  const node = (parent, name, mode, slot) => {
    const made = FS.createNode(parent, name, mode, 0);
    made.node_ops = nodeOps;
    made.stream_ops = streamOps;
    made.slot = slot;
    made.atime = made.mtime = made.ctime = Date.now();
    return made;
  };

  const nodeOps = {
    getattr(node) {
      const size = node.slot ? node.slot.size : HEADER;
      const [atime, mtime, ctime] = [new Date(node.atime), new Date(node.mtime), new Date(node.ctime)];
      const blocks = Math.ceil(size / 512);
      return { dev: 1, ino: node.id, mode: node.mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size, atime, mtime, ctime,
        blksize: 4096, blocks };
    },
    setattr(node, change) {
      if (change.mode != null) node.mode = change.mode;
      if (change.size != null && node.slot) onDisk(() => node.slot.resize(change.size));
    },
    lookup(parent, name) {
      const slot = pool.files.get(name);
      return slot ? node(parent, name, 0o100666, slot) : refuse(ENOENT);
    },
    mknod(parent, name, mode) {
      if (!FS.isFile(mode)) refuse(EPERM);
      const slot = onDisk(() => pool.create(name));
      return slot ? node(parent, name, mode, slot) : refuse(ENOSPC);
    },
    rename(node, parent, name) {
      const replaced = pool.files.has(name) ? FS.lookupNode(parent, name) : null;
      onDisk(() => pool.move(node.name, name));
      if (replaced) FS.hashRemoveNode(replaced);
      node.name = name;
    },
    unlink(parent, name) {
      onDisk(() => pool.remove(name));
    },
    readdir: () => [".", "..", ...pool.files.keys()],
    rmdir: () => refuse(EPERM),
    symlink: () => refuse(EPERM),
  };

  const streamOps = {
    read(stream, buffer, offset, length, position) {
      const { slot } = stream.node;
      const count = Math.max(0, Math.min(length, slot.size - position));
      if (count === 0) return 0;
      return onDisk(() => slot.handle.read(buffer.subarray(offset, offset + count), { at: HEADER + position }));
    },
    write(stream, buffer, offset, length, position) {
      const { slot } = stream.node;
      slot.dirty = true;
      const bytes = buffer.subarray(offset, offset + length);
      const count = onDisk(() => slot.handle.write(bytes, { at: HEADER + position }));
      slot.size = Math.max(slot.size, position + count);
      stream.node.mtime = Date.now();
      return count < length ? refuse(ENOSPC) : count;
    },
    llseek(stream, offset, whence) {
      const from = [0, stream.position, stream.node.slot?.size ?? 0][whence]; // the folder itself has no size
      return from + offset < 0 ? refuse(EINVAL) : from + offset;
    },
    fsync(stream) {
      onDisk(() => stream.node.slot?.flush()); // the folder itself has nothing to flush
      return 0;
    },
    allocate(stream, offset, length) {
      if (offset + length > stream.node.slot.size) onDisk(() => stream.node.slot.resize(offset + length));
    },
    mmap: () => refuse(ENODEV),
  };

  FS.mkdirTree(mountpoint);
  FS.mount({ mount: () => node(null, "/", 0o40777, null) }, {}, mountpoint);
}
