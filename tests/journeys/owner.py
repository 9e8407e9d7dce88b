"""Someone who has had all kinds of methods for long, and removes one."""

from __future__ import annotations

from store import Refusal
from tests.journeys.conftest import sign_in
from tests.theft import Told
from tests.town import OTHER_PHONE, PASSWORD, PHONE, Town
from tui.scripted import Person


class Owner:
    """Someone with an app, two phones and recovery codes, all of them standing, before their settings."""

    def __init__(self, town: Town, person: Person) -> None:
        self.town, self.person = town, person
        someone = town.person(language=person.visit.language.code)
        session = town.sign_in(someone)
        town.clock.advance(minutes=1)
        self.app_secret = town.add_app(session)
        for number in (PHONE, OTHER_PHONE):
            town.clock.advance(seconds=1)
            town.add_phone(session, number)
        self.codes = town.store.recovery_codes.make(session, PASSWORD)
        ways = town.store.account.overview(session).ways.methods
        self.app, self.phone, self.other_phone = (
            next(method.id for method in ways if method.name.endswith(end)) for end in ("gis", "0134", "5678")
        )
        town.store.sessions.end(session)
        town.clock.advance(days=30)
        Told.lately(town)

    async def comes_to_the_settings(self) -> None:
        await sign_in(self.person)
        await self.person.answers(code=self.app_code())
        await self.person.chooses("settings")

    async def comes_to_the_removal(self, page: str) -> None:
        """Go from the settings to the page that asks what to confirm with."""
        chosen = {
            "delete-phone": (f"change-{self.phone}", "delete"),
            "replace-phone": (f"change-{self.phone}", "replace"),
            "delete-app": (f"change-{self.app}", "delete"),
            "change-email": ("change-email",),
            "make-recovery-codes": ("recovery-codes", "make"),
        }
        for action in chosen[page]:
            await self.person.chooses(action)
        assert self.person.page.name == "confirm-with"

    async def chooses_to_delete_the_phone_by(self, way: str) -> None:
        await self.comes_to_the_removal("delete-phone")
        self.town.new_texts()
        await self.person.chooses(way)
        assert self.person.page.name == "delete-phone"

    async def answers(self, action: str = "submit", /, **values: str) -> None:
        """Fill in the page of a removal, and the password that each takes."""
        await self.person.answers(action, **{"password": PASSWORD.reveal(), **values})

    def app_code(self) -> str:
        """Return a code of the app that was not used yet."""
        self.town.clock.advance(seconds=30)
        return self.town.app_code(self.app_secret)

    @property
    def refusals(self) -> dict[str, Refusal]:
        return {field: problem.refusal for field, problem in self.person.problems.items()}
