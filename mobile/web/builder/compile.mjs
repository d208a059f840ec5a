// node compile.mjs '{"pyodide": folder, "folder": folder of zips, "keys": [...]}'
// Starts Pyodide and lets it compile KEY.source.zip to KEY.zip.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const job = JSON.parse(process.argv[2]);
const { loadPyodide } = await import(pathToFileURL(job.pyodide + "/pyodide.mjs").href);
const pyodide = await loadPyodide({
  indexURL: job.pyodide,
  env: { PYTHONHASHSEED: "0" }, // the same sources must give the same bytes
});
pyodide.mountNodeFS("/job", job.folder);
pyodide.runPython(readFileSync(new URL("./compile_zip.py", import.meta.url), "utf8"));
const compileZip = pyodide.globals.get("compile_zip");
for (const key of job.keys) compileZip(`/job/${key}.source.zip`, `/job/${key}.zip`);
