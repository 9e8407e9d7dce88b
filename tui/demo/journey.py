"""The welcome page of the demo: who lives here, and what only the demo can do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from i18n import Message, _
from tui.demo.people import PASSWORD, PEOPLE
from tui.demo.policies import compare_policies
from tui.journeys.endings import and_back
from tui.journeys.welcome import welcome
from tui.pages import BACK, Action, Block, Facts, Page, Table, Text
from tui.visit import Journey, Visit

_PEOPLE = Action("people", _("People of the demo"))
_COMPARE = Action("compare-policies", _("Compare password rules"))
_PASSWORD = _("Password")


async def demonstrate(visit: Visit, about: Message, more: Mapping[Action, Journey] | None = None) -> None:
    """Welcome people to the demo; `about` tells the password, and where messages arrive."""
    of_demo = {_PEOPLE: _people, **(more or {})}
    await welcome(visit, introduction(about), of_demo)


def introduction(about: Message) -> tuple[Block, ...]:
    """Return what the welcome page says in few lines, so that what it leads to is in view."""
    return (_people_and_password((one.username for one in PEOPLE), about),)


def with_people(page: Page) -> Page:
    """Return the page; that of signing in also says who can, and by which password."""
    if page.name != "sign-in":
        return page
    names = (one.name for one in PEOPLE if one.has_password)
    return replace(page, blocks=(_people_and_password(names, PASSWORD), *page.blocks))


async def _people(visit: Visit) -> None:
    """Show who lives here, and from there the rules for passwords, for which the welcome page has no line."""
    came_from = ""
    while True:
        came_from = (await visit.ask(replace(people_page(), came_from=came_from))).action
        await and_back(visit, compare_policies(visit))


def people_page() -> Page:
    return Page(
        "people",
        _PEOPLE.label,
        (
            Table(
                (_("Person"), _("State at the start")),
                tuple((person.username, person.state) for person in PEOPLE),
                _("Nothing yet."),
            ),
            Facts(
                (
                    (_PASSWORD, PASSWORD),
                    (_("Email addresses"), _("{email} and so on", email=PEOPLE[0].email)),
                )
            ),
        ),
        menu=(_COMPARE, BACK),
    )


def _people_and_password(names: Iterable[str], password: Text) -> Facts:
    return Facts(((_("People"), ", ".join(names)), (_PASSWORD, password)))
