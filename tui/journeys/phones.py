"""Phones for the second step: adding one and its backup, replacing, deleting (PRODUCT §6, seed 001)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from i18n import Clock, Message, _
from store import CodeTicket, Method, MethodKind, Ways
from tui.journeys.password import confirm_password
from tui.pages import BACK, CANCEL, Action, Answers, Bullets, Facts, Field, Page, Paragraph, submit
from tui.visit import Visit, WentBack

if TYPE_CHECKING:
    from store.accounts.store import Store

_ADD_BACKUP = Action("add-backup", _("Add a backup phone number"), tone="primary")
_ADD_APP = Action("add-app", _("Add an authenticator app"), tone="primary")
_SKIP = Action("skip", _("Skip this step"))
_GO_ON = Action("go-on", _("Continue without a backup"))
_REPLACE = Action("replace", _("Replace"), tone="primary")
_DEFAULT = Action("default", _("Set as default"))
_DELETE = Action("delete", _("Delete"), tone="danger")
_SEND_AGAIN = "send-again"

_USE = _(
    "What do you do with my details? Your phone number is used to send you codes that verify your identity"
    " each time you sign in, and to tell you of changes to your sign-in settings. It is kept encrypted."
    " The privacy notice on the welcome page says more."
)
_NO_SECOND = _(
    "What if I have no second phone number? We recommend the authenticator app. It takes only one smartphone"
    " and an app of your choice."
)
_LOST = _(
    "What if I lose my phone or its number? With a second number, choose “Try another method” where you are"
    " asked for the code, then your other phone, and enter the code sent to it. A recovery code works too."
    " With neither, ask the help desk to remove the lost phone: two operators must agree, and it takes"
    " 24 hours, in which you are told and can stop it."
)


async def add_phone(visit: Visit) -> None:
    """Add a phone; after the first, offer a backup and say what it risks to have none."""
    await confirm_password(visit)
    added = await _prove(visit, number_page)
    ways = await _ways(visit)
    if [method.kind for method in ways.methods].count(MethodKind.PHONE) == 1:
        await _offer_backup(visit, added, alone=len(ways.methods) == 1)
    else:
        await visit.tell(added_page(added))


async def change_phone(visit: Visit, method: Method) -> None:
    """Replace a phone, make it the default, or delete it."""
    while True:
        ways = await _ways(visit)
        chosen = (await visit.ask(change_page(method, only=len(ways.methods) == 1))).action
        with suppress(WentBack):
            await confirm_password(visit)
            await _CHANGES[chosen](visit, method)
            return


async def _replace(visit: Visit, method: Method) -> None:
    new = await _prove(visit, partial(replacement_page, method), method.id)
    await visit.tell(replaced_page(method, new))


async def _set_default(visit: Visit, method: Method) -> None:
    session = visit.signed_in
    await visit.look(lambda store: store.methods.set_default(session, method.id))


async def _delete(visit: Visit, method: Method) -> None:
    session = visit.signed_in
    await visit.perform(
        delete_page(method), lambda store, answers: store.phones.delete(session, method.id, answers["number"])
    )
    await visit.tell(deleted_page(method, await _ways(visit)))


_CHANGES = {_REPLACE.name: _replace, _DEFAULT.name: _set_default, _DELETE.name: _delete}


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
                from tui.journeys.authenticator import add_app

                await add_app(visit)
            else:
                await visit.tell(added_page(await _prove(visit, backup_number_page)))
            return


async def _prove(visit: Visit, page: Callable[[str], Page], replaces: str = "") -> Method:
    """Ask for a number and for the code that is sent to it; return the phone, which is the account's then."""
    session, typed = visit.signed_in, ""

    def begin(store: Store, answers: Answers) -> tuple[str, CodeTicket]:
        number = answers["number"]
        return number, store.phones.begin(session, number, visit.language, replaces)

    while True:
        typed, ticket = await visit.perform(page(typed), begin)
        try:
            return await _enter_code(visit, ticket)
        except WentBack:
            await visit.look(partial(_cancel, visit, ticket))


def _cancel(visit: Visit, ticket: CodeTicket, store: Store) -> None:
    store.phones.cancel(visit.signed_in, ticket)


async def _enter_code(visit: Visit, ticket: CodeTicket) -> Method:
    """Ask for the code until it is right, sending others as often as they are asked for."""
    session = visit.signed_in

    def confirm(store: Store, answers: Answers) -> CodeTicket | Method:
        if answers.action == _SEND_AGAIN:
            return store.phones.send_again(session, ticket)
        return store.phones.confirm(session, ticket, answers.secret("code"))

    done = await visit.perform(code_page(ticket), confirm)
    while isinstance(done, CodeTicket):
        ticket = done
        notice = _("Another code is on its way; only the newest one works.")
        done = await visit.perform(code_page(ticket, notice), confirm)
    return done


async def _ways(visit: Visit) -> Ways:
    session = visit.signed_in
    return (await visit.look(lambda store: store.sessions.overview(session))).ways


