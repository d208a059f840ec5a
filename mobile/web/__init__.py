"""The web edition: what only a browser needs.

The Python modules of this folder run inside the browser (Pyodide, in a worker) and can be imported on
CPython too, where their functions must not be called. The `.js`, `.mjs`, `.css` and `.html` files are the
page around them. `builder/` puts everything together into a static site; it runs on a developer's machine
and never ships.

Start-up, from top to bottom: `index.html` shows a skeleton, `page.js` starts the worker, `worker.mjs` opens
the files (`tabs.mjs`, `opfs.mjs`), loads Python and runs `main.py`, and `sw.js` keeps the site for the next
start.
"""
