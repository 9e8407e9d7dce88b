"""The open store: its use cases, by what they are about."""

from __future__ import annotations

from datetime import timedelta

from store.accounts.context import Context
from store.accounts.desk.decisions import Decisions
from store.accounts.desk.importing import Importing
from store.accounts.desk.operators import Operators
from store.accounts.desk.registration import Registration
from store.accounts.desk.supervisors import Supervisors
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
from store.accounts.password.password import Password
from store.accounts.password.recovery_questions import RecoveryQuestions
from store.accounts.password.reset import Reset
from store.accounts.password.reset_by_method import ResetByMethod
from store.accounts.profile.profile import Profile
from store.accounts.profile.reactivation import Reactivation
from store.accounts.profile.signature import Signature
from store.accounts.profile.verification import Verification
from store.accounts.signing_in.history import History
from store.accounts.signing_in.second_step import SecondStep
from store.accounts.signing_in.sessions import Sessions
from store.accounts.signing_in.sign_in import SignIn
from store.accounts.upkeep.audit import Audit
from store.accounts.upkeep.audit_trail import AuditTrail
from store.accounts.upkeep.backup import Backup
from store.accounts.upkeep.certificate_authority import CertificateAuthority
from store.accounts.upkeep.key_rotation import KeyRotation
from store.messages.waiting import Waiting
from store.rules.limits import SEND_WITHIN


class Store:
    """Everything one may ask of the store, grouped by what they are about. Thread-safe."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.outbox = context.outbox
        self.waiting = Waiting(context.database, context.keys, context.settings.clock)
        self.database = context.database
        self.sign_up = SignUp(context)
        self.sign_in = SignIn(context)
        self.second_step = SecondStep(context)
        self.recovery_codes = RecoveryCodes(context)
        self.account = AccountOverview(context)
        self.sessions = Sessions(context)
        self.password = Password(context)
        self.authenticator = Authenticator(context)
        self.phones = Phones(context)
        self.default_method = DefaultMethod(context)
        self.reset = Reset(context)
        self.reset_by_method = ResetByMethod(context)
        self.confirming = Confirming(context)
        self.recovery_questions = RecoveryQuestions(context)
        self.history = History(context)
        self.disowning = Disowning(context)
        self.email_address = EmailAddress(context)
        self.contact_details = AccountDetails(context)
        self.forgotten_username = ForgottenUsername(context)
        self.verification = Verification(context)
        self.decisions = Decisions(context)
        self.profile = Profile(context)
        self.reactivation = Reactivation(context)
        self.signature = Signature(context)
        self.certificates = CertificateAuthority(context)
        self.key_rotation = KeyRotation(context)
        self.registration = Registration(context)
        self.importing = Importing(context)
        self.operators = Operators(context)
        self.supervisors = Supervisors(context)
        self.audit = Audit(context)
        self.audit_trail = AuditTrail(context)
        self.backup = Backup(context)

    @property
    def sees_older_copies(self) -> bool:
        """Whether an older copy in the database's place would be noticed."""
        return self.database.sees_older_copies

    def close(self, patience: timedelta = SEND_WITHIN) -> None:
        """Deliver the messages that are due, link the events that were noted, then close the database.

        A message that is being sent is waited for, as long as the `patience`.
        """
        self.outbox.close(patience)
        self.context.linking.close()
        self.context.opened_passwords.clear()
        self.database.close()
        self.context.hasher.close()
