"""Compiles Python with the very interpreter that will run it: Pyodide, under Node.

The result is a *stored* zip (Python reads it without inflating; the transfer is compressed anyway) of
unchecked-hash `.pyc` files (PEP 552), so that a start compiles nothing and looks at no source.
"""

from __future__ import annotations

import hashlib
import json
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
    missing = [name for name, key in keys.items() if not (cache / f"{key}.zip").exists()]
    for name in missing:
        (cache / f"{keys[name]}.source.zip").write_bytes(sources[name])
    if missing:
        job = {
            "pyodide": str(pyodide),
            "folder": str(cache.resolve()),
            "keys": [keys[name] for name in missing],
        }
        node.run(HERE / "compile.mjs", json.dumps(job))
    for name in missing:
        (cache / f"{keys[name]}.source.zip").unlink()
    return {name: (cache / f"{key}.zip").read_bytes() for name, key in keys.items()}
