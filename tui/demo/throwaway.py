"""A store that is gone at the end of the demo."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from i18n import Language, Message
from store import HashingCost, Secret, Settings
from store.locations import Locations
from store.problems import file_problem
from store.settings import LEAST_COST
from tui.demo.authenticator import AppCode, Authenticator
from tui.demo.clock import DemoClock
from tui.demo.desk import (
    DECIDES,
    HELP_DESK,
    OPERATOR,
    TRUSTED,
    Desk,
    accepted_words,
    rewritten_words,
    trusted,
)
from tui.demo.messages import received
from tui.demo.papers import Papers
from tui.demo.people import PASSWORD
from tui.demo.pin_device import PinDevice
from tui.store_door import StoreDoor

if TYPE_CHECKING:
    from store.accounts.store import Store

_REMOVE = "import shutil, sys; sys.stdin.read(); shutil.rmtree(sys.argv[1], ignore_errors=True)"


class DemoDoor(StoreDoor):
    """Opens a store into which the people of the demo move the first time; then it is `inhabited`.

    Their passwords, which everyone knows, are hashed at the least `hashing` cost, so that they soon have.
    """

    def __init__(
        self, home: Path, language: Language, hashing: HashingCost = LEAST_COST, **settings: Any
    ) -> None:
        self.clock = DemoClock()
        self.papers = Papers(home / "papers")
        super().__init__(
            Settings(
                home,
                clock=self.clock,
                uptime=self.clock.uptime,
                hashing=hashing,
                prints_slips=self._print_slip,
                help_desk=HELP_DESK,
                **settings,
            )
        )
        self.authenticator = Authenticator()
        self.pin_device = PinDevice()
        self._language = language
        self._desk = Desk(DECIDES, PASSWORD)
        self._moving_in = threading.Lock()
        self.inhabited = False
        self.leaves_requests = False
        """Whether requests wait for whoever tries the help desk."""

    def open(self) -> Store:
        """Return the store, with its people in it; see `StoreDoor.open`."""
        from tui.demo.moving_in import move_in  # loads the journeys and the store

        with self._moving_in:
            if not self.inhabited:
                move_in(
                    self.settings,
                    self._language,
                    self.papers,
                    self.authenticator,
                    self.pin_device,
                    self._desk,
                )
                self.inhabited = True
        return super().open()

    def _print_slip(self, title: str, text: str) -> None:
        self.papers.lay(OPERATOR, title, text, self.clock())

    def codes(self) -> tuple[AppCode, ...]:
        """Return what the authenticator app shows, each account by the name of who has it."""
        codes = self.authenticator.codes(self.clock())
        return tuple(replace(code, account=self.papers.owner(code.account)) for code in codes)

    def pins(self) -> tuple[AppCode, ...]:
        """Return what the people's own terminals show of their PINs. Blocks."""
        with self._lock:
            store = self._store
        return () if store is None else self.pin_device.pins(store, self.clock())

    def register_terminals(self) -> tuple[str, ...]:
        """Register again the terminals that show no PINs any more, and return whose they are. Blocks."""
        with self._lock:
            store = self._store
        if store is None:
            return ()
        outbox, phone = store.outbox, Locations(self.settings.home).sms

        def sent_code() -> Secret:
            outbox.deliver()
            return Secret(received(phone)[-1].code or "")

        return tuple(map(self.papers.owner, self.pin_device.register_again(store, sent_code)))

    def accept_requests(self) -> tuple[Message, ...]:
        """Let the operator accept what waits, and return what tells what she did. Blocks.

        Where someone who signs verified their identity anew, their earlier certificate is revoked by that.
        """
        with self._lock:
            store = self._store
        if store is None or self.leaves_requests:
            return ()
        now, done = self.clock(), list[Message]()
        accepted = self._desk.accept_all(store, now, self._language)
        for username in map(self.papers.owner, accepted):
            done.append(accepted_words(username))
            if self.papers.rewrite(username, TRUSTED, trusted(store), now, by=DECIDES):
                done.append(rewritten_words())
        return tuple(done)


@contextmanager
def throw_away_store(language: Language, **settings: Any) -> Iterator[DemoDoor]:
    """Give the door to a store in a temporary folder of its own (0700), which does not outlive the demo.

    The people in it get their mail in `language`; `settings` are those of `Settings`. Raises `Problem` where
    there is no place for it.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix="macle-demo-"))
        remover = _start_remover(folder)
    except OSError as error:
        raise file_problem(error) from None
    door = DemoDoor(folder, language, **settings)
    try:
        yield door
    finally:
        door.close()
        remover.communicate()


def _start_remover(folder: Path) -> subprocess.Popen[bytes]:
    """Start a process that removes `folder` once this one has ended, however it ended.

    It waits for the end of its input, which is this process's, and is in a session of its own, out of reach
    of what the terminal sends.
    """
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", "-S", "-c", _REMOVE, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={},
        start_new_session=True,
    )
