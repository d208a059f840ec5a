"""Who may import whom, as pyproject.toml says it; and each of its contracts broken on purpose."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
LINT = [
    sys.executable,
    "-c",
    "from importlinter.cli import lint_imports_command as lint; lint()",
    "--no-cache",
]
PLANTED = {
    "The two wings never meet": ("sync_server/log.py", "mobile.words"),
    "shared knows no screen": ("shared/sync/merge.py", "cryptography"),
    "shared has floors": ("shared/register.py", "shared.tables.contacts"),
    "The domain never learns": ("shared/domain/money.py", "shared.register"),
    "sync is blind": ("shared/sync/clock.py", "shared.domain.money"),
    "Actions decide": ("shared/actions/invoices.py", "sqlite3"),
    "mobile has floors": ("mobile/courier.py", "mobile.writer"),
    "Screens and widgets": ("mobile/widgets/empty.py", "shared.storage"),
    "Only the courier": ("mobile/reader/people.py", "httpx"),
    "Reading, writing and carrying": ("mobile/courier.py", "flet"),
    "sync_server has floors": ("sync_server/access.py", "sync_server.referee"),
    "Only app and handlers": ("sync_server/club.py", "starlette.requests"),
    "Only its keeper": ("sync_server/log.py", "psycopg"),
}


def broken_contracts(root: Path) -> str:
    """The report on the broken contracts of the project below `root`; empty when all are kept."""
    done = subprocess.run(LINT, cwd=root, capture_output=True, text=True, check=False, env={"COLUMNS": "500"})
    report = done.stdout + done.stderr
    assert re.search(r"\d+ kept, \d+ broken", report), report
    return report.split("Broken contracts")[1] if done.returncode else ""


def test_nobody_imports_what_the_house_forbids() -> None:
    assert broken_contracts(ROOT) == ""


def test_every_contract_notices_an_import_that_breaks_it(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for wing in ("shared", "mobile", "sync_server"):
        shutil.copytree(ROOT / wing, tmp_path / wing, ignore=shutil.ignore_patterns("__pycache__"))
    for path, module in PLANTED.values():
        with (tmp_path / path).open("a", encoding="utf-8") as file:
            file.write(f"\nimport {module}\n")
    report = broken_contracts(tmp_path)
    assert {name for name in PLANTED if not re.search(f"^{name}", report, re.MULTILINE)} == set()
    assert len(PLANTED) == len(CONTRACTS)
