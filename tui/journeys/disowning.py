"""“This wasn’t me”: undoing a change with the code of its notice, nobody signed in (PRODUCT §6)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from i18n import Message, _, told
from store import NoticedChange, Secret
from tui import wording
from tui.pages import (
    BACK,
    CANCEL,
    Action,
    Answers,
    Block,
    Bullets,
    Field,
    Listing,
    Page,
    Paragraph,
    Row,
    submit,
)
from tui.visit import LeadsTo, Visit, WentBack

if TYPE_CHECKING:
    from store.accounts.store import Store

_FORGOT = Action("forgot-password", _("Forgot password"), tone="primary")


@dataclass(frozen=True)
class _Undone:
    changes: tuple[NoticedChange, ...]


@dataclass(frozen=True)
class _Choice:
    """There were earlier changes: from which on it was not them, only the person knows."""

    code: Secret
    changes: tuple[NoticedChange, ...]


async def disown(visit: Visit) -> None:
    """Enter the code, say from when on it was not them, and go on to set a new password."""

    def enter(store: Store, answers: Answers) -> _Undone | _Choice:
        code = answers.secret("code")
        changes = store.notices.look(code)
        if len(changes) > 1:
            return _Choice(code, changes)
        return _Undone(store.notices.disown(code, visit.terminal))

    typed, undone = "", None
    while undone is None:
        entered = await visit.perform(code_page(typed), enter)
        if isinstance(entered, _Undone):
            undone = entered.changes
        else:
            typed = entered.code.reveal()
            with suppress(WentBack):
                undone = await _choose(visit, entered)
    await visit.ask(done_page(undone))
    raise LeadsTo(_FORGOT.name)


async def _choose(visit: Visit, choice: _Choice) -> tuple[NoticedChange, ...]:
    """Ask for the first change that was not theirs, and undo it with all that came after."""
    ids = {_first(change).name: change.id for change in choice.changes}
    return await visit.perform(
        first_change_page(choice.changes),
        lambda store, answers: store.notices.disown(choice.code, visit.terminal, ids[answers.action]),
    )


def _first(change: NoticedChange) -> Action:
    return Action(f"since-{change.id}", _("From here on"))


def _said(change: NoticedChange) -> Message:
    return _("{what}, {when}", what=wording.happening(change.happening), when=change.told_at)


def code_page(typed: str = "") -> Page:
    return Page(
        "disown",
        _("This wasn’t me"),
        (
            Paragraph(_("Did a message tell you of something in your account that was not your doing?")),
            Paragraph(
                _(
                    "Enter the code in it. That ends all sessions, undoes what was changed, and lets nobody"
                    " sign in before you have set a new password."
                )
            ),
        ),
        (
            Field(
                "code",
                _("Code in the message"),
                hint=_("20 characters. Dashes, spaces and capitals do not matter."),
                value=typed,
                limit=100,
                joined=True,
            ),
        ),
        (submit(_("Undo the change")), CANCEL),
        help=(
            _("A code works once, for 10 days. If you got several messages, the code of any will do."),
            _("If no message has a code, choose “Forgot password”: a reset ends all sessions as well."),
        ),
    )


def first_change_page(changes: tuple[NoticedChange, ...]) -> Page:
    """The newest stands first, and in focus: it is the one that the code's own message told of."""
    return Page(
        "first-change",
        _("From when on was it not you?"),
        (
            Paragraph(
                _("Your account was changed several times. Choose the earliest change that was not yours.")
            ),
            Paragraph(_("It is undone, and all that came after it."), "quiet"),
            Listing(
                tuple(
                    Row(wording.happening(change.happening), told(change.told_at), _first(change))
                    for change in reversed(changes)
                )
            ),
        ),
        actions=(BACK,),
        help=(_("What you changed yourself before that stays as it is."),),
    )


def done_page(undone: tuple[NoticedChange, ...]) -> Page:
    blocks: list[Block] = [
        Paragraph(
            _("All sessions have ended, and nobody can sign in before the password is reset."), "success"
        )
    ]
    if undone:
        blocks += [
            Paragraph(_("This was undone:")),
            Bullets(tuple(map(_said, undone))),
            Paragraph(
                _("Set a new password now, by the email address that your account had before the change.")
            ),
        ]
    else:
        blocks.append(Paragraph(_("Set a new password now, by the email address of your account.")))
    blocks.append(
        Paragraph(
            _("If the account’s only second step is not yours, the help desk can take it away."), "quiet"
        )
    )
    return Page(
        "disowned",
        _("Your account is closed to everyone"),
        tuple(blocks),
        actions=(_FORGOT, BACK),
        help=(
            _("The second step is as it was before: you sign in with your own phone or app."),
            _("If you can no longer read your email, ask the help desk."),
        ),
    )
