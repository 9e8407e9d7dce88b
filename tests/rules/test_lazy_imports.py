"""The rules cost nothing until they are asked."""

from __future__ import annotations

import subprocess
import sys

SLOW = {"email_validator", "idna", "phonenumbers", "zxcvbn"}
ROOMS = "codes identifiers limits password_rules passwords phone throttle"


def test_importing_the_rules_loads_none_of_their_libraries() -> None:
    imports = "; ".join(f"import store.rules.{room}" for room in ROOMS.split())
    program = f"import sys; {imports}; print({SLOW} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
