"""Verifying one's identity (PRODUCT §4)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import partial

from i18n import Day, _, told
from store import Identity, Session
from store.accounts.store import Store
from store.messages.letters.help_desk import SHOW_DOCUMENT
from store.rules.dates import birth_date
from store.rules.documents import document_number, written
from store.rules.plain_text import person_name, plain_text
from tui.pages import BACK, CANCEL, Action, Answers, Bullets, Facts, Field, Page, Paragraph, Text, submit
from tui.unwinding import WentBack
from tui.visit import Visit
from tui.wording.profile import DOCUMENTS, document, number_form

REQUESTED = Paragraph(
    _(
        "Your request was sent, and a message tells you of the decision. A password reset before that would"
        " cancel it."
    ),
    "success",
)


async def verify_identity(visit: Visit) -> None:
    """Choose the document, enter what stands on it, confirm with the password; an operator then decides."""
    await visit.ask(before_page())
    kind, entered = "", dict[str, str]()
    while True:
        try:
            chosen = (await visit.ask(document_page(kind))).action
        except WentBack:
            if any(entered.values()) and await _stays(visit):
                continue
            raise
        if chosen != kind:
            # What else was typed is the same on every document.
            kind, _number = chosen, entered.pop("number", "")
        try:
            await _request(visit, kind, entered)
        except WentBack as left:
            entered = dict(left.typed)
        else:
            return


async def _stays(visit: Visit) -> bool:
    """Ask whether to leave, which loses what was typed."""
    try:
        await visit.ask(leaving_page())
    except WentBack:
        return True
    return False


async def _request(visit: Visit, kind: str, entered: Mapping[str, str]) -> None:
    """Ask for what stands on the document until it is confirmed: whoever goes back from there corrects it."""
    session, page = visit.signed_in, identity_page(kind, visit.now().date()).filled(entered)

    def check(store: Store, answers: Answers) -> tuple[Identity, Mapping[str, str]]:
        identity = store.verification.check(
            answers["legal_name"], answers["birth_date"], kind, answers["number"], answers["address"]
        )
        store.verification.refuse_other_document(session, identity)
        return identity, answers.values

    while True:
        identity, entered = await visit.perform(page, check)
        page = page.filled(entered)
        with suppress(WentBack):
            await visit.perform(confirm_page(identity), partial(_confirm, session, identity))
            visit.say(REQUESTED)
            return


def _confirm(session: Session, identity: Identity, store: Store, answers: Answers) -> None:
    store.verification.request(session, identity, answers.secret("password"))


def before_page() -> Page:
    return Page(
        "verify-before",
        _("Verify your identity"),
        (
            Paragraph(_("Have an identity document at hand. Then:")),
            Bullets(
                (
                    _("You enter your name, date of birth, document and address."),
                    _("You confirm with your password, under which they are encrypted."),
                    _("You show your document to an operator, who compares them and accepts or refuses."),
                    _("You get your personal key, and your profile is active."),
                ),
                numbered=True,
            ),
            Paragraph(
                _("Nobody else can read your profile: not the operator afterwards, nor the administrator.")
            ),
        ),
        actions=(submit(_("Continue")), BACK),
        help=(
            _(
                "A verified profile says who you are. Registered at the advanced level, you can sign files in"
                " your name with it."
            ),
            _("Until the decision, the operator sees what you entered; then their copy is destroyed."),
        ),
        matter=SHOW_DOCUMENT,
    )


def document_page(came_from: str = "") -> Page:
    return Page(
        "verify-document",
        _("Verify your identity"),
        (Paragraph(_("Which document will you show?")),),
        menu=(*(Action(kind, words) for kind, words in DOCUMENTS), CANCEL),
        help=(_("You enter its number next. An operator later compares what you enter with the document."),),
        came_from=came_from,
    )


def leaving_page() -> Page:
    """To go back from it is to stay."""
    return Page(
        "verify-leaving",
        _("Leave the verification?"),
        (Paragraph(_("What you typed is not kept."), "warning"),),
        actions=(
            Action("stay", _("Stay"), tone="primary", leaves=True),
            Action("leave", _("Leave"), tone="danger"),
        ),
        help=(_("Nothing has been sent so far. If you stay, all that you typed is still there."),),
    )


def identity_page(kind: str, today: date) -> Page:
    return Page(
        "verify-identity",
        _("Verify your identity"),
        fields=(
            Field(
                "legal_name",
                _("Full name, as on the document"),
                limit=200,
                form=partial(person_name, field="legal_name"),
            ),
            Field(
                "birth_date",
                _("Date of birth"),
                hint=_("Day, month, year: 31/05/1990 or 31 May 1990."),
                form=partial(birth_date, today=today),
            ),
            Field(
                "number",
                document(kind),
                hint=number_form(kind),
                form=partial(document_number, kind),
            ),
            Field("address", _("Address"), limit=200, form=partial(plain_text, field="address")),
        ),
        actions=(submit(_("Continue")), BACK),
        help=(
            _("As on the document. Spaces, dots and dashes in the number do not matter."),
            _("The number’s check digit tells a slip of the finger at once."),
        ),
    )


def confirm_page(identity: Identity) -> Page:
    return Page(
        "verify-confirm",
        _("Is this right?"),
        (
            Facts(identity_rows(identity)),
            Paragraph(_("Your password encrypts it. The request then waits for an operator.")),
        ),
        (Field("password", _("Password"), secret=True),),
        (submit(_("Continue")), BACK),
        help=(
            _("Compare it with your document: an operator refuses what does not agree with it."),
            _("To correct something, go back: nothing has been sent so far."),
            _("Once it is accepted, your personal key is made when you next enter your password."),
        ),
    )


def identity_rows(identity: Identity) -> tuple[tuple[Text, Text], ...]:
    """Return an identity as names and values."""
    return (
        (_("Full name"), identity.legal_name),
        (_("Date of birth"), told(Day(identity.birth_date))),
        (document(identity.document_kind), written(identity.document_kind, identity.document_number)),
        (_("Address"), identity.address),
    )
