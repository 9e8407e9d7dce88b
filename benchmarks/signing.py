"""Signing a file of 100 MB, from its first byte to the signature on disk, beside `openssl cms -sign`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from benchmarks.figure import Figure
from i18n import ENGLISH
from store import Secret, Session
from store.accounts.store import Store
from store.rules.limits import LARGEST_SIGNED
from tui.demo.people import PASSWORD
from tui.demo.throwaway import DemoDoor, throw_away_store

_DOCUMENT = "53126478C"
_SELF_SIGNED = (
    "req",
    "-x509",
    *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
    *("-subj", "/CN=someone"),
)


def measure() -> list[Figure]:
    with throw_away_store(ENGLISH, works_in_background=False) as door:
        store = door.open()
        session = _signed_in(store, door)
        codes = store.recovery_codes.make(session, Secret(PASSWORD))
        folder = door.settings.home
        file = folder / "to-sign" / "large"
        file.parent.mkdir()
        with file.open("wb") as it:
            for _ in range(LARGEST_SIGNED // 1_000_000):
                it.write(os.urandom(1_000_000))
        asked = {
            "home": str(folder),
            "username": _DOCUMENT,
            "password": PASSWORD,
            "codes": [code.reveal() for code in codes],
            "file": str(file),
            "openssl": _signing_by_openssl(folder, file),
        }
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.signer"],
            input=json.dumps(asked).encode(),
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
    found = json.loads(told)
    ours, openssl = median(found["ours"]), median(found["openssl"])
    speed = (
        f"macle {ours * 1000:.0f} ms, its code and its event included,"
        f" openssl {openssl * 1000:.0f} ms; medians of {len(found['ours'])} alternating turns"
    )
    memory = f"RssAnon: idle {found['idle']:.1f} MiB, at most {found['peak']:.1f} MiB while it signs"
    return [
        Figure("Signing a file of 100 MB against openssl cms -sign", ours / openssl, "×", speed, 1.25),
        Figure("… memory beyond idle", found["peak"] - found["idle"], "MiB", memory, 60),
    ]


def _signed_in(store: Store, door: DemoDoor) -> Session:
    session = store.sign_in.with_password(_DOCUMENT, Secret(PASSWORD), "")
    [method] = store.second_step.ways(session).methods
    [code] = [one.code for one in door.authenticator.codes(door.clock()) if one.account == session.username]
    store.second_step.enter(session, method.id, Secret(code))
    return session


def _signing_by_openssl(folder: Path, file: Path) -> list[str]:
    """Return the command with which OpenSSL signs the file, with a key and a certificate of its own."""
    key, certificate = str(folder / "key.pem"), str(folder / "certificate.pem")
    made = ["openssl", *_SELF_SIGNED, "-keyout", key, "-out", certificate]
    subprocess.run(made, check=True, stderr=subprocess.DEVNULL)
    signs = ["openssl", "cms", "-sign", "-binary", "-in", str(file), "-outform", "DER"]
    return [*signs, "-signer", certificate, "-inkey", key, "-out", str(folder / "large.by-openssl")]
