"""Nothing that a person must keep secret is found in clear: not in the data folder, not on the screen."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from i18n import ENGLISH
from store import Secret
from store.locations import Locations
from tests.town import TERMINAL, Town, refused
from tests.trials.settings_file import write_light_settings

_PROGRAM = Path(__file__).parents[2]


class Canaries:
    """Secrets that are looked for afterwards."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def password(self, name: str) -> Secret:
        return self.note(name, Secret(f"Canary-{name}-{os.urandom(4).hex()}!"))

    def note(self, name: str, secret: Secret) -> Secret:
        self._names[secret.reveal()] = name
        return secret

    def found_in(self, content: bytes) -> set[str]:
        """Return the names of the secrets that `content` holds, in clear or thinly veiled."""
        return {
            name for secret, name in self._names.items() if any(form in content for form in _forms(secret))
        }

    def found_below(self, home: Path) -> dict[str, set[str]]:
        """Return which files below `home` hold which secrets; mail, whose purpose that is, set aside."""
        files = [file for file in home.rglob("*") if file.is_file() and file.parent != Locations(home).mail]
        found = {str(file.relative_to(home)): self.found_in(file.read_bytes()) for file in files}
        assert "database/macle.db" in found
        return {file: names for file, names in found.items() if names}


def _forms(secret: str) -> Iterator[bytes]:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        plain = secret.encode(encoding)
        yield plain
        yield plain.hex().encode()
        for shift in range(3):
            # What stands before and after the secret decides on the characters at both ends.
            encoded = base64.b64encode(b"\0" * shift + plain)
            inner = encoded[4 if shift else 0 : -4]
            yield inner
            yield inner.translate(bytes.maketrans(b"+/", b"-_"))


def test_no_secret_of_any_journey_is_kept_in_clear(town: Town, capfd: pytest.CaptureFixture[str]) -> None:
    canaries, store = Canaries(), town.store
    first, second, third = map(canaries.password, ("first", "second", "third"))
    guess, astray = map(canaries.password, ("guess", "astray"))

    refused(store.sign_up.begin, "alexandre", "alexandre@example.org", first, guess, "en")
    refused(store.sign_up.begin, astray.reveal(), astray.reveal(), first, first, "en")
    ticket = store.sign_up.begin("alexandre", "alexandre@example.org", first, first, "en")
    canaries.note("ticket", ticket.token)
    refused(store.sign_up.confirm, ticket, canaries.note("wrong code", Secret("271828")), TERMINAL)
    code = canaries.note("code", town.code())
    store.sign_up.confirm(ticket, code, TERMINAL)

    refused(store.sign_in.with_password, "alexandre", guess, TERMINAL)
    refused(store.sign_in.with_password, astray.reveal(), guess, TERMINAL)
    refused(store.sign_in.with_password, f"{astray.reveal()}@example.org", guess, TERMINAL)
    session = store.sign_in.with_password("alexandre", first, TERMINAL)
    canaries.note("session", session.token)
    refused(store.password.change, session, guess, second, second)
    store.password.change(session, first, second, second)

    someone = town.person("dominique")
    refused(store.reset.request, astray.reveal(), ENGLISH, TERMINAL)
    replaced = canaries.note("replaced token", town.reset_token(someone))
    token = canaries.note("token", town.reset_token(someone))
    refused(store.reset.look, replaced)
    refused(store.reset.set_password, token, third, guess, TERMINAL)
    refused(store.reset.set_password, Secret(astray.reveal()), third, third, TERMINAL)
    store.reset.set_password(token, third, third, TERMINAL)
    store.reset.request(someone.email, ENGLISH, TERMINAL)

    mail = b"".join(file.read_bytes() for file in town.locations.mail.iterdir())
    assert canaries.found_in(mail) == {"code", "replaced token", "token"}
    assert canaries.found_below(town.home) == {}
    store.close()
    assert canaries.found_below(town.home) == {}
    assert canaries.found_in("".join(capfd.readouterr()).encode()) == set()


def test_not_even_a_crash_in_the_middle_of_a_use_case_tells_a_secret(town: Town) -> None:
    canaries = Canaries()
    password, guess = map(canaries.password, ("password", "guess"))
    someone = town.person()
    token = canaries.note("token", town.reset_token(someone))
    town.store.reset.set_password(token, password, password, TERMINAL)
    write_light_settings(town.home)
    town.rows("ALTER TABLE event RENAME TO elsewhere")

    wrong = _run_plain(town.home, "1", "1", someone.username, guess.reveal())
    crashed = _run_plain(town.home, "1", "1", someone.username, password.reveal())

    assert b"give this number" in crashed
    assert b"Traceback" not in crashed
    assert canaries.found_in(wrong + crashed) == set()
    assert town.locations.logs.joinpath("macle.log").exists()
    assert canaries.found_below(town.home) == {}


def _run_plain(home: Path, *lines: str) -> bytes:
    """Return all that `macle plain` writes while these lines are typed."""
    return subprocess.run(
        [sys.executable, "-m", "tui.cli", "plain", "--lang", "en"],
        cwd=_PROGRAM,
        env={**os.environ, "MACLE_HOME": str(home)},
        input="".join(line + "\n" for line in lines).encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    ).stdout
