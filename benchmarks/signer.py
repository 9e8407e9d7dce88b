"""A process that signs a file with recovery codes, beside OpenSSL, and tells what it took: see `signing`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from store import RECOVERY_SHEET, Confirmation, Secret, Session, Settings, open_store
from store.accounts.store import Store
from store.settings import LEAST_COST


def main() -> None:
    asked = json.load(sys.stdin)
    store = open_store(Settings(Path(asked["home"]), hashing=LEAST_COST, works_in_background=False))
    password, file = Secret(asked["password"]), Path(asked["file"])
    in_session, *codes = [Secret(code) for code in asked["codes"]]
    session = store.sign_in.with_password(asked["username"], password, "")
    store.second_step.enter_recovery_code(session, in_session)
    found: dict[str, Any] = {"idle": _anonymous(), "peak": 0.0, "ours": [], "openssl": []}

    def look(_done: int, _of_all: int) -> None:
        found["peak"] = max(found["peak"], _anonymous())

    _sign(store, session, password, file, codes.pop(), look)
    look(0, 0)
    for code in codes:
        begun: list[float] = []

        def begin(done: int, _of_all: int, begun: list[float] = begun) -> None:
            if not done:
                begun.append(time.perf_counter())

        _sign(store, session, password, file, code, begin)
        found["ours"].append(time.perf_counter() - begun[0])
        start = time.perf_counter()
        subprocess.run(asked["openssl"], check=True)
        found["openssl"].append(time.perf_counter() - start)
    store.close()
    json.dump(found, sys.stdout)


def _sign(store: Store, session: Session, password: Secret, file: Path, code: Secret, look: Any) -> None:
    ready = store.signature.prepare(session, password, file, look)
    store.signature.sign(session, ready, Confirmation(RECOVERY_SHEET, code)).unlink()


def _anonymous() -> float:
    """Return how much memory the process has for itself, in MiB (proc(5))."""
    [kib] = re.findall(r"^RssAnon:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(kib) / 1_024


main()
