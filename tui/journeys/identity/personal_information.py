"""Personal information: the contact details of an account, shown and changed (PRODUCT §9, seed 003)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial

from i18n import Country, Language, Message, _, told
from store import Challenge, ContactDetails, Method, PersonalInformation, Problem, Refusal, Ways
from store.accounts.store import Store
from store.messages.letters.identity import DETAILS
from store.rules.contact_details import LONGEST, PHONE_NUMBER, read_detail, read_phone
from store.rules.phone import written
from tui.journeys.endings import and_back, refused
from tui.journeys.identity.email_address import change_email
from tui.journeys.methods.kind import KINDS
from tui.journeys.methods.words import WORDS
from tui.pages import BACK, CANCEL, Action, Answers, Facts, Field, Page, Paragraph, Row, Table, Text, submit
from tui.unwinding import WentBack
from tui.visit import Visit

_CHANGE = _("Change")
_UPDATE = Action("update", _CHANGE, tone="primary")
_EMAIL = Action("change-email", _CHANGE)
_SAVED = Paragraph(_("Your personal information is saved. A message tells you what was changed."), "success")
_NOTHING_NEW = Paragraph(_("Nothing was changed: all is as it was."))
_NOT_GIVEN = _("not given")
_HINTS: Mapping[str, Message] = {
    "country": _("Its name, or its code of two letters."),
    PHONE_NUMBER: _("As it is written in that country, or with + and the country’s code."),
}


async def personal_information(visit: Visit) -> None:
    """Show what the account says of its owner, and let them change it."""
    session, chosen = visit.signed_in, ""
    while True:
        information = await visit.look(lambda store: store.contact_details.read(session))
        ways = (await visit.look(lambda store: store.account.overview(session))).ways
        phones = {_change(method).name: method for method in _phones(ways)}
        chosen = (await visit.ask(replace(information_page(information, ways), came_from=chosen))).action
        if chosen in phones:
            journey = KINDS[phones[chosen].kind].change(visit, phones[chosen])
        elif chosen == _EMAIL.name:
            journey = change_email(visit)
        else:
            journey = update(visit, information)
        await and_back(visit, journey)


async def update(visit: Visit, information: PersonalInformation) -> None:
    """Ask for all details at once, list what changes, and save that.

    Where another session has saved some meanwhile, what it saved stands beside what was typed.
    """
    session, page = visit.signed_in, update_page(information, visit.language)

    def check(store: Store, answers: Answers) -> tuple[ContactDetails, Mapping[str, str]]:
        return store.contact_details.check(
            ContactDetails(**answers.values), visit.language.code
        ), answers.values

    def check_phone(_store: Store, answers: Answers) -> None:
        read_phone(answers.values, visit.language.code)

    while True:
        details, typed = await visit.perform(page, check, besides=check_phone)
        page = page.filled(typed)
        if details == information.details:
            visit.say(_NOTHING_NEW)
            return
        with suppress(WentBack):
            if await _save(visit, information, details):
                visit.say(_SAVED)
                return
            before, information = (
                information,
                await visit.look(lambda store: store.contact_details.read(session)),
            )
            page = changed_meanwhile(before.details, information, details, typed, visit.language)


async def _save(visit: Visit, information: PersonalInformation, details: ContactDetails) -> bool:
    """List what changes, and save it; tell whether nobody else had saved anything meanwhile."""
    session = visit.signed_in

    def save(store: Store, _answers: Answers) -> bool:
        try:
            store.contact_details.update(session, details, information.version)
        except Problem as problem:
            if problem.refusal is not Refusal.DETAILS_CHANGED:
                raise
            visit.say(refused(problem))
            return False
        return True

    return await visit.perform(changes_page(information.details, details), save)


def information_page(information: PersonalInformation, ways: Ways) -> Page:
    return Page(
        "personal-information",
        _("Personal information"),
        (Facts(((_("Account ID"), information.account_number), *_rows(information.details))),),
        menu=(
            _UPDATE,
            Row(_("Email address"), information.email or "", _EMAIL),
            *(Row(WORDS[method.kind].title, method.name, _change(method)) for method in _phones(ways)),
            BACK,
        ),
        help=(
            _("Whoever looks after the services you use may reach you by these details. All are optional."),
            _("The account ID never changes; quote it when you ask for help."),
            _("The email address and the phones that get codes are changed apart, since they sign you in."),
        ),
    )


def update_page(information: PersonalInformation, language: Language) -> Page:
    """The form with what is kept filled in, in words of the `language`."""
    values = _typed_values(information.details, language)
    return Page(
        "update-information",
        _("Update the information"),
        (Facts(((_("Account ID"), information.account_number),)),),
        tuple(_field(name, value, _HINTS.get(name)) for name, value in values.items()),
        (submit(_("Continue")), CANCEL),
        help=(
            _("Leave empty what you do not want to give. The account ID cannot be changed."),
            _("Before anything is saved, you see what changes."),
        ),
    )


def changed_meanwhile(
    before: ContactDetails,
    saved: PersonalInformation,
    wanted: ContactDetails,
    typed: Mapping[str, str],
    language: Language,
) -> Page:
    """The form once more, after another session has changed what was there `before` into what is `saved`.

    What was changed here stays as it was `typed`, and what was saved there stands beside it; of all else,
    what is saved now takes the place of what was there before.
    """
    now = _typed_values(saved.details, language)
    here, there = _changed(before, wanted), _changed(before, saved.details)
    fields = tuple(
        _field(
            name,
            typed[name] if name in here else value,
            _saved_elsewhere(value) if name in there else _HINTS.get(name),
        )
        for name, value in now.items()
    )
    return replace(update_page(saved, language), fields=fields)


def changes_page(before: ContactDetails, after: ContactDetails) -> Page:
    return Page(
        "information-changes",
        _("Update the information"),
        (
            Paragraph(_("This is what changes:")),
            Table(
                (_("Information"), _("Before"), _("After")),
                tuple(
                    (name, old, new)
                    for (name, old), (_name, new) in zip(_rows(before), _rows(after), strict=True)
                    if old != new
                ),
                _("Nothing."),
            ),
        ),
        actions=(submit(_("Save")), BACK),
        help=(
            _("To correct something, go back: nothing is saved so far."),
            _("A message to your email address and your phones tells which details were changed."),
        ),
    )


def _field(name: str, value: str, hint: Message | None) -> Field:
    is_number = name == PHONE_NUMBER
    return Field(
        name,
        DETAILS[name],
        hint=hint,
        value=value,
        limit=LONGEST[name],
        optional=True,
        # How a number is read depends on the country, which is another field.
        form=None if is_number else partial(read_detail, name),
    )


def _changed(before: ContactDetails, after: ContactDetails) -> set[str]:
    """Return the names of the details that are not the same."""
    return {name for name, value in vars(after).items() if value != getattr(before, name)}


def _saved_elsewhere(value: str) -> Message:
    if not value:
        return _("Elsewhere, this was emptied meanwhile.")
    return _("Saved elsewhere meanwhile: {value}", value=value)


def _rows(details: ContactDetails) -> tuple[tuple[Text, Text], ...]:
    return tuple((DETAILS[name], value or _NOT_GIVEN) for name, value in _values(details).items())


def _typed_values(details: ContactDetails, language: Language) -> dict[str, str]:
    """Return details as people type them in the `language`."""
    return {
        name: value if isinstance(value, str) else language.say(value)
        for name, value in _values(details).items()
    }


def _values(details: ContactDetails) -> dict[str, Text]:
    """Return details as they are shown."""
    values: dict[str, Text] = dict(vars(details))
    if details.country:
        values["country"] = told(Country(details.country))
    if details.phone_number:
        values[PHONE_NUMBER] = written(details.phone_number)
    return values


def _phones(ways: Ways) -> list[Method]:
    """Return the methods that codes are sent to."""
    return [method for method in ways.methods if method.challenge is Challenge.SENT]


def _change(method: Method) -> Action:
    return Action(f"change-{method.id}", _CHANGE)
