"""Draws the README's pictures with the program itself: `make pictures`."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from textual.pilot import Pilot

from i18n import LANGUAGES, Language
from store import (
    AccountState,
    Challenge,
    Enrolment,
    Happening,
    Hindrance,
    Method,
    Overview,
    PastEvent,
    PersonalKey,
    PersonAtDesk,
    ProfileStatus,
    Role,
    Secret,
    TriedSecret,
    Ways,
)
from store.rules import totp
from store.rules.password_rules import Owner
from store.rules.passwords import POLICIES
from store.settings import Settings
from tui.demo.app import DemoApp
from tui.demo.throwaway import throw_away_store
from tui.journeys.desk.person import person_page
from tui.journeys.methods.app import app_page
from tui.journeys.password.new_password import password_checks
from tui.journeys.password.password import change_page
from tui.journeys.profile.keep import ways_to_keep
from tui.journeys.profile.personal_key import key_page
from tui.journeys.signing_in.settings import settings_page
from tui.journeys.welcome import welcome
from tui.screens.app import MacleApp
from tui.store_door import StoreDoor
from tui.visit import Visit

PICTURES = Path(__file__).with_name("pictures")
_NARROW, _WIDE = (80, 24), (128, 32)
_FONTS_FROM_ELSEWHERE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
Scene = Callable[[Language], Awaitable[None]]


async def _welcome(language: Language) -> None:
    await _draw("welcome", language, welcome, ())


async def _change_password(language: Language) -> None:
    async def journey(visit: Visit) -> None:
        checks = password_checks(POLICIES["sales-connect"], Owner("alexandre", "alexandre@example.org"))
        await visit.ask(change_page(checks))

    await _draw("change-password", language, journey, (*"Lanterne-2026!", "tab", *"Chouette2027"))


async def _personal_key(language: Language) -> None:
    key = PersonalKey(Secret("7K3MX9Q2RB5TD8WA"), datetime(2026, 3, 14, 9, tzinfo=UTC), "")

    async def journey(visit: Visit) -> None:
        await visit.ask(key_page(key, ways_to_keep(visit), new=True))

    await _draw("personal-key", language, journey, ())


async def _settings(language: Language) -> None:
    then = datetime(2026, 3, 14, 9, tzinfo=UTC)
    methods = (
        Method("app", "app", Challenge.SHOWN, "Aegis", is_default=True, added_at=then),
        Method("phone", "phone", Challenge.SENT, "•••• 0134", is_default=False, added_at=then),
    )
    overview = Overview(
        "799704414540",
        "dominique",
        "dominique@example.org",
        then,
        then + timedelta(days=365),
        ProfileStatus(None, None, None, None),
        Ways(methods, 8),
        has_questions=True,
    )

    async def journey(visit: Visit) -> None:
        await visit.ask(settings_page(overview))

    await _draw("settings", language, journey, ())


async def _help_desk(language: Language) -> None:
    now = datetime(2026, 3, 14, 9, 41, tzinfo=UTC)
    then = now - timedelta(minutes=12)
    seen = PersonAtDesk(
        account="799704414540",
        name="dominique",
        email="d•••@example.org",
        language=language.code,
        role=Role.PERSON,
        role_suspended=False,
        since=now - timedelta(days=60),
        state=AccountState.BLOCKED,
        has_password=True,
        reset_due=False,
        password_expired_at=None,
        hindrances=(Hindrance(TriedSecret.PASSWORD, None),),
        registered=None,
        profile=ProfileStatus(None, None, None, None),
        ways=Ways(
            (Method("phone", "phone", Challenge.SENT, "•••• 0134", is_default=True, added_at=then),), 7
        ),
        has_questions=True,
        sessions=2,
        events=(PastEvent(Happening.BLOCKED, then, "tty2", 1, then),),
        verification=None,
        may_act=True,
    )

    async def journey(visit: Visit) -> None:
        with visit.within("odile-desk"):
            await visit.ask(person_page(seen, (), now, own=False))

    await _draw("help-desk", language, journey, ())


async def _qr_code(language: Language) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    enrolment = Enrolment("Aegis", Secret(secret), Secret(totp.address(secret, "dominique")))

    async def journey(visit: Visit) -> None:
        await visit.ask(app_page(enrolment, copies=True))

    await _draw("qr-code", language, journey, (), size=(120, 44))


async def _draw(
    name: str,
    language: Language,
    journey: Callable[[Visit], Awaitable[None]],
    keys: Sequence[str],
    size: tuple[int, int] = _NARROW,
) -> None:
    with tempfile.TemporaryDirectory() as home:
        door = StoreDoor(Settings(Path(home)))
        app = MacleApp(door=door, journey=journey, language=language, language_fixed=True)
        async with app.run_test(size=size) as pilot:
            await _settled(pilot)
            await pilot.press(*keys)
            await _settled(pilot)
            _save(app, name, language)
        door.close()


async def _demo(language: Language) -> None:
    with throw_away_store(language) as door:
        await asyncio.to_thread(door.open)
        app = DemoApp(door, language=language, language_fixed=True)
        async with app.run_test(size=_WIDE) as pilot:
            await _settled(pilot)
            await pilot.press("down", "enter")
            await _settled(pilot)
            await pilot.press(*"alexandre@example.org", "enter")
            await _settled(pilot)
            # The mailbox looks twice a second.
            while not any(door.settings.home.glob("mail/*.eml")):
                await pilot.pause(0.1)
            await pilot.pause(1.0)
            _save(app, "demo", language)


async def _settled(pilot: Pilot[None]) -> None:
    """Wait for what the page itself has under way, and for it to be drawn."""
    groups = {"attempt", "checks", "devices"}
    if workers := [worker for worker in pilot.app.workers if worker.group in groups]:
        await pilot.app.workers.wait_for_complete(workers)
    await pilot.pause(0.3)


def _save(app: MacleApp, name: str, language: Language) -> None:
    svg = app.export_screenshot(title="Macle")
    svg = _FONTS_FROM_ELSEWHERE.sub("", re.sub(r"terminal-\d+", "terminal-0", svg))
    (PICTURES / f"{name}.{language.code}.svg").write_text(svg)
    print(f"{name}.{language.code}.svg")


async def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    for language in LANGUAGES.values():
        for scene in (_welcome, _settings, _qr_code, _change_password, _personal_key, _help_desk, _demo):
            await scene(language)


if __name__ == "__main__":
    asyncio.run(main())
