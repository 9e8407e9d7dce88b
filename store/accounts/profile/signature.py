"""Signing a file with one's own certificate (PRODUCT §8): the password, then a code of the second step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session as Transaction

from store.accounts import access, tries
from store.accounts.access import FRESH, Holder
from store.accounts.change import OwnChange, changing
from store.accounts.context import Context
from store.accounts.identity import registered
from store.accounts.methods import held, method_codes, recovery_sheet
from store.accounts.methods.method_codes import MethodToTry
from store.accounts.password import proving
from store.accounts.profile import certificates, file_to_sign, sealed_profile
from store.accounts.profile.file_to_sign import FileToSign, Tell
from store.accounts.sent_codes import Purpose
from store.database.sealed_columns import VERIFIER
from store.database.tables.profile import ProfileRow
from store.events import Happening
from store.locations import Locations
from store.problems import Problem, Refusal
from store.rules.secret import Secret
from store.values.identity import RegisteredLevel
from store.values.methods import RECOVERY_SHEET, Confirmation, SentTo, Ways
from store.values.profile import ProfileState
from store.values.signing_in import Session
from store.vault.opened_passwords import OpenedPassword

_FIELD = "code"


@dataclass(frozen=True, repr=False)
class ReadyToSign:
    """A file that was read, and what the password of whoever signs it has opened: a code is left to enter."""

    file: FileToSign
    opened: OpenedPassword


@dataclass(frozen=True, repr=False)
class _Typed:
    """A code that was typed, and the method it is of, None for the sheet; `asker` is the session."""

    method: MethodToTry | None
    asker: Secret
    code: Secret


@dataclass(frozen=True)
class Signature:
    """For people of the advanced level, whose profile is active, and who have a second step.

    Each use case raises `Problem` ADVANCED_LEVEL_NEEDED, ACTIVE_PROFILE_NEEDED (state) or
    METHOD_TO_SIGN_NEEDED where that is not so, and what `access.require` raises.
    """

    context: Context

    def ways(self, session: Session) -> Ways:
        """Return what a code can be entered of."""
        with self.context.database.read() as db:
            holder, _row = self._signer(db, session)
            return held.ways(db, self.context, holder.account_id)

    def opens_at(self, session: Session) -> datetime | None:
        """Return when the next code can be tried, None for now."""
        with self.context.database.read() as db:
            holder, _row = self._signer(db, session)
            return tries.waits_until(db, self.context, holder.account_id, tries.CONFIRMATION)

    def send(self, session: Session, method_id: str, *, again: bool = False) -> SentTo:
        """Send a code to a method; see `SecondStep.send`, also for what it raises."""
        context = self.context
        with context.database.read() as db:
            holder, _row = self._signer(db, session)
            quotas = method_codes.quotas(db, context, holder.account_id, method_id)
        with context.database.write(alone_with=access.name_account(context, session) + quotas) as db:
            holder, _row = self._signer(db, session)
            tries.refuse_while_waiting(db, context, holder.account_id, tries.CONFIRMATION, _FIELD)
            return method_codes.send(
                db, context, holder.account, method_id, Purpose.SIGN_A_FILE, session.token, again=again
            )

    def prepare(self, session: Session, password: Secret, file: Path, tell: Tell) -> ReadyToSign:
        """Read the file that is to be signed; `tell` is told how far, and what it raises ends that.

        Raises what `file_to_sign.refuse_unsignable` and `read` raise, before the password is tried where that
        is seen without reading; `Problem` WRONG_PASSWORD, LOCKED.
        """
        with self.context.database.read() as db:
            self._signer(db, session)
        file_to_sign.refuse_unsignable(file, Locations(self.context.settings.home))
        opened = proving.prove(self.context, session, password)
        return ReadyToSign(file_to_sign.read(file, tell), opened)

    def sign(self, session: Session, ready: ReadyToSign, typed: Confirmation) -> Path:
        """Sign the file, and return the name of the signature beside it.

        A code that was right is used up. Raises of `code` what `SecondStep.enter` and `enter_recovery_code`
        raise; `Problem` FILE_TO_SIGN where the file has changed since it was read; PASSWORD_NEEDED where
        the password has, or was typed more than 20 minutes ago; SIGNATURE_NO_ROOM and SIGNATURE_UNWRITABLE of
        `file`.
        """
        # Loads what few need.
        from store.vault import signing

        context, code = self.context, method_codes.read(typed, _FIELD)
        with context.database.read() as db:
            holder, row = self._signer(db, session)
            if VERIFIER.find_text(context.keys, holder.account) != ready.opened.verifier:
                raise Problem(Refusal.PASSWORD_NEEDED)
            of_sheet, account_id = typed.method_id == RECOVERY_SHEET, holder.account_id
            method = None if of_sheet else method_codes.to_try(db, context, account_id, typed.method_id)
        # Before a code is used up for nothing.
        ready.file.refuse_changed()
        profile_key = sealed_profile.opened_by_password(context, row, ready.opened.wrapping_key)
        made = certificates.make_missing(context, profile_key)
        opened = certificates.opened(context, profile_key, made)
        signature = signing.detached_signature(
            ready.file.digest, opened.certificate, opened.private_key, context.now()
        )
        # The room is there before the code is used up, and the signature only once it is.
        with file_to_sign.room_beside(ready.file.path, len(signature)) as write:
            with changing(context, session, FRESH, opened=ready.opened, notifies=False) as change:
                refused = self._judge(change, _Typed(method, session.token, code), profile_key.profile)
                if refused is None:
                    certificates.keep(change, made)
                    change.note(Happening.SIGNED_A_FILE)
            if refused is not None:
                raise refused
            return write(signature)

    def _judge(self, change: OwnChange, typed: _Typed, profile: str) -> Problem | None:
        """Count a try, and use the code up; or return the refusal, to be raised once the try is committed."""
        db, context, holder = change.db, self.context, change.holder
        if self._profile(db, holder).id != profile:
            raise Problem(Refusal.PROFILE_CHANGED)
        claimed = tries.claim_of_account(db, context, holder.account_id, tries.CONFIRMATION)
        tried = Secret("") if claimed.was_blocked else typed.code
        if typed.method is None:
            refusal = recovery_sheet.use(db, context, holder.account, holder.terminal, tried)
        else:
            purpose = Purpose.SIGN_A_FILE
            refusal = method_codes.judge(
                db, context, typed.method, purpose, typed.asker, tried, holder.terminal
            )
        if refusal is None:
            tries.succeed(db, holder.account_id, tries.CONFIRMATION)
            return None
        tries.fail(db, context, holder.account, claimed, holder.terminal, but=holder.row)
        change.leave()
        return tries.wrong(refusal, _FIELD, claimed)

    def _signer(self, db: Transaction, session: Session) -> tuple[Holder, ProfileRow]:
        """Return who signs, and their profile."""
        holder = access.require(db, self.context, session)
        row = self._profile(db, holder)
        if not held.has_any(db, holder.account_id):
            raise Problem(Refusal.METHOD_TO_SIGN_NEEDED)
        return holder, row

    def _profile(self, db: Transaction, holder: Holder) -> ProfileRow:
        if registered.level(db, self.context, holder.account_id) is not RegisteredLevel.ADVANCED:
            raise Problem(Refusal.ADVANCED_LEVEL_NEEDED)
        row = sealed_profile.find(db, holder.account_id, ProfileState.ACTIVE)
        if row is None:
            status = sealed_profile.status(db, self.context, holder.account_id)
            raise Problem(Refusal.ACTIVE_PROFILE_NEEDED, state=_state_told(status.profile, status.request))
        return row


def _state_told(profile: ProfileState | None, request: ProfileState | None) -> str:
    state = profile or request
    return "" if state is None else state.value
