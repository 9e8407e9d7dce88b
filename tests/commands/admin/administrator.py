"""An administrator at the shell, and what their commands do to a town."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field

from store import ProfileState, Role, Session
from tests import command
from tests.town import PASSWORD, Person, Town

TYPED = PASSWORD.reveal()
ADD = ("admin", "add-operator", "odile-desk", "--email", "odile@example.org")
LIST = ("admin", "verifications", "--as", "odile-desk")
WHY = ("--reason", "Seen at the desk.")


@dataclass(frozen=True)
class Operator(Person):
    """An operator with an authenticator app, and recovery codes that work once each."""

    codes: list[str] = field(default_factory=list)

    def types(self) -> str:
        """Return what they type: the password, and the next recovery code."""
        return f"{TYPED}\n{self.codes.pop()}\n"


def appoint(town: Town, username: str, role: Role = Role.OPERATOR) -> Operator:
    """Open an account for an operator, and set up their second step."""
    someone = Operator(username, f"{username}@example.org")
    town.store.operators.add(username, someone.email, PASSWORD, PASSWORD, "en", role)
    session = town.sign_in(someone)
    town.add_app(session)
    someone.codes.extend(code.reveal() for code in town.store.recovery_codes.make(session, PASSWORD))
    town.store.sessions.end(session)
    town.new_mail()
    return someone


def macle(town: Town, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return command.macle_here(*arguments, home=town.home, typed=typed)


def told(run: subprocess.CompletedProcess[str]) -> str:
    """Return what was said of something done."""
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout


def asks(town: Town, username: str = "alexandre", name: str = "Alexandre Dupont") -> Session:
    """Let someone ask for a verification, and return their session."""
    session = town.sign_in(town.person(username))
    store = town.store
    identity = store.verification.check(name, "31/05/1990", "dni", "12.345.678-Z", "1 rue [b]Haute[/b], Lyon")
    store.verification.request(session, identity, PASSWORD)
    return session


def request_of(town: Town, session: Session) -> ProfileState | None:
    return town.store.profile.status(session).request


def ids(listed: str) -> list[str]:
    return [line.removeprefix("ID: ") for line in listed.splitlines() if line.startswith("ID: ")]


def open_sessions(town: Town, someone: Person) -> int:
    return len(
        town.rows(
            "SELECT 1 FROM session JOIN account ON account.id = account_id WHERE username = ?",
            someone.username,
        )
    )
