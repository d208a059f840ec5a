"""The domain is light: it starts fast in a browser and touches nothing outside itself."""

import subprocess
import sys


def test_reading_the_domain_does_not_load_what_only_a_form_needs() -> None:
    program = (
        "import pkgutil, sys\n"
        "import shared.domain as domain\n"
        "for each in pkgutil.iter_modules(domain.__path__):\n"
        "    __import__('shared.domain.' + each.name)\n"
        "heavy = {'stdnum', 'phonenumbers', 'ssl', 'sqlite3', 'cryptography', 'flet'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
