"""The open store: its use cases, by what they are about."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from store.accounts.context import Context
from store.accounts.desk.announced_removals import AnnouncedRemovals
from store.accounts.desk.due_removals import DueRemovals
from store.accounts.identity.contact_details import AccountDetails
from store.accounts.identity.email_address import EmailAddress
from store.accounts.identity.forgotten_username import ForgottenUsername
from store.accounts.identity.overview import AccountOverview
from store.accounts.identity.sign_up import SignUp
from store.accounts.methods.app import Authenticator
from store.accounts.methods.confirming import Confirming
from store.accounts.methods.default_method import DefaultMethod
from store.accounts.methods.phone import Phones
from store.accounts.methods.recovery_codes import RecoveryCodes
from store.accounts.notices.disowning import Disowning
from store.accounts.password.activation import Activation
from store.accounts.password.password import Password
from store.accounts.password.recovery_questions import RecoveryQuestions
from store.accounts.password.reset import Reset
from store.accounts.password.reset_by_method import ResetByMethod
from store.accounts.profile.profile import Profile
from store.accounts.profile.reactivation import Reactivation
from store.accounts.profile.verification import Verification
from store.accounts.signing_in.history import History
from store.accounts.signing_in.one_time_pin import OneTimePins
from store.accounts.signing_in.pin_app import PinApps
from store.accounts.signing_in.second_step import SecondStep
from store.accounts.signing_in.services import Services
from store.accounts.signing_in.sessions import Sessions
from store.accounts.signing_in.sign_in import SignIn
from store.database.afterwards import Afterwards
from store.messages.waiting import Waiting
from store.rules.limits import SEND_WITHIN

if TYPE_CHECKING:
    from store.accounts.desk.care import Care
    from store.accounts.desk.decisions import Decisions
    from store.accounts.desk.importing import Importing
    from store.accounts.desk.operators import Operators
    from store.accounts.desk.people import People
    from store.accounts.desk.registration import Registration
    from store.accounts.desk.removals import Removals
    from store.accounts.desk.supervisors import Supervisors
    from store.accounts.profile.signature import Signature
    from store.accounts.upkeep.audit import Audit
    from store.accounts.upkeep.audit_trail import AuditTrail
    from store.accounts.upkeep.backup import Backup
    from store.accounts.upkeep.certificate_authority import CertificateAuthority
    from store.accounts.upkeep.key_rotation import KeyRotation

_LOOKS_EVERY_S = 30.0
"""For removals that are due."""


class Store:
    """Everything one may ask of the store, grouped by what they are about. Thread-safe."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.outbox = context.outbox
        self.waiting = Waiting(context.database, context.keys, context.settings.clock)
        self.database = context.database
        self.sign_up = SignUp(context)
        self.sign_in = SignIn(context)
        self.one_time_pin = OneTimePins(context)
        self.pin_app = PinApps(context)
        self.second_step = SecondStep(context)
        self.recovery_codes = RecoveryCodes(context)
        self.account = AccountOverview(context)
        self.sessions = Sessions(context)
        self.services = Services(context)
        self.password = Password(context)
        self.authenticator = Authenticator(context)
        self.phones = Phones(context)
        self.default_method = DefaultMethod(context)
        self.activation = Activation(context)
        self.reset = Reset(context)
        self.reset_by_method = ResetByMethod(context)
        self.confirming = Confirming(context)
        self.recovery_questions = RecoveryQuestions(context)
        self.history = History(context)
        self.disowning = Disowning(context)
        self.announced_removals = AnnouncedRemovals(context)
        self.due_removals = DueRemovals(context)
        self.removing = Afterwards(self.due_removals.carry_out, "remover", every_s=_LOOKS_EVERY_S)
        self.email_address = EmailAddress(context)
        self.contact_details = AccountDetails(context)
        self.forgotten_username = ForgottenUsername(context)
        self.verification = Verification(context)
        self.profile = Profile(context)
        self.reactivation = Reactivation(context)

    # Those of commands, and of few people: no other session of the pages carries them.

    @cached_property
    def signature(self) -> Signature:
        from store.accounts.profile.signature import Signature

        return Signature(self.context)

    @cached_property
    def people(self) -> People:
        from store.accounts.desk.people import People

        return People(self.context)

    @cached_property
    def care(self) -> Care:
        from store.accounts.desk.care import Care

        return Care(self.context)

    @cached_property
    def decisions(self) -> Decisions:
        from store.accounts.desk.decisions import Decisions

        return Decisions(self.context)

    @cached_property
    def registration(self) -> Registration:
        from store.accounts.desk.registration import Registration

        return Registration(self.context)

    @cached_property
    def removals(self) -> Removals:
        from store.accounts.desk.removals import Removals

        return Removals(self.context)

    @cached_property
    def importing(self) -> Importing:
        from store.accounts.desk.importing import Importing

        return Importing(self.context)

    @cached_property
    def operators(self) -> Operators:
        from store.accounts.desk.operators import Operators

        return Operators(self.context)

    @cached_property
    def supervisors(self) -> Supervisors:
        from store.accounts.desk.supervisors import Supervisors

        return Supervisors(self.context)

    @cached_property
    def audit(self) -> Audit:
        from store.accounts.upkeep.audit import Audit

        return Audit(self.context)

    @cached_property
    def audit_trail(self) -> AuditTrail:
        from store.accounts.upkeep.audit_trail import AuditTrail

        return AuditTrail(self.context)

    @cached_property
    def backup(self) -> Backup:
        from store.accounts.upkeep.backup import Backup

        return Backup(self.context)

    @cached_property
    def certificates(self) -> CertificateAuthority:
        from store.accounts.upkeep.certificate_authority import CertificateAuthority

        return CertificateAuthority(self.context)

    @cached_property
    def key_rotation(self) -> KeyRotation:
        from store.accounts.upkeep.key_rotation import KeyRotation

        return KeyRotation(self.context)

    @property
    def sees_older_copies(self) -> bool:
        """Whether an older copy in the database's place would be noticed."""
        return self.database.sees_older_copies

    def close(self, patience: timedelta = SEND_WITHIN) -> None:
        """Do what is due, deliver messages, link the events that were noted, then close the database.

        A message that is being sent is waited for, as long as the `patience`.
        """
        self.removing.close()
        self.outbox.close(patience)
        self.context.linking.close()
        self.context.opened_passwords.clear()
        self.database.close()
        self.context.hasher.close()
