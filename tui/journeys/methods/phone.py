"""Phones for the second step: adding one and its backup, replacing, deleting (PRODUCT §6, seed 001)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from i18n import Country, Message, _
from store import CodeTicket, Confirmation, Method, Problem, Refusal, Secret, Ways
from store.accounts.store import Store
from store.messages.letters.help_desk import LOST_METHOD, ONLY_PHONE
from store.rules.limits import CODE_TRIES
from store.rules.phone import country_of, judge_form, written
from tui.journeys import sent_code
from tui.journeys.endings import refused
from tui.journeys.methods.app import add_app
from tui.journeys.methods.changes import (
    DELETE,
    SET_DEFAULT,
    TOLD,
    change_method,
    deleted,
    set_default,
    shown,
    undone_by_none,
    ways_of,
    ways_to_change,
)
from tui.journeys.methods.confirming import Removal
from tui.journeys.methods.words import PHONE
from tui.journeys.password.password import PASSWORD_AGAIN, perform_proved
from tui.journeys.questions_and_answers import LOST_PHONE, NO_SECOND_NUMBER, UPDATE_A_NUMBER, USE_OF_DETAILS
from tui.journeys.sent_code import Confirming, enter_code
from tui.pages import BACK, CANCEL, Action, Answers, Field, Page, Paragraph, submit
from tui.unwinding import WentBack
from tui.visit import Visit

_ADD_BACKUP = Action("add-backup", _("Add a backup phone number"), tone="primary")
_ADD_APP = Action("add-app", _("Add an authenticator app"), tone="primary")
_SKIP = Action("skip", _("Skip this step"), leaves=True)
_GO_ON = Action("go-on", _("Continue without a backup"))
_REPLACE = Action("replace", _("Replace"), tone="primary")

Judge: TypeAlias = Callable[[str], None]
"""Raises the `Problem` of what is no number in the language that is spoken by then."""


@dataclass(frozen=True, repr=False)
class _Several:
    """A number that is dialled in `countries` that are to be confirmed: each (E.164) by its action.

    The `password` and the `confirmation` are those that were typed with it, for one that replaces another.
    """

    countries: Mapping[str, str]
    password: Secret | None
    confirmation: Confirmation | None


@dataclass(frozen=True)
class _Refused:
    """What the store refused of fields that are on the page of the number, after its country was chosen."""

    number: str
    problem: Problem


async def add_phone(visit: Visit) -> None:
    """Add a phone; after the first, offer a backup and say what it risks to have none."""
    added = await _prove(visit, number_page)
    ways = await ways_of(visit)
    if [method.kind for method in ways.methods].count(added.kind) == 1:
        await _offer_backup(visit, added, alone=len(ways.methods) == 1)
    else:
        visit.say(added_phone(added))


async def change_phone(visit: Visit, method: Method) -> None:
    """Replace a phone, make it the default, or delete it."""
    await change_method(visit, method, change_page, _CHANGES)


async def _replace(visit: Visit, method: Method) -> None:
    removal = Removal(visit, method.id, PHONE.why_confirm(method.name))
    new = await _prove(visit, partial(replacement_page, method), removal)
    visit.say(*replaced(method, new, confirmed=removal.confirmed))


async def _delete(visit: Visit, method: Method) -> None:
    session = visit.signed_in
    removal = Removal(visit, method.id, PHONE.why_confirm(method.name))
    await removal.perform(
        delete_page(method),
        lambda store, answers, confirmation: store.phones.delete(
            session, method.id, answers["number"], answers.secret("password"), confirmation
        ),
    )
    visit.say(*deleted_phone(method, await ways_of(visit), confirmed=removal.confirmed))


_CHANGES = {_REPLACE.name: _replace, SET_DEFAULT.name: set_default, DELETE.name: _delete}


async def _offer_backup(visit: Visit, first: Method, *, alone: bool) -> None:
    """Ask for a second phone; who skips it and has no other method is told the risk before going on."""
    added = (
        _(
            "{name} was added. From now on, signing in takes a code as well as your password.",
            name=first.name,
        )
        if alone
        else _added(first)
    )
    visit.say(Paragraph(added, "success"))
    skipped, chosen = False, ""
    while True:
        page = risk_page() if skipped else backup_page()
        try:
            chosen = (await visit.ask(replace(page, came_from=chosen))).action
        except WentBack:
            if not alone:
                return
            skipped = not skipped
            continue
        if chosen == _GO_ON.name:
            return
        with suppress(WentBack):
            if chosen == _ADD_APP.name:
                await add_app(visit)
            else:
                visit.say(added_phone(await _prove(visit, backup_number_page)))
            return


async def _in_person(visit: Visit) -> bool:
    """Tell whether the person was registered in person."""
    session = visit.signed_in
    return (await visit.look(lambda store: store.account.overview(session))).registered is not None


async def _prove(visit: Visit, page: Callable[[str, Judge], Page], removal: Removal | None = None) -> Method:
    """Ask for a number and for the code that is sent to it; return the phone, which is the account's then.

    It takes the place of another where there is a `removal`.
    """
    session, typed = visit.signed_in, ""
    in_person = await _in_person(visit)
    confirming = Confirming(
        lambda store, ticket: store.phones.send_again(session, ticket),
        lambda store, ticket, code: store.phones.confirm(session, ticket, code),
        lambda store, ticket: store.phones.cancel(session, ticket),
    )

    def judge(number: str) -> None:
        # Only the store knows the phone that one was registered with, whose country may be any.
        if not in_person:
            judge_form(number, visit.language.code)

    def send(
        store: Store, number: str, password: Secret | None, confirmation: Confirmation | None
    ) -> CodeTicket:
        if removal is None or password is None:
            return store.phones.begin(session, number, visit.language)
        return store.phones.begin_replacing(
            session, removal.removed, number, visit.language, password, confirmation
        )

    def begin(
        store: Store, answers: Answers, confirmation: Confirmation | None = None
    ) -> tuple[str, CodeTicket | _Several]:
        number = answers["number"]
        password = None if removal is None else answers.secret("password")
        try:
            return number, send(store, number, password, confirmation)
        except Problem as problem:
            if problem.refusal is not Refusal.PHONE_COUNTRY:
                raise
            countries = {f"country-{country_of(one)}": one for one in problem.facts["numbers"]}
            return number, _Several(countries, password, confirmation)

    def begin_chosen(several: _Several, store: Store, answers: Answers) -> CodeTicket | _Refused:
        number = several.countries[answers.action]
        try:
            return send(store, number, several.password, several.confirmation)
        except Problem as problem:
            if removal is None or problem.field == "number" or problem.refusal is Refusal.SESSION_ENDED:
                raise
            return _Refused(written(number), problem)

    async def ask_for(typed: str) -> tuple[str, CodeTicket | None]:
        """Return what was typed, and what waits for the code; None where the number is asked for again."""
        asked = page(typed, judge)
        typed, begun = await (
            perform_proved(visit, asked, begin) if removal is None else removal.perform(asked, begin)
        )
        if not isinstance(begun, _Several):
            return typed, begun
        countries, choose = country_page(typed, begun.countries), partial(begin_chosen, begun)
        try:
            chosen = await (
                perform_proved(visit, countries, choose)
                if removal is None
                else visit.perform(countries, choose)
            )
        except WentBack:
            return typed, None
        if isinstance(chosen, _Refused):
            visit.say(*(refused(each) for each in chosen.problem.all))
            if removal is not None:
                removal.leave_spent(chosen.problem)
            return chosen.number, None
        return typed, chosen

    while True:
        typed, ticket = await ask_for(typed)
        if ticket is not None:
            with suppress(WentBack):
                return await enter_code(visit, ticket, code_page, confirming)


def number_page(typed: str, judge: Judge) -> Page:
    return Page(
        "add-phone",
        _("Add a mobile phone number"),
        (Paragraph(_("We send a code to this phone by text message (SMS).")),),
        (_number_field(typed, judge),),
        (submit(_("Send the code")), CANCEL),
        help=(USE_OF_DETAILS, NO_SECOND_NUMBER, TOLD),
    )


def backup_number_page(typed: str, judge: Judge) -> Page:
    return Page(
        "add-backup-phone",
        _("Add a backup phone number"),
        (Paragraph(_("Give a number that works without your first phone. We send a code to it by SMS.")),),
        (_number_field(typed, judge),),
        (submit(_("Send the code")), BACK),
        help=(NO_SECOND_NUMBER, LOST_PHONE),
        matter_of_help=LOST_METHOD,
    )


def replacement_page(method: Method, typed: str, judge: Judge) -> Page:
    return Page(
        "replace-phone",
        _("Replace the phone number"),
        (
            Paragraph(
                _(
                    "The new number takes the place of {name} once you have entered the code that we"
                    " send to it by SMS. Until then, nothing changes.",
                    name=method.name,
                )
            ),
        ),
        (_number_field(typed, judge), PASSWORD_AGAIN),
        (submit(_("Send the code")), CANCEL),
        help=(USE_OF_DETAILS,),
    )


def _number_field(typed: str, judge: Judge) -> Field:
    hint = _("For example 514 555-0134. From another country, begin with + and its code.")
    return Field("number", _("Phone number"), hint=hint, value=typed, limit=40, form=judge)


def country_page(typed: str, countries: Mapping[str, str]) -> Page:
    """Which of the numbers (E.164) of these `countries` was meant by what was `typed`."""
    if len(countries) == 1:
        said = _(
            "{typed} is a mobile number in this country or territory alone. If it is not the one you mean, go"
            " back and check the number.",
            typed=typed.strip(),
        )
    else:
        said = _(
            "{typed} is a mobile number in more than one country or territory. The code goes to the one you"
            " choose.",
            typed=typed.strip(),
        )
    return Page(
        "phone-country",
        _("Which country or territory is this number in?"),
        (Paragraph(said),),
        menu=(
            *(Action(name, _in_its_country(number), submits=True) for name, number in countries.items()),
            BACK,
        ),
        help=(_("With + and the country’s code, as in +1 514 555-0134, the number is clear at once."),),
    )


def _in_its_country(number: str) -> Message:
    return _("{country}: {number}", country=Country(country_of(number)), number=written(number))


def code_page(ticket: CodeTicket) -> Page:
    return sent_code.code_page(
        "phone-code",
        _("Confirm the phone number"),
        _("We sent a code by SMS to {number}.", number=ticket.sent.address),
        ticket,
        (
            _("If the SMS does not come, check the number. To correct it, choose “Back”."),
            _("A code works once. After {count} wrong ones, go back and start again.", count=CODE_TRIES),
        ),
    )


def backup_page() -> Page:
    return Page(
        "backup-phone",
        _("Add a backup phone number"),
        (Paragraph(_("If you lose your phone, your code can be sent to a second number.")),),
        menu=(_ADD_BACKUP, _SKIP),
        help=(NO_SECOND_NUMBER, LOST_PHONE),
        matter_of_help=LOST_METHOD,
    )


def risk_page() -> Page:
    return Page(
        "no-backup",
        _("You have only one phone"),
        (
            Paragraph(
                _(
                    "If you lose it, you cannot sign in, unless you have kept recovery codes. You make them"
                    " in the sign-in settings."
                ),
                "warning",
            ),
            Paragraph(_("If you have no second number, we recommend an authenticator app.")),
        ),
        menu=(_ADD_APP, Action(_ADD_BACKUP.name, _ADD_BACKUP.label), _GO_ON, BACK),
        help=(NO_SECOND_NUMBER, LOST_PHONE),
        matter=ONLY_PHONE,
    )


def added_phone(phone: Method) -> Paragraph:
    """Say what the phone that was added is good for."""
    return Paragraph(_added(phone), "success")


def _added(phone: Method) -> Message:
    return _(
        "The phone {name} was added. You can have your code sent to it when you sign in.", name=phone.name
    )


def change_page(method: Method, *, only: bool) -> Page:
    return Page(
        "change-phone",
        _("Change the phone number"),
        shown(_("Phone number"), method, only=only, instead=_("Replace it, or add another method first.")),
        menu=(_REPLACE, *ways_to_change(method, only=only), BACK),
        help=(
            UPDATE_A_NUMBER,
            TOLD,
            LOST_PHONE,
        ),
        matter_of_help=LOST_METHOD,
    )


def replaced(old: Method, new: Method, *, confirmed: bool = False) -> tuple[Paragraph, ...]:
    """Say which phone was replaced by which."""
    said = _("The phone {new} has taken the place of {old}.", new=new.name, old=old.name)
    return (Paragraph(said, "success"), *undone_by_none(confirmed=confirmed))


def delete_page(method: Method) -> Page:
    return Page(
        "delete-phone",
        _("Delete the phone number"),
        (
            Paragraph(_("The phone {name} will get no more codes and notices.", name=method.name), "warning"),
            Paragraph(_("For security reasons, type the full phone number and your password to confirm.")),
        ),
        (Field("number", _("Phone number"), limit=40), PASSWORD_AGAIN),
        (Action("submit", _("Delete"), tone="danger", submits=True), CANCEL),
        help=(
            _("Type it as you dial it, or with + and the country’s code. Spaces do not matter."),
            _("If you do not know the number any more, choose “Replace”: it asks for the new one alone."),
        ),
    )


def deleted_phone(gone: Method, left: Ways, *, confirmed: bool = False) -> tuple[Paragraph, ...]:
    """Say that a phone was deleted, and what follows."""
    said = _("The phone {name} gets no more codes.", name=gone.name)
    return deleted(gone, left, said, confirmed=confirmed)
