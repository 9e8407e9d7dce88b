"""The welcome page of the demo: who lives here, and what only the demo can do."""

from __future__ import annotations

from collections.abc import Mapping

from i18n import Message, _
from tui.demo.people import PASSWORD, PEOPLE
from tui.demo.policies import compare_policies
from tui.journeys.welcome import welcome
from tui.pages import Action, Block, Facts, Paragraph, Table
from tui.visit import Journey, Visit

_COMPARE = Action("compare-policies", _("Compare password rules"))


async def demonstrate(visit: Visit, about: Message, more: Mapping[Action, Journey] | None = None) -> None:
    """Welcome people to the demo; `about` says where messages arrive and what becomes of them."""
    await welcome(visit, introduction(about), {_COMPARE: compare_policies, **(more or {})})


def introduction(about: Message) -> tuple[Block, ...]:
    return (
        Table(
            (_("Person"), _("State at the start")),
            tuple((person.username, person.state) for person in PEOPLE),
            _("Nothing yet."),
        ),
        Facts(
            (
                (_("Password of everyone"), PASSWORD),
                (_("Email addresses"), _("{email} and so on", email=PEOPLE[0].email)),
            )
        ),
        Paragraph(about, "quiet"),
    )
