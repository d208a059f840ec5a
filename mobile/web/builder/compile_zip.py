"""Runs inside Pyodide: turns a zip of sources into a stored zip of `.pyc` files. See bytecode.py."""

import marshal
import zipfile
from importlib import util

WITHOUT_DOCSTRINGS = 2
UNCHECKED_HASH = 0b01  # PEP 552: hash based, never compared with a source
EPOCH = (2020, 1, 1, 0, 0, 0)


def compile_zip(source: str, target: str) -> None:
    """Compiles every `.py` of the zip `source`, copies the rest, and writes the zip `target`."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as new:
        for name in sorted(old.namelist()):
            if name.endswith("/"):
                continue
            content = old.read(name)
            if name.endswith(".py"):
                new.writestr(zipfile.ZipInfo(name + "c", EPOCH), _pyc(content, name))
            else:
                new.writestr(zipfile.ZipInfo(name, EPOCH), content)


def _pyc(source: bytes, name: str) -> bytes:
    code = compile(source, name, "exec", dont_inherit=True, optimize=WITHOUT_DOCSTRINGS)
    header = util.MAGIC_NUMBER + UNCHECKED_HASH.to_bytes(4, "little") + util.source_hash(source)
    return header + marshal.dumps(code)
