"""Getting a one-time PIN and entering it (PRODUCT §8, seed 002)."""

from __future__ import annotations

from collections.abc import Callable

from i18n import Clock, Message, _
from store import LivePin, PinStanding, Problem, Refusal
from store.accounts.store import Store
from store.messages.letters.help_desk import OTHER_PHONE
from store.rules.limits import ONE_PIN_EVERY, PIN_BY_SMS_AFTER, PIN_LIFE, PIN_TRIES, PINS_AN_HOUR
from store.rules.pins import PIN_CHARACTERS, read_pin
from tui.journeys.endings import refused
from tui.pages import BACK, Action, Answers, Block, Field, Page, Paragraph, submit
from tui.visit import Chosen, Visit

_BY_SMS = "by-sms"
_ANOTHER = Action("another-pin", _("Get another PIN"))
ON_OWN_TERMINAL = _(
    "“macle pin”, typed on a terminal of your own, shows your PINs there, once you have registered it with"
    " your document and a code by SMS."
)
ANOTHER_PIN = Paragraph(
    _(
        "This is another PIN, which can be sent by SMS after {time}. The earlier one no longer works.",
        time=PIN_BY_SMS_AFTER,
    ),
    "success",
)
_ENDED = frozenset({Refusal.PIN_EXPIRED, Refusal.PIN_TRIES_SPENT})
"""Why a PIN can be typed no longer."""


async def one_time_pin(visit: Visit) -> None:
    """Make a PIN, unless one still works, and ask for it until it is right.

    Raises `WentBack`; `Problem` PIN_PHONE_ALONE where no PIN signs them in, before any is made.
    """
    session = visit.signed_in

    def obtain(store: Store, _answers: Answers) -> LivePin:
        return store.one_time_pin.obtain(session)

    def enter(store: Store, answers: Answers) -> Refusal | None:
        return _unless_ended(lambda: store.one_time_pin.enter(session, answers.secret("pin")))

    while True:
        standing = await visit.look(lambda store: store.one_time_pin.standing(session))
        if standing.phone_alone:
            raise Problem(Refusal.PIN_PHONE_ALONE)
        if standing.live is None:
            await visit.perform(obtain_page(standing), obtain)
            continue
        match await visit.perform_or_choose(pin_page(standing, standing.live), enter):
            case None:
                return
            case Refusal() as ended:
                visit.say(refused(Problem(ended)))
            case Chosen(action):
                await (_send(visit) if action == _BY_SMS else _replace(visit))


async def _send(visit: Visit) -> None:
    session = visit.signed_in
    try:
        await visit.look(lambda store: store.one_time_pin.send_by_sms(session))
    except Problem as problem:
        visit.say(refused(problem))


async def _replace(visit: Visit) -> None:
    session = visit.signed_in
    try:
        await visit.look(lambda store: store.one_time_pin.obtain(session))
    except Problem as problem:
        visit.say(refused(problem))
    else:
        visit.say(ANOTHER_PIN)


def _unless_ended(enter: Callable[[], None]) -> Refusal | None:
    try:
        enter()
    except Problem as problem:
        if problem.refusal in _ENDED:
            return problem.refusal
        raise
    return None


def obtain_page(standing: PinStanding) -> Page:
    return Page(
        "pin-obtain",
        _("One-time PIN"),
        (_where(standing),),
        actions=(submit(_("Get PIN")), BACK),
        help=_help(),
    )


def pin_page(standing: PinStanding, live: LivePin) -> Page:
    """Return the page that asks for a PIN; `live` is the one of `standing`."""
    sms: tuple[Action, ...] = ()
    if live.by_sms_from is not None:
        sms = (Action(_BY_SMS, _("Send the PIN by SMS"), opens_at=live.by_sms_from),)
    hint = _(
        "{count} letters or digits; good until {clock}.",
        count=PIN_CHARACTERS,
        clock=Clock(live.expires_at),
    )
    return Page(
        "pin",
        _("One-time PIN"),
        (_where(standing) if live.by_sms_from is not None else _sent(standing),),
        # The code stands in the label: however small the terminal, it is seen with what is typed.
        (
            Field(
                "pin", _("PIN beside the code {code}", code=live.code), hint=hint, joined=True, form=read_pin
            ),
        ),
        (submit(_("Enter")), BACK),
        (*sms, _ANOTHER),
        help=(_("Type the PIN, then choose “Enter” below it."), *_help()),
        matter_of_help=OTHER_PHONE,
    )


def _where(standing: PinStanding) -> Block:
    """Say where the PIN can be read."""
    if standing.has_app:
        return Paragraph(_("Your terminal shows the PIN, where you registered it with “macle pin”."))
    return Paragraph(
        _(
            "No terminal of yours shows your PINs yet (macle pin). After {time} you can have the PIN sent"
            " to {phone}.",
            time=PIN_BY_SMS_AFTER,
            phone=standing.phone,
        )
    )


def _sent(standing: PinStanding) -> Block:
    return Paragraph(_("The PIN was sent to {phone}.", phone=standing.phone))


def _help() -> tuple[Message, ...]:
    return (
        _(
            "A PIN works once, for {time}, and takes {count} tries. You can go back and return meanwhile.",
            time=PIN_LIFE,
            count=PIN_TRIES,
        ),
        _(
            "Only the newest PIN works, and only where you asked for it. You can get {count} at once, then"
            " one more every {time}.",
            count=PINS_AN_HOUR,
            time=ONE_PIN_EVERY,
        ),
        ON_OWN_TERMINAL,
        _("Give a PIN to nobody: who asks you for one wants to sign in as you."),
    )
