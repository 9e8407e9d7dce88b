"""The open store: its use cases, by what they are about."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Generic, TypeVar

from store.accounts.context import Context

if TYPE_CHECKING:
    from store.accounts.desk.decisions import Decisions
    from store.accounts.desk.operators import Operators
    from store.accounts.desk.supervisors import Supervisors
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
    from store.accounts.profile.verification import Verification
    from store.accounts.signing_in.history import History
    from store.accounts.signing_in.second_step import SecondStep
    from store.accounts.signing_in.sessions import Sessions
    from store.accounts.signing_in.sign_in import SignIn
    from store.accounts.upkeep.audit import Audit
    from store.accounts.upkeep.key_rotation import KeyRotation

U = TypeVar("U")


class _Later(Generic[U]):
    """A use case, imported the first time someone asks for it: a session carries only what it came to."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def __set_name__(self, owner: type[Store], attribute: str) -> None:
        self._attribute = attribute

    def __get__(self, store: Store, owner: type[Store]) -> U:
        use_case: U = getattr(import_module(f"store.accounts.{self._module}"), self._name)(store.context)
        store.__dict__[self._attribute] = use_case  # found before this descriptor from now on
        return use_case


class Store:
    """Everything one may ask of the store, grouped by what they are about. Thread-safe."""

    sign_up: _Later[SignUp] = _Later("identity.sign_up", "SignUp")
    sign_in: _Later[SignIn] = _Later("signing_in.sign_in", "SignIn")
    second_step: _Later[SecondStep] = _Later("signing_in.second_step", "SecondStep")
    recovery_codes: _Later[RecoveryCodes] = _Later("methods.recovery_codes", "RecoveryCodes")
    account: _Later[AccountOverview] = _Later("identity.overview", "AccountOverview")
    sessions: _Later[Sessions] = _Later("signing_in.sessions", "Sessions")
    password: _Later[Password] = _Later("password.password", "Password")
    authenticator: _Later[Authenticator] = _Later("methods.app", "Authenticator")
    phones: _Later[Phones] = _Later("methods.phone", "Phones")
    default_method: _Later[DefaultMethod] = _Later("methods.default_method", "DefaultMethod")
    reset: _Later[Reset] = _Later("password.reset", "Reset")
    reset_by_method: _Later[ResetByMethod] = _Later("password.reset_by_method", "ResetByMethod")
    confirming: _Later[Confirming] = _Later("methods.confirming", "Confirming")
    recovery_questions: _Later[RecoveryQuestions] = _Later("password.recovery_questions", "RecoveryQuestions")
    history: _Later[History] = _Later("signing_in.history", "History")
    disowning: _Later[Disowning] = _Later("notices.disowning", "Disowning")
    email_address: _Later[EmailAddress] = _Later("identity.email_address", "EmailAddress")
    forgotten_username: _Later[ForgottenUsername] = _Later("identity.forgotten_username", "ForgottenUsername")
    verification: _Later[Verification] = _Later("profile.verification", "Verification")
    decisions: _Later[Decisions] = _Later("desk.decisions", "Decisions")
    profile: _Later[Profile] = _Later("profile.profile", "Profile")
    reactivation: _Later[Reactivation] = _Later("profile.reactivation", "Reactivation")
    key_rotation: _Later[KeyRotation] = _Later("upkeep.key_rotation", "KeyRotation")
    operators: _Later[Operators] = _Later("desk.operators", "Operators")
    supervisors: _Later[Supervisors] = _Later("desk.supervisors", "Supervisors")
    audit: _Later[Audit] = _Later("upkeep.audit", "Audit")

    def __init__(self, context: Context) -> None:
        self.context = context
        self.outbox = context.outbox
        self.database = context.database

    @property
    def sees_older_copies(self) -> bool:
        """Whether an older copy in the database's place would be noticed."""
        return self.database.sees_older_copies

    def close(self) -> None:
        """Deliver what is due and link what was noted, then let go of the database."""
        self.outbox.close()
        self.context.linking.close()
        self.context.opened_passwords.clear()
        self.database.close()
