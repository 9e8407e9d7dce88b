"""Resetting a forgotten password with an emailed token (PRODUCT §3)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

from i18n import Clock, Message, _
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
from store.rules.limits import (
    FAILURES_BEFORE_A_WAIT,
    KEY_TRIES,
    NOTICE_LIFE,
)
from store.rules.paper_codes import RESET_TOKEN, end_of_link
from store.rules.passwords import Policy
from tui.journeys.endings import SIGN_IN
from tui.journeys.methods.method_codes import Taking, take_code
from tui.journeys.password.new_password import CHOOSE_WELL, NEW_PASSWORD, password_checks
from tui.journeys.password.recovery_questions import question_words
from tui.journeys.profile.personal_key import (
    HOW_KEYS_ARE_READ,
    KEY_FIELD,
    WAIT_AFTER_WRONG_KEYS,
    too_many_keys,
)
from tui.pages import BACK, CANCEL, Action, Answers, Bullets, Field, Page, Paragraph, submit
from tui.visit import Chosen, LeadsTo, Visit, WentBack

_TEST_KEY = Action("test-key", _("Test my key"))
_ASK_AGAIN = Action("forgot-password", _("Forgot password"))
_FORGOT_ANSWER = Action("forgot-answer", _("I forgot the answer"))
_CODE_INSTEAD = Action("code-instead", _("Enter a code instead"))
FIRST_SET = Paragraph(_("Your password is set. Sign in with it."), "success")
RESET = Paragraph(
    _("Your password was reset, and all your sessions have ended. Sign in with the new one."), "success"
)


async def use_token(visit: Visit) -> None:
    """Set a new password with the token of the message."""
    token, opened, policy = await _enter_token(visit)
    while True:
        opened = await _accept_cost(visit, token, opened)
        try:
            await _answer_question(visit, token, opened)
        except WentBack:
            # One page back: to what the reset costs, or to the token.
            if _cost(opened.profile) is None:
                token, opened, policy = await _enter_token(visit, token.reveal())
            continue
        changed = await visit.perform(
            set_password_page(policy, opened), partial(_set_password, token, opened, visit.terminal)
        )
        if changed is None:
            break
        opened = changed
    visit.say(FIRST_SET if opened.invites else RESET)
    visit.know(opened.owner.username)
    raise LeadsTo(SIGN_IN.name)


async def _enter_token(visit: Visit, typed: str = "") -> tuple[Secret, OpenedReset, Policy]:
    """Return the token, what it opens, and the rules of a new password."""

    def look(store: Store, answers: Answers) -> tuple[Secret, OpenedReset, Policy]:
        token = answers.secret("token")
        return token, store.reset.open(token, visit.place), store.password.policy

    looked = await visit.perform_or_choose(token_page().filled({"token": typed}), look)
    if isinstance(looked, Chosen):
        raise LeadsTo(_ASK_AGAIN.name)
    return looked


def _set_password(
    token: Secret, opened: OpenedReset, terminal: str, store: Store, answers: Answers
) -> OpenedReset | None:
    """Set the password; return what the token opens now if it costs, or asks, something else than before."""
    new, confirmation = answers.secret("new"), answers.secret("confirmation")
    try:
        store.reset.set_password(token, new, confirmation, terminal, opened.profile)
    except Problem as problem:
        if problem.refusal in {Refusal.PROFILE_CHANGED, Refusal.ANSWER_NEEDED}:
            return store.reset.open(token)
        raise
    return None


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
                opened = await _enter_code_instead(visit, token)


def _answer(token: Secret, question: int, terminal: str, store: Store, answers: Answers) -> OpenedReset:
    """Answer the question, and return what the token opens now."""
    try:
        store.reset.answer(token, question, answers.secret("answer"), terminal)
    except Problem as problem:
        if problem.refusal is not Refusal.ANSWER_NEEDED:
            raise
    return store.reset.open(token)


async def _enter_code_instead(visit: Visit, token: Secret) -> OpenedReset:
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
        again=_ASK_AGAIN,
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


def _read_token(typed: str) -> str:
    return RESET_TOKEN.read(end_of_link(typed))


def token_page() -> Page:
    return Page(
        "token",
        _("I have a token"),
        (
            Paragraph(
                _("Enter the token from the message headed “Reset the password” or “Set your password”.")
            ),
        ),
        (
            Field(
                "token",
                _("Token"),
                hint=_(
                    "{count} characters. Capitals, spaces and dashes do not matter; the whole link will do.",
                    count=RESET_TOKEN.characters,
                ),
                limit=1000,
                joined=True,
                form=_read_token,
            ),
        ),
        (submit(_("Continue")), BACK),
        (_ASK_AGAIN,),
        help=(
            _(
                "Type the token, or paste it with your terminal’s own paste, often Ctrl+Shift+V or a right"
                " click."
            ),
            _("The letter O is read as zero, and I and L as one: a token never holds them, nor U."),
        ),
    )


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
        help=(_("Nothing has changed so far. If you cancel, the token still works until its time is over."),),
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
        said = _("You chose it to protect your account: the token alone does not set a password.")
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
            _("A wrong answer does not use the token up."),
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
                    _("Come back when you remember: every token asks the same question."),
                    _(
                        "If you remember your password and nobody closed the account, sign in, and choose"
                        " other questions in the sign-in settings."
                    ),
                )
            ),
            Paragraph(
                _("If none of this helps, you have to create another account, with another email address."),
                "quiet",
            ),
        ),
        actions=(BACK,),
    )


def set_password_page(policy: Policy, opened: OpenedReset) -> Page:
    if opened.invites:
        return _first_password_page(policy, opened)
    return Page(
        "set-password",
        _("Set a new password"),
        (
            Paragraph(
                _(
                    "The reset ends all sessions of your account {username}. The token works until {clock}.",
                    username=opened.owner.username,
                    clock=Clock(opened.expires_at),
                ),
                "warning",
            ),
            password_checks(policy, opened.owner),
        ),
        NEW_PASSWORD,
        (submit(_("Set the password")), CANCEL),
        help=(
            CHOOSE_WELL,
            _("If you cancel, the old password stays, and the token still works until its time is over."),
            _("Afterwards, you sign in with the new one; a second step is asked for as before."),
            _("If you had a verified profile, the account page says what became of it, and what to do."),
        ),
    )


def _first_password_page(policy: Policy, opened: OpenedReset) -> Page:
    """The page of a token that came with an invitation: there is no password, and nothing to lose."""
    return Page(
        "set-first-password",
        _("Set your password"),
        (
            Paragraph(
                _(
                    "It opens your account {username} from now on. The token works until {moment}.",
                    username=opened.owner.username,
                    moment=opened.expires_at,
                )
            ),
            password_checks(policy, opened.owner),
        ),
        NEW_PASSWORD,
        (submit(_("Set the password")), CANCEL),
        help=(
            CHOOSE_WELL,
            _("If you cancel, the token still works until its time is over."),
            _("Afterwards, you sign in with your username, or your email address, and this password."),
        ),
    )
