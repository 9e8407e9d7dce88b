"""Notices of changes to every address of an account (PRODUCT §6).

A notice remembers how one signed in before the change. Whoever gets it and types its code puts that back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import assert_never

from sqlmodel import Session as Transaction

from i18n import language_of
from store.accounts.context import Context
from store.accounts.notices.before import (
    Address,
    Before,
    kind_changed,
    standing_addresses,
)
from store.database.sealed_columns import NOTICE_AFTER, NOTICE_BEFORE
from store.database.tables.identity import Account
from store.database.tables.notices import NoticeRow
from store.messages.letters.letter import Notice
from store.messages.message import MessageKind
from store.rules.limits import NOTICE_LIFE
from store.rules.paper_codes import NOTICE_CODE
from store.rules.secret import Secret

_PURPOSE = "notice"


def send(
    db: Transaction,
    context: Context,
    account: Account,
    before: Before,
    notice: Notice,
    *,
    confirmed: bool = False,
    lost: bool = False,
) -> str:
    """Tell every address of the account, as it was before the change and as it is now, within `db`.

    Return the kind of the method that was added, removed or replaced; empty where none was.

    The standing ones get the code. A change that was `confirmed`, by a code of a standing method that was
    typed with it, is its owner's: no notice undoes it, and an address that it removed gets no code. Nor
    does one that its owner has `lost`: somebody else may read it, and what was sent to it before. Of what was
    lost together, a phone of which operators were only asked that it be removed gets none either.
    """
    db.flush()
    after = Before.of(db, context, account)
    entitled = standing_addresses(db, context, account, before, after, but_asked=lost)
    if confirmed or lost:
        kept = {address.address for address in after.addresses(context)}
        entitled = tuple(one for one in entitled if one.address in kept)
    send_to(db, context, account, before, after, notice, entitled, confirmed=confirmed, lost=lost)
    return kind_changed(before, after)


def send_to(
    db: Transaction,
    context: Context,
    account: Account,
    before: Before,
    after: Before,
    notice: Notice,
    entitled: Sequence[Address],
    *,
    confirmed: bool = False,
    lost: bool = False,
) -> None:
    """Tell the addresses of two states of the account; those that are `entitled` get a code: phones another
    one than the email, which goes on working when they are lost.
    """
    assert account.id is not None
    by_email, by_sms = Secret(NOTICE_CODE.new()), Secret(NOTICE_CODE.new())
    now, mark = context.now(), mark_of(context, by_email)
    expires_at = now + NOTICE_LIFE
    db.add(
        NoticeRow(
            mark=mark,
            mark_by_sms=mark_of(context, by_sms),
            account_id=account.id,
            happening=notice.happening.value,
            about=kind_changed(before, after),
            told_at=now,
            expires_at=expires_at,
            before=NOTICE_BEFORE.seal(context.keys, before.written(), mark, account.id),
            after=None
            if not (confirmed or lost)
            else NOTICE_AFTER.seal(context.keys, after.written(), mark, account.id),
            lost=lost,
        )
    )
    told_of = (*before.addresses(context), *after.addresses(context))
    codes = {MessageKind.EMAIL: by_email, MessageKind.SMS: by_sms}
    _tell_all(db, context, account, told_of, notice, entitled, codes, expires_at)


def announce(
    db: Transaction,
    context: Context,
    account: Account,
    before: Before,
    notice: Notice,
    code: Secret,
    until: datetime,
    also: str,
) -> None:
    """Tell every address of the account of what is to happen; standing ones get the code that prevents it.

    A phone that its owner has lost is told without the code, be it only asked for yet that it be removed;
    `also` the number (E.164) of a registration, which need be none of the account's own. Else that is empty.
    Where no address is standing, the email gets the code: it can only leave everything as it is.
    """
    emails = (one for one in before.addresses(context) if one.kind is MessageKind.EMAIL)
    entitled = standing_addresses(db, context, account, before, but_asked=True) or tuple(emails)
    others = _number(account, also)
    codes = dict.fromkeys((MessageKind.EMAIL, MessageKind.SMS), code)
    _tell_all(db, context, account, (*before.addresses(context), *others), notice, entitled, codes, until)


def _tell_all(
    db: Transaction,
    context: Context,
    account: Account,
    addresses: Sequence[Address],
    notice: Notice,
    entitled: Sequence[Address],
    codes: Mapping[MessageKind, Secret],
    expires_at: datetime,
) -> None:
    """Send word to each address once; those that are `entitled` get the code of their kind."""
    language, with_code = language_of(account.language), {one.address for one in entitled}
    for one in dict.fromkeys((one.address, one.kind) for one in addresses):
        address, kind = one
        told = Secret(NOTICE_CODE.grouped(codes[kind].reveal())) if address in with_code else None
        match kind:
            case MessageKind.SMS:
                context.outbox.queue(db, notice.text(told), address, language, account.id)
            case MessageKind.EMAIL:
                letter = notice.letter(told, expires_at, elsewhere=bool(with_code))
                context.outbox.queue(db, letter, address, language, account.id)
            case _:
                assert_never(kind)


def tell(
    db: Transaction, context: Context, account: Account, before: Before, notice: Notice, also: str = ""
) -> None:
    """Tell every address of the account of a change that leaves how one signs in: no code undoes it.

    And also the number of a phone (E.164) that is none of its own, such as that of a registration.
    """
    addresses = (*before.addresses(context), *_number(account, also))
    _tell_all(db, context, account, addresses, notice, (), {}, context.now())


def _number(account: Account, number: str) -> tuple[Address, ...]:
    return (Address(number, account.created_at, MessageKind.SMS),) if number else ()


def mark_of(context: Context, code: Secret) -> str:
    """Return what is stored of a new notice's code."""
    return context.mark_keys.mark(_PURPOSE, code.reveal())


def marks_of(context: Context, code: Secret) -> tuple[str, ...]:
    """Return what can be stored of a notice's code."""
    return context.mark_keys.marks(_PURPOSE, code.reveal())
