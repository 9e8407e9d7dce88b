"""“This wasn’t me”: undoing a change with the code of its notice, nobody signed in (PRODUCT §6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from i18n import Message, _, told
from store import AnnouncedRemoval, Disowned, Happening, NoticedChange, Removable, Secret
from store.accounts.store import Store
from store.messages.letters.help_desk import NOT_MINE
from store.messages.letters.methods import told_apart
from store.rules.limits import NOTICE_LIFE
from store.rules.paper_codes import NOTICE_CODE
from tui.journeys.methods.words import WORDS, changed, with_kind
from tui.pages import (
    BACK,
    CANCEL,
    Action,
    Answers,
    Block,
    Bullets,
    Facts,
    Field,
    Page,
    Paragraph,
    Row,
    Text,
    submit,
)
from tui.unwinding import LeadsTo, WentBack
from tui.visit import Visit
from tui.wording.events import happening

_SHORTLY: Mapping[Happening, Message] = {
    Happening.QUESTIONS_SET: _("Questions chosen"),
    Happening.QUESTIONS_REMOVED: _("Questions removed"),
    Happening.DISOWNED: _("Undoing with a code"),
}
_OF_THE_EMAIL = {Happening.EMAIL_CHANGED, Happening.DISOWNED}
_UNDO = Action("undo", _("Undo the change"), tone="danger", submits=True)
_EFFECT = Paragraph(
    _(
        "All sessions then end, what can be undone is undone, and nobody can sign in before you have set a"
        " new password."
    ),
    "warning",
)
_CONFIRMED_STAYS = _(
    "What was confirmed with a code of another method stays. If no message has a code, choose “Forgot"
    " password”: a reset ends all sessions as well."
)
_CANCEL_REMOVAL = Action("cancel-removal", _("Cancel the removal"), tone="danger", submits=True)
_ASKED: Mapping[Removable, Message] = {
    Removable.METHOD: _("Someone asked an operator to remove a method of your second step, as lost."),
    Removable.RECOVERY_CODES: _("Someone asked an operator to remove your recovery codes, as lost."),
    Removable.QUESTIONS: _("Someone asked an operator to remove your recovery questions, as forgotten."),
    Removable.REGISTERED_PHONE: _(
        "Someone asked an operator to have another phone get your codes and PINs, in place of the one that"
        " you were registered with."
    ),
}
_FORGOT = Action("forgot-password", _("Forgot password"), tone="primary")
_ACTIVATE = Action("activate", _("Activate my password"), tone="primary")


async def disown(visit: Visit) -> None:
    """Enter the code, say what was not theirs, and go on to set a new password."""

    def look(store: Store, answers: Answers) -> tuple[Secret, tuple[NoticedChange, ...] | AnnouncedRemoval]:
        code = answers.secret("code")
        announced = store.announced_removals.told_by(code)
        return code, announced or store.disowning.changes(code, visit.place)

    typed, done = "", None
    while done is None:
        code, found = await visit.perform(code_page(typed), look)
        typed = code.reveal()
        with suppress(WentBack):
            if isinstance(found, AnnouncedRemoval):
                await _cancel(visit, code, found)
                return
            done = await _undo(visit, code, found)
    raise LeadsTo((await visit.ask(done_page(done))).action)


async def _cancel(visit: Visit, code: Secret, removal: AnnouncedRemoval) -> None:
    """Keep from happening what was asked for at the help desk; nothing else changes."""
    await visit.perform(
        announced_page(removal),
        lambda store, _answers: store.announced_removals.cancel(code, visit.terminal, visit.place),
    )
    visit.say(Paragraph(_("Cancelled: everything stays as it is. All your addresses are told."), "success"))


async def _undo(visit: Visit, code: Secret, changes: tuple[NoticedChange, ...]) -> Disowned:
    """Undo the only change, or the first that was not theirs with all that came after: they know which."""
    since: dict[str, int | None] = {_first(change).name: change.id for change in changes}
    since[_UNDO.name] = None
    return await visit.perform(
        only_change_page(*changes) if len(changes) == 1 else first_change_page(changes),
        lambda store, answers: store.disowning.disown(code, visit.terminal, since[answers.action]),
    )


def _first(change: NoticedChange) -> Action:
    return Action(f"since-{change.id}", _what(change), submits=True)


def _what(change: NoticedChange) -> Message:
    """Say what kind of thing was changed: who holds a code is not told more of the account."""
    said = _SHORTLY.get(change.happening) if change.kind is None else changed(change.happening, change.kind)
    return said or happening(change.happening)


def _said(change: NoticedChange) -> Message:
    return _("{what}, {when}", what=_what(change), when=change.told_at)


def code_page(typed: str = "") -> Page:
    return Page(
        "disown",
        _("This wasn’t me"),
        (
            Paragraph(_("Did a message tell you of something in your account that was not your doing?")),
            Paragraph(_("Enter the code in it. You then see what it can undo, or keep from happening.")),
            Paragraph(
                _("If it has none, look in the mailbox, or on the phone, that your account has had longest."),
                "quiet",
            ),
        ),
        (
            Field(
                "code",
                _("Code in the message"),
                hint=_(
                    "{count} characters. Capitals, spaces and dashes do not matter.",
                    count=NOTICE_CODE.characters,
                ),
                value=typed,
                limit=100,
                joined=True,
                form=NOTICE_CODE.read,
            ),
        ),
        (submit(_("Continue")), CANCEL),
        help=(
            _(
                "A code works once, for {time}; one that cancels a removal, until that is done. If several"
                " messages have one, any of these codes will do.",
                time=NOTICE_LIFE,
            ),
            _(
                "Only an email address or a phone that your account has had for {time}, or from its start,"
                " gets codes, so that nobody gets one who has just added theirs.",
                time=NOTICE_LIFE,
            ),
            _CONFIRMED_STAYS,
        ),
    )


def announced_page(removal: AnnouncedRemoval) -> Page:
    cancel = _CANCEL_REMOVAL
    if removal.what is Removable.REGISTERED_PHONE:
        cancel = replace(cancel, label=_("Cancel the replacement"))
    return Page(
        "announced-removal",
        cancel.label,
        (
            Paragraph(_ASKED[removal.what]),
            Facts(
                (
                    *_what_is_meant(removal),
                    (_("It would happen on"), told(removal.due_at)),
                )
            ),
            Paragraph(_("If that was not you, cancel it: everything then stays as it is.")),
        ),
        actions=(cancel, BACK),
        help=(
            _("No session ends, and you sign in as before."),
            _("If it was you, go back: it happens by itself."),
        ),
    )


def _what_is_meant(removal: AnnouncedRemoval) -> Iterator[tuple[Message, Text]]:
    """Yield which method is removed, or which phone replaces another, as the message told it."""
    if removal.method is not None:
        yield _("Method"), told_apart(with_kind(removal.method), removal.method)
    elif removal.kind in WORDS:
        yield _("Method"), WORDS[removal.kind].one
    if removal.other_phone:
        yield _("New phone"), removal.other_phone


def only_change_page(change: NoticedChange) -> Page:
    return Page(
        "only-change",
        _UNDO.label,
        (
            Paragraph(
                _("Your message told of this change. If it was yours, go back: nothing is undone yet.")
            ),
            Facts(((_what(change), told(change.told_at)),)),
            _EFFECT,
        ),
        actions=(_UNDO, BACK),
        help=(_CONFIRMED_STAYS,),
    )


def first_change_page(changes: tuple[NoticedChange, ...]) -> Page:
    """The newest stands first, and in focus: it is the one that the code's own message told of."""
    return Page(
        "first-change",
        _("Since when was it not you?"),
        (
            Paragraph(
                _("Your account was changed several times. Choose the earliest change that was not yours.")
            ),
            Paragraph(
                _(
                    "That change and all later ones are undone. The newest stands first: your message told"
                    " of it. Resets of the password are not listed: you set a new one in any case."
                ),
                "quiet",
            ),
            _EFFECT,
        ),
        menu=(
            *(Row(_what(change), told(change.told_at), _first(change)) for change in reversed(changes)),
            BACK,
        ),
        help=(
            _("What you changed yourself before that stays as it is."),
            _(
                "A change that was confirmed with a code of another method is not in the list, and stays as"
                " well."
            ),
        ),
    )


