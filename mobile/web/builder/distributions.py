"""The files of the libraries and of the app, as a browser will import them."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

from mobile.web.builder.browser_packages import BrowserPackage, Source
from mobile.web.builder.zips import Files

PYTHON_VERSION = "3.14"
PLATFORM = "pyemscripten_2026_0_wasm32"
ALWAYS_NEEDED = ("flet", "httpx", "tzdata")  # by the page, the transport, and zoneinfo
SKIPPED_ENDINGS = (".pyc", ".pyi", "py.typed", ".c", ".pyx", ".h", ".md", ".rst")
APP_FOLDERS = ("mobile", "shared")
NOT_OF_THE_APP = ("mobile/web/builder/", "mobile/web/build.py")
ASSETS_OF_THE_PAGE = (".png", ".svg", ".ico", ".webp", ".jpg", ".woff2", ".ttf", ".otf")
PICTURES = "screens/"
"""Photographs of the app for people who read about it; nobody's device needs them."""


def requirements(app: Path) -> list[str]:
    """The libraries that `[project].dependencies` of an app's pyproject.toml names, and ALWAYS_NEEDED."""
    lines = tomllib.loads((app / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    named = {re.split(r"[^A-Za-z0-9._-]", line.strip(), maxsplit=1)[0].lower() for line in lines}
    return sorted(named | set(ALWAYS_NEEDED))


def package_files(package: BrowserPackage, cache: Path) -> Files:
    """Every file of a library that is worth shipping, by its path below the import root."""
    if package.source is Source.PURE:
        found = _installed_files(package.name)
    else:
        found = _wheel_files(_downloaded_wheel(package.name, cache / "wheels"))
    return {
        path: content
        for path, content in sorted(found.items())
        if not path.startswith(package.leave_out or ("\0",)) and not path.endswith(SKIPPED_ENDINGS)
    }


def _installed_files(name: str) -> Files:
    distribution = metadata.distribution(name)
    found: Files = {}
    for entry in distribution.files or []:
        path = entry.as_posix()
        if path.startswith("..") or ".dist-info/" in path or "__pycache__" in path:
            continue
        if path.endswith(".so"):
            raise ValueError(f"{name} has compiled parts: give it the source WASM in browser_packages.py")
        found[path] = Path(str(distribution.locate_file(entry))).read_bytes()
    return found


def _downloaded_wheel(name: str, folder: Path) -> Path:
    version = metadata.version(name)
    pattern = f"{name.replace('-', '_')}-{version}-*{PLATFORM}.whl"
    if not list(folder.glob(pattern)):
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        command += ["--platform", PLATFORM, "--python-version", PYTHON_VERSION, "--implementation", "cp"]
        command += ["--abi", "cp314", "--abi", "abi3", "--dest", str(folder), f"{name}=={version}"]
        subprocess.run(command, check=True)
    return next(iter(folder.glob(pattern)))


def _wheel_files(wheel: Path) -> Files:
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/") and ".dist-info/" not in name]
        return {name: archive.read(name) for name in names}


def app_files(app: Path, runtime: Path) -> tuple[Files, Files]:
    """Our own files: (what Python sees below /app, what the page serves below /).

    `runtime` is the checkout that holds `mobile/web`, which every app gets.
    """
    ours: Files = {"main.py": (app / "main.py").read_bytes()}
    for root in {runtime / "mobile" / "web": runtime, **{app / name: app for name in APP_FOLDERS}}.items():
        ours.update(_python_files(*root))
    ours.setdefault("mobile/__init__.py", (runtime / "mobile" / "__init__.py").read_bytes())
    served: Files = {}
    assets = app / "assets" if (app / "assets").is_dir() else runtime / "assets"
    for path in sorted(assets.rglob("*")):
        name = path.relative_to(assets).as_posix()
        if name.startswith(PICTURES):
            continue
        if path.is_file() and path.suffix not in ASSETS_OF_THE_PAGE:
            ours["assets/" + name] = path.read_bytes()
        elif path.is_file() and path.parent != assets:  # what lies in assets itself is for the phone's packager
            served[name] = path.read_bytes()
    return ours, served


def _python_files(folder: Path, root: Path) -> Files:
    found: Files = {}
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if not name.startswith(NOT_OF_THE_APP):
            found[name] = path.read_bytes()
    return found
