// node web_imports.mjs SITE '["module", "module:name", ...]': starts Python from a built site's own archives, imports every
// module, and prints the ones that could not be imported with their reason, as JSON.

import { readFileSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [, , site, names] = process.argv;
const folder = (name) => `${site}/${readdirSync(site).find((entry) => entry.startsWith(name + "."))}/`;
const { loadPyodide } = await import(pathToFileURL(folder("pyodide") + "pyodide.mjs").href);
const info = { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2" };
const pyodide = await loadPyodide({
  indexURL: folder("pyodide"),
  stdLibURL: folder("library") + "standard_library.zip",
  lockFileContents: { info, packages: {} },
  packageBaseUrl: folder("pyodide"),
  env: { HOME: "/home", PYTHONTZPATH: "" },
});
const { FS } = pyodide;
FS.writeFile("/lib/packages.zip", readFileSync(folder("library") + "packages.zip"));
const files = readFileSync(folder("app") + "files.bin");
const length = files.readUInt32LE(0);
let at = 4 + length;
for (const [path, size] of JSON.parse(files.subarray(4, at).toString())) {
  const target = `/app/${path}`;
  FS.mkdirTree(target.slice(0, target.lastIndexOf("/")));
  FS.writeFile(target, files.subarray(at, at + size));
  at += size;
}
pyodide.registerJsModule("flet_js", {});
pyodide.globals.set("names", names);
console.log(
  pyodide.runPython(`
import importlib, json, sys
sys.path[0:0] = ["/app", "/lib/packages.zip"]
failed = {}
for name in json.loads(names):
    module, _, taken = name.partition(":")
    try:
        found = importlib.import_module(module)
        if taken and not hasattr(found, taken):
            importlib.import_module(f"{module}.{taken}")
    except ImportError as problem:
        failed[name] = repr(problem)
json.dumps(failed)
`),
);
