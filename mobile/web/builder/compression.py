"""Brotli and gzip copies beside the files, kept under the hash of their content."""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Set
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # it ships no types

from mobile.web.builder.zips import Files

SMALLEST = 1024  # bytes; below that a copy saves nothing
ALREADY_SMALL = (".png", ".woff2", ".webp", ".jpg")
WINDOW_BITS = 24
# Brotli 10 makes a file 9 % smaller than 9 and takes ten times as long: only for the usual first start.
USUAL_QUALITY, RARE_QUALITY = 10, 9
WORKERS = 2


def compressed_copies(files: Files, usual: Set[str], cache: Path) -> Files:
    """`path.br` and `path.gz` for every file worth it; the paths in `usual` get more effort."""
    cache.mkdir(parents=True, exist_ok=True)
    worth_it = {
        path: content
        for path, content in files.items()
        if len(content) >= SMALLEST and not path.endswith(ALREADY_SMALL)
    }

    def copies(path: str) -> Files:
        quality = USUAL_QUALITY if path in usual else RARE_QUALITY
        brotli_copy, gzip_copy = _copies(worth_it[path], quality, cache)
        return {f"{path}.br": brotli_copy, f"{path}.gz": gzip_copy}

    largest_first = sorted(worth_it, key=lambda path: -len(worth_it[path]))
    with ThreadPoolExecutor(WORKERS) as pool:  # both compressors let other threads run
        return {path: copy for pair in pool.map(copies, largest_first) for path, copy in pair.items()}


def _copies(content: bytes, quality: int, cache: Path) -> tuple[bytes, bytes]:
    key = hashlib.sha256(content).hexdigest()[:32]
    brotli_path, gzip_path = cache / f"{key}.{quality}.br", cache / f"{key}.gz"
    if not brotli_path.exists():
        _write(brotli_path, brotli.compress(content, quality=quality, lgwin=WINDOW_BITS))
    if not gzip_path.exists():
        _write(gzip_path, gzip.compress(content, compresslevel=9, mtime=0))
    return brotli_path.read_bytes(), gzip_path.read_bytes()


def _write(path: Path, content: bytes) -> None:
    unfinished = path.with_suffix(f".{os.getpid()}.new")  # another build may be writing the same copy
    unfinished.write_bytes(content)
    unfinished.replace(path)
