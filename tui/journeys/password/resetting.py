"""What follows a token of a reset: what it costs, the recovery question, the new password (PRODUCT §3, §8).

The token was emailed, or goes with an activation code: the way there is the same from here on.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from i18n import Message, _
from store import (
    Confirmation,
    OpenedReset,
    Problem,
    ProfileState,
    ProfileStatus,
    Refusal,
    Secret,
    Ways,
)
from store.accounts.store import Store
from store.messages.letters.help_desk import FORGOTTEN_ANSWER
from store.rules.limits import FAILURES_BEFORE_A_WAIT, KEY_TRIES, NOTICE_LIFE
from store.rules.passwords import Policy
from tui.journeys.methods.method_codes import Taking, take_code
from tui.journeys.password.recovery_questions import question_words
from tui.journeys.profile.personal_key import (
    HOW_KEYS_ARE_READ,
    KEY_FIELD,
    WAIT_AFTER_WRONG_KEYS,
    too_many_keys,
)
from tui.pages import BACK, CANCEL, Action, Answers, Bullets, Field, Page, Paragraph, submit
from tui.unwinding import WentBack
from tui.visit import Chosen, Visit

_TEST_KEY = Action("test-key", _("Test my key"))
ASK_AGAIN = Action("forgot-password", _("Forgot password"))
_ACTIVATE_AGAIN = Action("activate", _("Activate my password"))
_FORGOT_ANSWER = Action("forgot-answer", _("I forgot the answer"))
_CODE_INSTEAD = Action("code-instead", _("Enter a code instead"))


@dataclass(frozen=True, repr=False)
class Begun:
    """A reset whose token was opened, and the rules of the new password."""

    token: Secret
    opened: OpenedReset
    policy: Policy


@dataclass(frozen=True, repr=False)
class Done:
    """A password that was set: what the token had opened, and the next activation code if there is one."""

    opened: OpenedReset
    next_code: Secret | None


async def carry_out(
    visit: Visit,
    begun: Begun,
    page: Callable[[Policy, OpenedReset], Page],
    begin_again: Callable[[Secret], Awaitable[Begun]],
) -> Done:
    """Set a new password on a `page`, after all that stands before it.

    Who goes back from the first page there is begins again, with the token there was. Raises `WentBack`.
    """
    while True:
        opened = await _accept_cost(visit, begun.token, begun.opened)
        try:
            await _answer_question(visit, begun.token, opened)
        except WentBack:
            # One page back: to what the reset costs, or to the token.
            again = _cost(opened.profile) is None
            begun = await begin_again(begun.token) if again else replace(begun, opened=opened)
            continue
        done = await visit.perform(
            page(begun.policy, opened), partial(_set_password, begun.token, opened, visit.terminal)
        )
        if isinstance(done, Done):
            return done
        begun = replace(begun, opened=done)


def _set_password(
    token: Secret, opened: OpenedReset, terminal: str, store: Store, answers: Answers
) -> Done | OpenedReset:
    """Set the password; return what the token opens now if it costs, or asks, something else than before."""
    new, confirmation = answers.secret("new"), answers.secret("confirmation")
    try:
        next_code = store.reset.set_password(token, new, confirmation, terminal, opened.profile)
    except Problem as problem:
        if problem.refusal in {Refusal.PROFILE_CHANGED, Refusal.ANSWER_NEEDED}:
            return store.reset.open(token)
        raise
    return Done(opened, next_code)


async def _accept_cost(visit: Visit, token: Secret, opened: OpenedReset) -> OpenedReset:
    """Say what the reset costs the person's profile, and let them test their key; nothing if it is free.

    A token alone tests no key: the recovery question is answered before. Return what is still to be answered.
    """
    cost = _cost(opened.profile)
    tested, chosen = False, ""
    while cost is not None:
        page = cost_page(cost, opened.profile.profile is not None, tested=tested)
        # Who knows that their key is right goes on.
        came_from = "" if tested else chosen
        chosen = (await visit.ask(replace(page, came_from=came_from))).action
        if chosen != _TEST_KEY.name:
            break
        with suppress(WentBack):
            await _answer_question(visit, token, opened)
            opened = replace(opened, question=None)
            await _test_key(visit, token)
            tested = True
    return opened


async def _answer_question(visit: Visit, token: Secret, opened: OpenedReset) -> None:
    """Ask the recovery question, where there is one, until it is answered, or a code is entered instead."""
    while opened.question is not None:
        page = question_page(opened.question, opened.instead)
        answer = partial(_answer, token, opened.question, visit.terminal)
        match await visit.perform_or_choose(page, answer):
            case OpenedReset() as answered:
                opened = answered
            case Chosen(_FORGOT_ANSWER.name):
                await visit.tell(forgotten_answer_page())
            case Chosen(_CODE_INSTEAD.name):
                opened = await _enter_code_instead(visit, token, opened)


def _answer(token: Secret, question: int, terminal: str, store: Store, answers: Answers) -> OpenedReset:
    """Answer the question, and return what the token opens now."""
    try:
        store.reset.answer(token, question, answers.secret("answer"), terminal)
    except Problem as problem:
        if problem.refusal is not Refusal.ANSWER_NEEDED:
            raise
    return store.reset.open(token)


async def _enter_code_instead(visit: Visit, token: Secret, opened: OpenedReset) -> OpenedReset:
    """Ask for a code of a standing method; return what the token opens then, also where one goes back."""
    terminal = visit.terminal

    def ways(store: Store) -> Ways:
        instead = store.reset.open(token).instead
        if instead is None or instead == Ways((), 0):
            raise WentBack
        return instead

    def enter(store: Store, method_id: str, code: Secret) -> None:
        store.reset_by_method.enter(token, Confirmation(method_id, code), terminal)

    taking = Taking(
        ways=ways,
        opens_at=lambda store: store.reset_by_method.opens_at(token),
        send=lambda store, method_id, again: store.reset_by_method.send(token, method_id, again=again),
        enter=enter,
        spent=lambda words: words.spent_in_reset,
        again=_ACTIVATE_AGAIN if opened.activates else ASK_AGAIN,
    )
    with suppress(WentBack):
        await take_code(visit, taking)
    return await visit.look(lambda store: store.reset.open(token))


async def _test_key(visit: Visit, token: Secret) -> None:
    """Let the person try their key, which is not used up. Raises `WentBack`."""
    opens_at = await visit.look(lambda store: store.reset.key_opens_at(token))
    await visit.perform(
        test_key_page(opens_at),
        lambda store, answers: store.reset.test_key(token, answers.secret("key"), visit.terminal),
    )
    right = _("This key is right. It was not used up: keep it for after the reset.")
    visit.say(Paragraph(right, "success"))


def _cost(status: ProfileStatus) -> Message | None:
    if status.profile is ProfileState.ACTIVE and not status.key_kept:
        return _("Your profile will be deactivated, and you have not shown that you kept its personal key.")
    if status.profile is ProfileState.ACTIVE:
        return _("Your profile will be deactivated. With your personal key you can reactivate it.")
    if status.request in {ProfileState.PENDING, ProfileState.ACCEPTED}:
        return _("Your request to verify your identity will be cancelled. You can make it again.")
    if status.profile is ProfileState.DEACTIVATED:
        return _("Your profile stays deactivated. With your personal key you can reactivate it.")
    return None


def cost_page(cost: Message, has_profile: bool, *, tested: bool) -> Page:
    """`tested` says whether the key was tried and right."""
    blocks = [Paragraph(cost, "warning")]
    if has_profile:
        without_key = (
            _("Without the key, you would verify your identity again.")
            if tested
            else _("Without the key, you would verify your identity again. Test your key first.")
        )
        blocks.append(Paragraph(without_key))
    return Page(
        "reset-cost",
        _("What the reset costs"),
        tuple(blocks),
        actions=(submit(_("Continue")), CANCEL),
        menu=(_TEST_KEY,) if has_profile else (),
        help=(_("Nothing has changed so far. If you cancel, the token or activation code still works."),),
    )


def test_key_page(opens_at: datetime | None) -> Page:
    return Page(
        "test-key",
        _("Test my key"),
        (
            Paragraph(
                _(
                    "The key is only tested, not used up. A wrong one counts: {count}, then a wait.",
                    count=KEY_TRIES,
                )
            ),
            *too_many_keys(opens_at),
        ),
        (KEY_FIELD,),
        (submit(_("Test my key")), BACK),
        help=(HOW_KEYS_ARE_READ, WAIT_AFTER_WRONG_KEYS),
    )


def question_page(question: int, instead: Ways | None = None) -> Page:
    """`instead` are the ways that do as well where the question may be a thief's, None where it is not."""
    if instead is None:
        said = _("You chose it to protect your account: without the answer, no password is set.")
    elif instead == Ways((), 0):
        said = _(
            "This question was chosen less than {time} ago, and your account has no code that does instead"
            " of the answer. If it was not you who chose it, choose “I forgot the answer”.",
            time=NOTICE_LIFE,
        )
    else:
        said = _(
            "This question was chosen less than {time} ago. If it was not you who chose it, enter a code of"
            " your second step instead.",
            time=NOTICE_LIFE,
        )
    return Page(
        "recovery-question",
        _("Answer your recovery question"),
        (Paragraph(said),),
        (Field("answer", question_words(question), limit=100, secret=True),),
        (submit(_("Continue")), BACK),
        (*((_CODE_INSTEAD,) if instead not in {None, Ways((), 0)} else ()), _FORGOT_ANSWER),
        help=(
            _("Capitals, accents, spaces and other signs do not matter."),
            _(
                "It is the same question until it is answered. After {count} wrong answers you have to wait.",
                count=FAILURES_BEFORE_A_WAIT,
            ),
            _("A wrong answer uses up neither a token nor an activation code."),
        ),
    )


def forgotten_answer_page() -> Page:
    return Page(
        "forgotten-answer",
        _("I forgot the answer"),
        (
            Paragraph(_("Without the answer, the password cannot be reset. What you can do:")),
            Bullets(
                (
                    _("Try another spelling: capitals, accents and spaces do not matter, but words do."),
                    _("Come back when you remember: the same question is asked until then."),
                    _(
                        "If you remember your password and nobody closed the account, sign in, and choose"
                        " other questions in the sign-in settings."
                    ),
                )
            ),
        ),
        actions=(BACK,),
        matter=FORGOTTEN_ANSWER,
    )
