"""What looking after methods of any kind has in common (PRODUCT §6)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from i18n import Message, _
from store import Method, Problem, Refusal, Ways
from tui.journeys.password.password import confirm_password
from tui.pages import Action, Block, Facts, Page, Paragraph
from tui.unwinding import WentBack
from tui.visit import Visit

SET_DEFAULT = Action("default", _("Set as default"))
DELETE = Action("delete", _("Delete"), tone="danger")
TOLD = _("A message to your email address, and to any phone you have added, tells you of each change.")

_CONFIRMED = Paragraph(_("You confirmed it with a code: no message can undo it."))

Change = Callable[[Visit, Method], Awaitable[None]]


class ChangePage(Protocol):
    """Returns the page that offers what can be changed of a method, which may be the `only` one."""

    def __call__(self, method: Method, *, only: bool) -> Page: ...


async def change_method(
    visit: Visit, method: Method, page: ChangePage, changes: Mapping[str, Change]
) -> None:
    """Make one of the `changes`, by the names of their actions.

    Raises `Problem` METHOD_GONE where another session has removed the method.
    """
    chosen = ""
    while True:
        ways = await ways_of(visit)
        current = next((one for one in ways.methods if one.id == method.id), None)
        if current is None:
            raise Problem(Refusal.METHOD_GONE)
        shown_page = replace(page(current, only=len(ways.methods) == 1), came_from=chosen)
        chosen = (await visit.ask(shown_page)).action
        with suppress(WentBack):
            await changes[chosen](visit, current)
            return


async def set_default(visit: Visit, method: Method) -> None:
    """Make it the method that is asked for first."""
    session = visit.signed_in
    await confirm_password(visit)
    await visit.look(lambda store: store.default_method.choose(session, method.id))
    visit.say(Paragraph(_default_now(method), "success"))


async def ways_of(visit: Visit) -> Ways:
    """Return what the person can do the second step with."""
    session = visit.signed_in
    return (await visit.look(lambda store: store.account.overview(session))).ways


def shown(kind: Message, method: Method, *, only: bool, instead: Message) -> tuple[Block, ...]:
    """Say what a method is and, where it is the `only` one, what to do `instead` of deleting it."""
    state = _("{name}, default", name=method.name) if method.is_default else method.name
    facts = Facts(((kind, state),))
    if not only:
        return (facts,)
    return (
        facts,
        Paragraph(_("You cannot remove your only authentication method.")),
        Paragraph(instead, "quiet"),
    )


def ways_to_change(method: Method, *, only: bool) -> tuple[Action, ...]:
    """Return what can be done with any method, where it can be."""
    return (*(() if method.is_default else (SET_DEFAULT,)), *(() if only else (DELETE,)))


def undone_by_none(*, confirmed: bool) -> tuple[Paragraph, ...]:
    """Say that no message can undo a change that was `confirmed` with a code."""
    return (_CONFIRMED,) if confirmed else ()


def deleted(gone: Method, left: Ways, said: Message, *, confirmed: bool) -> tuple[Paragraph, ...]:
    """Say what was deleted, and which method is the default now if that has changed."""
    default = (Paragraph(_default_now(left.methods[0])),) if gone.is_default else ()
    return (Paragraph(said, "success"), *default, *undone_by_none(confirmed=confirmed))


def _default_now(method: Method) -> Message:
    return _("Your default method is now {name}.", name=method.name)