def _what_stays(done: Disowned) -> Message | None:
    """Say what was not taken away, and what it means where it is someone else's."""
    if done.second_step_stays and done.questions_stay:
        return _(
            "The second step and the recovery questions stay: there were none before, and no message alone"
            " takes them away. If they are not yours, nobody can sign in any more."
        )
    if done.second_step_stays:
        return _(
            "The second step stays as it is: there was none before, and no message alone takes it away. If it"
            " is not yours, nobody can sign in any more."
        )
    if done.questions_stay:
        return _(
            "The recovery questions stay: there were none before. If they are not yours, the reset takes a"
            " code of an app or phone that you have had for {time} instead. Without one, nobody can reset"
            " the password any more.",
            time=NOTICE_LIFE,
        )
    return None


def done_page(done: Disowned) -> Page:
    blocks: list[Block] = [
        Paragraph(
            _("All sessions have ended, and nobody can sign in before the password is reset."), "success"
        )
    ]
    explained: tuple[Message, ...] = (
        _("The reset needs your email: if you can no longer read it, get the mailbox back first."),
    )
    if done.changes:
        blocks += [Paragraph(_("This was undone:")), Bullets(tuple(map(_said, done.changes)))]
    if (stays := _what_stays(done)) is not None:
        blocks.append(Paragraph(stays, "warning"))
    elif not done.changes:
        blocks.append(Paragraph(_("There was nothing else to undo.")))
    if done.changes and not done.second_step_stays:
        explained = (
            _("The second step is as it was before: you sign in with your own phone or app."),
            *explained,
        )
    if done.in_person:
        reset = _("We have sent a new activation code to your email address: set a new password with it.")
    elif any(change.happening in _OF_THE_EMAIL for change in done.changes):
        reset = _("Set a new password now, by the email address that your account had before the change.")
    else:
        reset = _("Set a new password now, by the email address of your account.")
    return Page(
        "disowned",
        _("Your account is closed to everyone"),
        (*blocks, Paragraph(reset)),
        actions=(_ACTIVATE if done.in_person else _FORGOT, BACK),
        help=explained,
        matter=None if stays is None else NOT_MINE,
    )
