"""The store: accounts, what may be done with them, and everything that is kept of them.

Importing this is cheap: `open_store` loads the database and the use cases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.problems import Problem, Refusal
from store.rules.secret import Secret
from store.settings import HashingCost, Settings

if TYPE_CHECKING:
    from store.accounts.store import Store
    from store.audited import ChainFault, ChainState, ExportedLines, FaultKind
    from store.events import Happening
    from store.rules.levels import Step
    from store.values import (
        RECOVERY_SHEET,
        Challenge,
        CodeTicket,
        Confirmation,
        ContactDetails,
        Disowned,
        Enrolment,
        Identity,
        ImportState,
        LineFault,
        ListedService,
        LivePin,
        Method,
        Missing,
        Newcomer,
        NoticedChange,
        OpenedProfile,
        OpenedReset,
        OpenedService,
        Operator,
        Overview,
        OwnTerminal,
        PastEvent,
        PendingVerification,
        PersonalInformation,
        PersonalKey,
        PinsShown,
        PinStanding,
        ProfileState,
        ProfileStatus,
        RegisteredLevel,
        Role,
        SentTo,
        Session,
        ShownPin,
        ToRegister,
        Ways,
    )

__all__ = [
    "RECOVERY_SHEET",
    "ChainFault",
    "ChainState",
    "Challenge",
    "CodeTicket",
    "Confirmation",
    "ContactDetails",
    "Disowned",
    "Enrolment",
    "ExportedLines",
    "FaultKind",
    "Happening",
    "HashingCost",
    "Identity",
    "ImportState",
    "LineFault",
    "ListedService",
    "LivePin",
    "Method",
    "Missing",
    "Newcomer",
    "NoticedChange",
    "OpenedProfile",
    "OpenedReset",
    "OpenedService",
    "Operator",
    "Overview",
    "OwnTerminal",
    "PastEvent",
    "PendingVerification",
    "PersonalInformation",
    "PersonalKey",
    "PinStanding",
    "PinsShown",
    "Problem",
    "ProfileState",
    "ProfileStatus",
    "Refusal",
    "RegisteredLevel",
    "Role",
    "Secret",
    "SentTo",
    "Session",
    "Settings",
    "ShownPin",
    "Step",
    "ToRegister",
    "Ways",
    "open_store",
]


def open_store(settings: Settings) -> Store:
    """Open the store in `settings.home`, making or upgrading it where needed.

    Slow the first time in a process (some 0.5 s of imports): call it off the event loop.
    Raises `Problem` where the store cannot be used, and then has damaged nothing.
    """
    from store import opening

    return opening.open_store(settings)


if not TYPE_CHECKING:  # else mypy would take any name for one of the store's

    def __getattr__(name: str) -> Any:
        """Return one of the store's plain values, whose import would delay the first picture."""
        if name not in __all__:
            raise AttributeError(name)
        from store import audited, values
        from store.rules import levels

        return next(getattr(module, name) for module in (values, levels, audited) if hasattr(module, name))
