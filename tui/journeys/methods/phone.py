"""Phones for the second step: adding one and its backup, replacing, deleting (PRODUCT §6, seed 001)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from i18n import Message, _
from store import CodeTicket, Confirmation, Method, Ways
from store.accounts.store import Store
from tui.journeys import sent_code
from tui.journeys.methods.app import add_app
from tui.journeys.methods.changes import (
    DELETE,
    SET_DEFAULT,
    TOLD,
    change_method,
    deleted,
    set_default,
    shown,
    told,
    ways_of,
    ways_to_change,
)
from tui.journeys.methods.confirming import Removal
from tui.journeys.methods.words import PHONE
from tui.journeys.password.password import PASSWORD_AGAIN, perform_proved
from tui.journeys.questions_and_answers import LOST_PHONE, NO_SECOND_NUMBER, UPDATE_A_NUMBER, USE_OF_DETAILS
from tui.journeys.sent_code import Confirming, enter_code
from tui.pages import BACK, CANCEL, Action, Answers, Field, Page, Paragraph, submit
from tui.visit import Visit, WentBack

_ADD_BACKUP = Action("add-backup", _("Add a backup phone number"), tone="primary")
_ADD_APP = Action("add-app", _("Add an authenticator app"), tone="primary")
_SKIP = Action("skip", _("Skip this step"))
_GO_ON = Action("go-on", _("Continue without a backup"))
_REPLACE = Action("replace", _("Replace"), tone="primary")


async def add_phone(visit: Visit) -> None:
    """Add a phone; after the first, offer a backup and say what it risks to have none."""
    added = await _prove(visit, number_page)
    ways = await ways_of(visit)
    if [method.kind for method in ways.methods].count(added.kind) == 1:
        await _offer_backup(visit, added, alone=len(ways.methods) == 1)
    else:
        await visit.tell(added_page(added))


async def change_phone(visit: Visit, method: Method) -> None:
    """Replace a phone, make it the default, or delete it."""
    await change_method(visit, method, change_page, _CHANGES)


async def _replace(visit: Visit, method: Method) -> None:
    removal = Removal(visit, method.id, PHONE.why_confirm(method.name))
    new = await _prove(visit, partial(replacement_page, method), removal)
    await visit.tell(replaced_page(method, new, confirmed=removal.confirmed))


async def _delete(visit: Visit, method: Method) -> None:
    session = visit.signed_in
    removal = Removal(visit, method.id, PHONE.why_confirm(method.name))
    await removal.perform(
        delete_page(method),
        lambda store, answers, confirmation: store.phones.delete(
            session, method.id, answers["number"], answers.secret("password"), confirmation
        ),
    )
    await visit.tell(deleted_page(method, await ways_of(visit), confirmed=removal.confirmed))


_CHANGES = {_REPLACE.name: _replace, SET_DEFAULT.name: set_default, DELETE.name: _delete}


async def _offer_backup(visit: Visit, first: Method, *, alone: bool) -> None:
    """Ask for a second phone; who skips it and has no other method is told the risk before going on."""
    page = backup_page(first, alone=alone)
    while True:
        chosen = (await visit.ask(page)).action
        if chosen == _GO_ON.name or (chosen == _SKIP.name and not alone):
            return
        if chosen == _SKIP.name:
            page = risk_page()
            continue
        with suppress(WentBack):
            if chosen == _ADD_APP.name:
                await add_app(visit)
            else:
                await visit.tell(added_page(await _prove(visit, backup_number_page)))
            return


async def _prove(visit: Visit, page: Callable[[str], Page], removal: Removal | None = None) -> Method:
    """Ask for a number and for the code that is sent to it; return the phone, which is the account's then.

    It takes the place of another where there is a `removal`.
    """
    session, typed = visit.signed_in, ""
    confirming = Confirming(
        lambda store, ticket: store.phones.send_again(session, ticket),
        lambda store, ticket, code: store.phones.confirm(session, ticket, code),
        lambda store, ticket: store.phones.cancel(session, ticket),
    )

    def begin(store: Store, answers: Answers) -> tuple[str, CodeTicket]:
        number = answers["number"]
        return number, store.phones.begin(session, number, visit.language)

    def begin_replacing(
        replaced: str, store: Store, answers: Answers, confirmation: Confirmation | None
    ) -> tuple[str, CodeTicket]:
        number, password = answers["number"], answers.secret("password")
        ticket = store.phones.begin_replacing(
            session, replaced, number, visit.language, password, confirmation
        )
        return number, ticket

    while True:
        asked = page(typed)
        if removal is None:
            typed, ticket = await perform_proved(visit, asked, begin)
        else:
            typed, ticket = await removal.perform(asked, partial(begin_replacing, removal.removed))
        with suppress(WentBack):
            return await enter_code(visit, ticket, code_page, confirming)


def number_page(typed: str) -> Page:
    return Page(
        "add-phone",
        _("Add a mobile phone number"),
        (Paragraph(_("We send a code to this phone by text message (SMS).")),),
        (_number_field(typed),),
        (submit(_("Send the code")), CANCEL),
        help=(USE_OF_DETAILS, NO_SECOND_NUMBER),
    )


def backup_number_page(typed: str) -> Page:
    return Page(
        "add-backup-phone",
        _("Add a backup phone number"),
        (Paragraph(_("Give a number that works without your first phone. We send a code to it by SMS.")),),
        (_number_field(typed),),
        (submit(_("Send the code")), BACK),
        help=(NO_SECOND_NUMBER, LOST_PHONE),
    )


def replacement_page(method: Method, typed: str) -> Page:
    return Page(
        "replace-phone",
        _("Replace the phone number"),
        (
            Paragraph(
                _(
                    "The new number takes the place of {name} once you have entered the code that we send to"
                    " it by SMS. Until then, nothing changes.",
                    name=method.name,
                )
            ),
        ),
        (_number_field(typed), PASSWORD_AGAIN),
        (submit(_("Send the code")), CANCEL),
        help=(USE_OF_DETAILS,),
    )


def _number_field(typed: str) -> Field:
    hint = _("For example 514 555-0134. From another country, begin with + and its code.")
    return Field("number", _("Phone number"), hint=hint, value=typed, limit=40)


def code_page(ticket: CodeTicket, notice: Message | None = None) -> Page:
    return sent_code.code_page(
        "phone-code",
        _("Confirm the phone number"),
        _("We sent a code by SMS to {number}.", number=ticket.sent.address),
        ticket,
        notice,
        (
            _("If the text does not come, check the number. To correct it, choose “Back”."),
            _("A code works once. After five wrong ones, go back and start again."),
        ),
    )


def backup_page(first: Method, *, alone: bool) -> Page:
    added = (
        _("{name} was added. From now on, signing in takes a code as well as your password.", name=first.name)
        if alone
        else _("{name} was added. You can have your code sent to it when you sign in.", name=first.name)
    )
    return Page(
        "backup-phone",
        _("Add a backup phone number"),
        (
            Paragraph(added, "success"),
            Paragraph(_("If you lose it, your code can be sent to a second number.")),
        ),
        actions=(_ADD_BACKUP, _SKIP),
        help=(NO_SECOND_NUMBER, LOST_PHONE),
    )


def risk_page() -> Page:
    return Page(
        "no-backup",
        _("You have only one phone"),
        (
            Paragraph(
                _(
                    "If you no longer have access to your default phone, you will no longer be able to access"
                    " the service you sign in to. You will then have to create a new account, unless you have"
                    " kept recovery codes, which you make in the sign-in settings."
                ),
                "warning",
            ),
            Paragraph(_("If you have no second number, we recommend an authenticator app.")),
        ),
        actions=(_ADD_APP, Action(_ADD_BACKUP.name, _ADD_BACKUP.label), _GO_ON),
        help=(NO_SECOND_NUMBER, LOST_PHONE),
    )


def added_page(added: Method) -> Page:
    return Page(
        "phone-added",
        _("Your phone was added"),
        (
            Paragraph(
                _("You can have your code sent to {name} when you sign in.", name=added.name), "success"
            ),
            TOLD,
        ),
        actions=(BACK,),
        help=(LOST_PHONE,),
    )


def change_page(method: Method, *, only: bool) -> Page:
    return Page(
        "change-phone",
        _("Change the phone number"),
        shown(_("Phone number"), method, only=only, instead=_("Replace it, or add another method first.")),
        actions=(_REPLACE, *ways_to_change(method, only=only), BACK),
        help=(
            UPDATE_A_NUMBER,
            LOST_PHONE,
        ),
    )


def replaced_page(old: Method, new: Method, *, confirmed: bool = False) -> Page:
    return Page(
        "phone-replaced",
        _("Your phone was replaced"),
        (
            Paragraph(
                _("{new} has taken the place of {old}.", new=new.name, old=old.name),
                "success",
            ),
            *told(confirmed=confirmed),
        ),
        actions=(BACK,),
    )


def delete_page(method: Method) -> Page:
    return Page(
        "delete-phone",
        _("Delete the phone number"),
        (
            Paragraph(_("{name} will get no more codes and notices.", name=method.name), "warning"),
            Paragraph(_("For security reasons, type the full phone number and your password to confirm.")),
        ),
        (Field("number", _("Phone number"), limit=40), PASSWORD_AGAIN),
        (Action("submit", _("Delete"), tone="danger", submits=True), CANCEL),
        help=(
            _("Type it as you dial it, or with + and the country’s code. Spaces do not matter."),
            _("If you do not know the number any more, choose “Replace”: it asks for the new one alone."),
        ),
    )


def deleted_page(gone: Method, left: Ways, *, confirmed: bool = False) -> Page:
    return Page(
        "phone-deleted",
        _("Your phone was deleted"),
        deleted(gone, left, _("{name} gets no more codes.", name=gone.name), confirmed=confirmed),
        actions=(BACK,),
    )
