"""Compiles Python with the very interpreter that will run it: Pyodide, under Node.

The result is a *stored* zip (Python reads it without inflating; the transfer is compressed anyway) of
unchecked-hash `.pyc` files (PEP 552), so that a start compiles nothing and looks at no source.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path

from mobile.web.builder import node

HERE = Path(__file__).parent
SCRIPTS = (HERE / "compile.mjs", HERE / "compile_zip.py")


def compile_all(sources: dict[str, bytes], pyodide: Path, cache: Path) -> dict[str, bytes]:
    """Zips of sources in, zips of `.pyc` out, by the same names. Only what changed is compiled."""
    cache.mkdir(parents=True, exist_ok=True)
    seed = hashlib.sha256(b"".join(script.read_bytes() for script in SCRIPTS))
    seed.update((pyodide / "pyodide.asm.wasm").read_bytes())
    keys = {name: hashlib.sha256(seed.digest() + source).hexdigest()[:32] for name, source in sources.items()}
    missing = {name: source for name, source in sources.items() if not (cache / f"{keys[name]}.zip").exists()}
    if missing:
        # A folder of its own: another build may be working on the same sources.
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            for name, source in missing.items():
                (Path(folder) / f"{keys[name]}.source.zip").write_bytes(source)
            job = {"pyodide": str(pyodide), "folder": folder, "keys": [keys[name] for name in missing]}
            node.run(HERE / "compile.mjs", json.dumps(job))
            for name in missing:
                (Path(folder) / f"{keys[name]}.zip").replace(cache / f"{keys[name]}.zip")
    return {name: (cache / f"{key}.zip").read_bytes() for name, key in keys.items()}
