"""The permanent password: set with an activation code, which can be renewed (PRODUCT §8, seed 002)."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from i18n import Clock, Language, Message, _
from store import CodeTicket, OpenedReset, Problem, Refusal, Secret
from store.accounts.store import Store
from store.messages.letters.help_desk import LOST_CODE, OTHER_PHONE
from store.rules import documents, identifiers
from store.rules.limits import (
    ACTIVATION_TRIES,
    CODES_TO_A_PHONE_AN_HOUR,
    FIRST_ACTIVATION_LIFE,
)
from store.rules.paper_codes import ACTIVATION_CODE
from store.rules.passwords import Policy
from tui import wording
from tui.journeys import sent_code
from tui.journeys.endings import SIGN_IN
from tui.journeys.password.new_password import CHOOSE_WELL, NEW_PASSWORD, password_checks
from tui.journeys.password.password import perform_proved
from tui.journeys.password.resetting import Begun, Done, carry_out
from tui.journeys.profile.keep import Sheet, keep, ways_to_keep
from tui.journeys.sent_code import Confirming, enter_code
from tui.pages import BACK, CANCEL, Action, Answers, Card, Field, Page, Paragraph, Tick, submit
from tui.unwinding import LeadsTo, WentBack
from tui.visit import Visit

_KEEP = Action("keep", _("Continue"), tone="primary")
_BY_PIN = Action("sign-in-with-pin", _("Sign in with a one-time PIN"))
_SEE_AGAIN = Action("see-again", _("See the code again"), leaves=True)
SHEET_TITLE = _("Macle activation code")
_HOW_CODES_ARE_READ = _("The letter O is read as zero, and I and L as one: a code never holds them, nor U.")
_WHAT_FOR = _("With this code you set another password, should you forget the one you have. It works once.")
_LOST = _(
    "If you lose it, sign in with your password or a one-time PIN, and choose “Renew the activation code”."
)
_SET = Paragraph(_("Your password is set."), "success")
_SIGN_IN = Paragraph(_("Sign in with your document number and the password."))
_PINS_STOP = Paragraph(
    _("The terminal that shows your PINs (macle pin) then stops, and has to be registered again."), "quiet"
)
_PINS_STOPPED = Paragraph(
    _("The terminal that showed your PINs has to be registered again: type “macle pin” there.")
)
_SENT = Paragraph(
    _("The new activation code is on its way to your email address. The earlier one no longer works."),
    "success",
)


async def activate(visit: Visit) -> None:
    """Set the permanent password by the activation code and a code by SMS; get the next activation code."""

    def begin(store: Store, answers: Answers) -> tuple[Answers, CodeTicket | Problem]:
        document, email, code = answers["document"], answers["email"], answers.secret("code")
        try:
            return answers, store.activation.begin(document, email, code, visit.terminal, visit.place)
        except Problem as problem:
            if problem.refusal is not Refusal.ACTIVATION_BLOCKED:
                raise
            return answers, problem

    async def leave(_token: Secret) -> Begun:
        raise WentBack

    page, begun = activation_page(), None
    # Whoever goes back from here no longer goes on to what led them here.
    wanted, visit.wanted = visit.wanted, None
    while begun is None:
        typed, ticket = await visit.perform(page, begin)
        page = page.filled(typed.values)
        with suppress(WentBack):
            if isinstance(ticket, Problem):
                raise LeadsTo((await visit.ask(blocked_page(wording.sentence(ticket)))).action)
            begun = await enter_code(visit, ticket, code_page, _confirming(visit.terminal))
    done = await carry_out(visit, begun, set_password_page, leave)
    visit.know(typed["document"])
    await _show_next_code(visit, done)
    visit.say(_SET, _SIGN_IN, *((_PINS_STOPPED,) if done.opened.ends_pins else ()))
    visit.wanted = wanted
    raise LeadsTo(SIGN_IN.name)


async def renew_code(visit: Visit) -> None:
    """Have the next activation code sent to the email address of the account."""
    session = visit.signed_in
    await perform_proved(visit, renewal_page(), lambda store, _answers: store.activation.renew(session))
    visit.say(_SENT)


def _confirming(terminal: str) -> Confirming[Begun]:
    def confirm(store: Store, ticket: CodeTicket, code: Secret) -> Begun:
        token = store.activation.confirm(ticket, code, terminal)
        return Begun(token, store.reset.open(token), store.password.policy)

    return Confirming(
        lambda store, ticket: store.activation.send_again(ticket),
        confirm,
        lambda store, ticket: store.activation.cancel(ticket),
    )


async def _show_next_code(visit: Visit, done: Done) -> None:
    """Show the next activation code until it is kept: nobody can show it again."""
    assert done.next_code is not None
    code, made_at, kept = ACTIVATION_CODE.grouped(done.next_code.reveal()), visit.now(), False
    made_on = made_at.astimezone(visit.language.zone).date()
    with visit.until_kept():
        while not kept:
            action = ""
            while action != _KEEP.name:
                page = next_code_page(code, made_at, ways_to_keep(visit), came_from=action)
                action = (await visit.ask(page)).action
                if action != _KEEP.name:
                    text = code_sheet(visit.language, done.opened.owner.username, code, made_at)
                    title = visit.language.say(SHEET_TITLE)
                    name = f"macle-activation-{done.opened.owner.username}-{made_on}.txt"
                    await keep(visit, Sheet(title, code, text, name), action)
            kept = await _says_kept(visit)


async def _says_kept(visit: Visit) -> bool:
    """Ask for the tick; return whether it was set, or the code is to be seen again."""
    try:
        await visit.ask(kept_page())
    except WentBack:
        return False
    return True


def code_sheet(language: Language, username: str, code: str, made_at: datetime) -> str:
    """Return the text of the file or sheet of paper that keeps a code.

    It names the account as the slip does, and not by its document or email, which the code is typed with.
    """
    lines = (SHEET_TITLE, _("Account {username}", username=username), _made_on(made_at), _WHAT_FOR)
    title, account, made_on, what_for = map(language.say, lines)
    return "\n\n".join((title, account, code, made_on, what_for)) + "\n"


def _made_on(made_at: datetime) -> Message:
    return _("Code made on {moment}", moment=made_at)


def activation_page() -> Page:
    return Page(
        "activate",
        _("Activate my password"),
        (
            Paragraph(
                _(
                    "Set your permanent password with your newest activation code: from a slip, shown when"
                    " you last set the password, or sent to you."
                )
            ),
        ),
        (
            Field(
                "document",
                _("Document number"),
                hint=_("Of a DNI or NIE, such as 12345678Z or X1234567L."),
                form=documents.spanish_document,
            ),
            Field("email", _("Email address"), form=identifiers.email),
            Field(
                "code",
                _("Activation code"),
                hint=_(
                    "{count} characters. Capitals, spaces and dashes do not matter.",
                    count=ACTIVATION_CODE.characters,
                ),
                joined=True,
                form=ACTIVATION_CODE.read,
            ),
        ),
        (submit(_("Continue")), BACK),
        help=(
            _HOW_CODES_ARE_READ,
            _(
                "The code on the slip works for {days} days; those that come after it work until they are"
                " used. {count} wrong tries block a code.",
                days=FIRST_ACTIVATION_LIFE.days,
                count=ACTIVATION_TRIES,
            ),
            _LOST,
        ),
        matter_of_help=LOST_CODE,
    )


def blocked_page(blocked: Message) -> Page:
    return Page(
        "activation-blocked",
        _("The activation code is blocked"),
        (Paragraph(blocked, "error"),),
        menu=(SIGN_IN, _BY_PIN, BACK),
        help=(_("“Renew the activation code” is on the page that you see once you have signed in."),),
        matter=LOST_CODE,
    )


def code_page(ticket: CodeTicket) -> Page:
    return sent_code.code_page(
        "activation-phone",
        _("Confirm with your phone"),
        _(
            "We sent a code by SMS to the phone that you were registered with: {number}.",
            number=ticket.sent.address,
        ),
        ticket,
        (
            _("If the message does not come, choose “Resend code”. Only the newest code works."),
            _("At most {count} codes go to a phone in an hour.", count=CODES_TO_A_PHONE_AN_HOUR),
        ),
        OTHER_PHONE,
    )


def set_password_page(policy: Policy, opened: OpenedReset) -> Page:
    said = (
        _("Choose the password of your account. You have until {clock}.", clock=Clock(opened.expires_at))
        if opened.is_first
        else _(
            "It takes the place of your password, and ends all sessions. You have until {clock}.",
            clock=Clock(opened.expires_at),
        )
    )
    return Page(
        "set-permanent-password",
        _("Set the password"),
        (
            Paragraph(said),
            *((_PINS_STOP,) if opened.ends_pins else ()),
            password_checks(policy, opened.owner),
        ),
        NEW_PASSWORD,
        (submit(_("Set the password")), CANCEL),
        help=(
            CHOOSE_WELL,
            _("If you cancel, the activation code still works: start again with it."),
            _("Afterwards, you get the next activation code, and sign in with your document number."),
        ),
    )


def next_code_page(code: str, made_at: datetime, ways: tuple[Action, ...], *, came_from: str = "") -> Page:
    """`ways` are those to keep it."""
    return Page(
        "next-activation-code",
        _("Save your next activation code"),
        (
            Card(code, _made_on(made_at)),
            Paragraph(
                _(
                    "Your password is set, and the code that you had is used up. This one takes its place,"
                    " and is shown only now: keep it somewhere safe."
                )
            ),
        ),
        actions=(_KEEP, *ways),
        help=(_WHAT_FOR, _LOST, _HOW_CODES_ARE_READ),
        matter_of_help=LOST_CODE,
        came_from=came_from,
        written_down=True,
    )


def kept_page() -> Page:
    return Page(
        "activation-code-kept",
        _("Have you kept your activation code?"),
        (Paragraph(_("Once you go on, it cannot be shown again.")),),
        (Tick("saved", _("I kept my activation code.")),),
        (submit(_("Continue")), _SEE_AGAIN),
        help=(_WHAT_FOR, _LOST),
        matter_of_help=LOST_CODE,
    )


def renewal_page() -> Page:
    return Page(
        "renew-activation-code",
        _("Renew the activation code"),
        (
            Paragraph(_("A new code is sent to the email address of your account, and nowhere else.")),
            Paragraph(_("The one that you have no longer works then."), "warning"),
        ),
        actions=(submit(_("Send the new code")), CANCEL),
        help=(_WHAT_FOR, _("If the code was blocked after wrong tries, the new one is not.")),
    )
