"""The welcome page of the demo: who lives here, and what only the demo can do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from i18n import Message, _
from store import Role
from tui.demo.papers import Papers
from tui.demo.people import PASSWORD, PEOPLE, Inhabitant
from tui.demo.policies import compare_policies
from tui.demo.throwaway import DemoDoor
from tui.journeys.endings import and_back
from tui.journeys.welcome import welcome
from tui.pages import BACK, Action, Block, Facts, Page, Paragraph, Table, Text
from tui.visit import Journey, Visit

_HELP_DESK = Action("desk", _("Help desk"))
_PEOPLE = Action("people", _("People of the demo"))
_COMPARE = Action("compare-policies", _("Compare password rules"))
_PASSWORD = _("Password")
_REQUESTS_WAIT = Paragraph(
    _("Verifications that people of the demo ask for from now on wait here for an operator."), "quiet"
)


async def demonstrate(
    visit: Visit, about: Message, door: DemoDoor, more: Mapping[Action, Journey] | None = None
) -> None:
    """Welcome people to the demo; `about` tells the password, and where messages arrive."""

    async def help_desk(visit: Visit) -> None:
        from tui.journeys.desk.desk import desk  # too slow for before the first picture

        door.leaves_requests = True
        await desk(visit, BACK)

    of_demo = {_HELP_DESK: help_desk, _PEOPLE: _people, **(more or {})}
    await welcome(visit, introduction(about), of_demo)


def introduction(about: Message) -> tuple[Block, ...]:
    """Return what the welcome page says in few lines, so that what it leads to is in view."""
    return (_people_and_password(", ".join(one.username for one in PEOPLE), about),)


def with_people(page: Page, papers: Papers) -> Page:
    """Return the page, which names whoever is signed in as the list does.

    Those of signing in also say who can, and by which password.
    """
    if page.where:
        page = replace(page, where=(papers.owner(str(page.where[0])), *page.where[1:]))
    if page.name == "desk-sign-in":
        operators = _names(one for one in PEOPLE if one.role is not Role.PERSON)
        return replace(page, blocks=(_people_and_password(operators, PASSWORD), _REQUESTS_WAIT, *page.blocks))
    if page.name != "sign-in":
        return page
    who = _(
        "{names}; once their password is activated: {later}",
        names=_names(one for one in PEOPLE if one.has_password),
        later=_names(one for one in PEOPLE if not one.has_password),
    )
    return replace(page, blocks=(_people_and_password(who, PASSWORD), *page.blocks))


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
                tuple((person.name, person.state) for person in PEOPLE),
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


def _names(people: Iterable[Inhabitant]) -> str:
    return ", ".join(one.name for one in people)


def _people_and_password(names: Text, password: Text) -> Facts:
    return Facts(((_("People"), names), (_PASSWORD, password)))
