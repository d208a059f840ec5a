// The worker in which Python lives: opens the files, loads Pyodide, runs main.py and carries Flet's messages.
// It starts before the page's own scripts do; the page learns of each step by a `touchline` message.

import { claimFiles } from "./tabs.mjs";
import { Pool, mountPool } from "./opfs.mjs";

const SITE = "__SITE__"; // the builder writes the addresses of this version here
const FOLDER = "/data";

const tell = (step, more = {}) => self.postMessage({ touchline: step, ...more });
const bytesOf = async (address) => {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
};

let began;
const connected = new Promise((resolve) => (began = resolve)); // Flutter is up and wants to talk
let pool = null;

const claim = claimFiles({
  onElsewhere: () => tell("elsewhere"),
  onHandOver: () => {
    pool?.close();
    tell("handed over"); // the page ends this worker, and with it the lock
  },
});

// What Python finds as `js.touchline`.
self.touchline = {
  site: SITE,
  folder: FOLDER,
  durable: true,
  opened: "",
  shares: false,
  tell: (step, detail) => tell(step, { detail }),
  load: (name) => import(`./${name}.mjs`),
  wipe: () => pool?.wipe(),
  woken: null, // called when a push says that there is news
  ask: (step, detail) => new Promise((resolve) => {
    asked.push(resolve);
    tell(step, { detail });
  }),
};

// Who waits for the page's answer, in order: the page answers in the order in which it was asked.
const asked = [];

// What Flet finds as `flet_js`: `send` and `start_connection` are put there by Flet itself.
const fletJs = { documentUrl: "" };
const toPage = (message) => {
  const bytes = message.toJs();
  self.postMessage(bytes, [bytes.buffer]);
};

async function openPool() {
  await claim.granted;
  tell("granted");
  try {
    const root = await navigator.storage.getDirectory();
    pool = await Pool.open(await root.getDirectoryHandle("touchline", { create: true }));
  } catch (error) {
    if (error.name !== "SecurityError") throw error;
    self.touchline.durable = false; // a private window has no such file system: memory only
  }
}

/** Writes a container of files ([length of index][index][contents]) below `folder`. */
function unpack(FS, folder, container) {
  const length = new DataView(container.buffer).getUint32(0, true);
  const index = JSON.parse(new TextDecoder().decode(container.subarray(4, 4 + length)));
  let at = 4 + length;
  for (const [path, size] of index) {
    const target = `${folder}/${path}`;
    FS.mkdirTree(target.slice(0, target.lastIndexOf("/")));
    FS.writeFile(target, container.subarray(at, at + size), { canOwn: true });
    at += size;
  }
}

async function start() {
  const packages = bytesOf(SITE.packages);
  const files = bytesOf(SITE.files);
  const opened = openPool();
  opened.catch(() => {}); // reported where it is awaited
  const { loadPyodide } = await import(SITE.pyodide + "pyodide.mjs");
  const pyodide = await loadPyodide({
    indexURL: SITE.pyodide,
    stdLibURL: SITE.standardLibrary,
    lockFileContents: { info: SITE.lockInfo, packages: {} }, // every package is already here
    packageBaseUrl: SITE.pyodide,
    env: {
      HOME: "/home",
      PYTHONTZPATH: "", // the zones are in the package tzdata; there is no folder of them to look for
      TZ: Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
    stdout: (text) => console.log(text),
    stderr: (text) => console.error(text),
    fsInit: async (FS) => {
      FS.writeFile("/lib/packages.zip", await packages, { canOwn: true });
      unpack(FS, "/app", await files);
    },
  });
  await opened;
  if (pool) mountPool(pyodide, FOLDER, pool);
  else pyodide.FS.mkdirTree(FOLDER);
  pyodide.registerJsModule("flet_js", fletJs);
  pyodide.runPython(`
import runpy, sys
sys.path[0:0] = ["/app", "/lib/packages.zip"]
runpy.run_module("main", run_name="__main__")
`);
  const { args, documentUrl } = await connected;
  Object.assign(fletJs, { args, documentUrl });
  await fletJs.start_connection(toPage);
  tell("started");
}

self.onmessage = ({ data }) => {
  if (data.touchline === "connect") {
    self.touchline.opened = data.opened;
    self.touchline.shares = data.shares;
    began(data);
  }
  else if (data.touchline === "take over") claim.takeOver();
  else if (data.touchline === "answer") asked.shift()?.(data.detail);
  else if (data.touchline === "news") self.touchline.woken?.();
  else if (fletJs.send) fletJs.send(data);
};

start().catch((error) => tell("failed", { detail: String(error?.stack ?? error) }));