def number_page(typed: str) -> Page:
    return Page(
        "add-phone",
        _("Add a mobile phone number"),
        (Paragraph(_("We send a code to this phone by text message (SMS).")),),
        (_number_field(typed),),
        (submit(_("Send the code")), CANCEL),
        help=(_USE, _NO_SECOND),
    )


def backup_number_page(typed: str) -> Page:
    return Page(
        "add-backup-phone",
        _("Add a backup phone number"),
        (Paragraph(_("Give a number that works without your first phone. We send a code to it by SMS.")),),
        (_number_field(typed),),
        (submit(_("Send the code")), BACK),
        help=(_NO_SECOND, _LOST),
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
        (_number_field(typed),),
        (submit(_("Send the code")), CANCEL),
        help=(_USE,),
    )


def _number_field(typed: str) -> Field:
    hint = _("For example 514 555-0134. From another country, begin with + and its code.")
    return Field("number", _("Phone number"), hint=hint, value=typed, limit=40)


def code_page(ticket: CodeTicket, notice: Message | None = None) -> Page:
    sent = ticket.sent
    blocks = [Paragraph(_("We sent a code by SMS to {number}.", number=sent.address))]
    if notice is not None:
        blocks.append(Paragraph(notice, "success"))
    return Page(
        "phone-code",
        _("Confirm the phone number"),
        tuple(blocks),
        (
            Field(
                "code",
                _("Security code"),
                hint=_("6 digits, good until {clock}.", clock=Clock(sent.expires_at)),
                joined=True,
            ),
        ),
        (submit(_("Continue")), Action(_SEND_AGAIN, _("Resend code"), opens_at=sent.resend_at), BACK),
        help=(
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
        help=(_NO_SECOND, _LOST),
    )


def risk_page() -> Page:
    return Page(
        "no-backup",
        _("You have only one phone"),
        (
            Paragraph(
                _(
                    "If you no longer have access to your default phone, you will no longer be able to access"
                    " the service you sign in to. You will then have to create a new account, unless:"
                ),
                "warning",
            ),
            Bullets(
                (
                    _("you have kept recovery codes, made in the sign-in settings;"),
                    _("the help desk removes the lost phone, which takes two operators and 24 hours."),
                )
            ),
            Paragraph(_("If you have no second number, we recommend an authenticator app.")),
        ),
        actions=(_ADD_APP, Action(_ADD_BACKUP.name, _ADD_BACKUP.label), _GO_ON),
        help=(_NO_SECOND, _LOST),
    )


def added_page(added: Method) -> Page:
    return Page(
        "phone-added",
        _("Your phone was added"),
        (
            Paragraph(
                _("You can have your code sent to {name} when you sign in.", name=added.name), "success"
            ),
            Paragraph(_("A message to your email address and to each of your phones tells you of it.")),
        ),
        actions=(BACK,),
        help=(_LOST,),
    )


def change_page(method: Method, *, only: bool) -> Page:
    state = _("{name}, by default", name=method.name) if method.is_default else method.name
    blocks: list[Facts | Paragraph] = [Facts(((_("Phone number"), state),))]
    if only:
        blocks.append(Paragraph(_("You cannot remove your only authentication method.")))
        blocks.append(Paragraph(_("Replace it, or add another method first."), "quiet"))
    actions = (_REPLACE, *(() if method.is_default else (_DEFAULT,)), *(() if only else (_DELETE,)), BACK)
    return Page(
        "change-phone",
        _("Change the phone number"),
        tuple(blocks),
        actions=actions,
        help=(
            _(
                "How can I update a registered phone number? Choose “Replace” and enter the new number. Or"
                " add the new number in the sign-in settings first, then choose “Change” beside the old one"
                " and “Delete”. For security reasons, you type the full number to confirm."
            ),
            _LOST,
        ),
    )


def replaced_page(old: Method, new: Method) -> Page:
    return Page(
        "phone-replaced",
        _("Your phone was replaced"),
        (
            Paragraph(
                _("{new} has taken the place of {old}.", new=new.name, old=old.name),
                "success",
            ),
            Paragraph(_("A message to your email address and to each of your phones tells you of it.")),
        ),
        actions=(BACK,),
    )


def delete_page(method: Method) -> Page:
    return Page(
        "delete-phone",
        _("Delete the phone number"),
        (
            Paragraph(_("{name} will get no more codes and notices.", name=method.name), "warning"),
            Paragraph(_("For security reasons, type the full phone number to confirm.")),
        ),
        (Field("number", _("Phone number"), limit=40),),
        (Action("submit", _("Delete"), tone="danger", submits=True), CANCEL),
        help=(
            _("Type it as you dial it, or with + and the country’s code. Spaces do not matter."),
            _("If you do not know the number any more, ask the help desk."),
        ),
    )


def deleted_page(deleted: Method, left: Ways) -> Page:
    blocks = [Paragraph(_("{name} gets no more codes.", name=deleted.name), "success")]
    if deleted.is_default:
        now = _("Your default method is now {name}.", name=left.methods[0].name)
        blocks.append(Paragraph(now))
    blocks.append(Paragraph(_("A message to your email address and to each of your phones tells you of it.")))
    return Page("phone-deleted", _("Your phone was deleted"), tuple(blocks), actions=(BACK,))
