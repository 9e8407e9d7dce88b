"""The store: accounts, what may be done with them, and everything that is kept of them.

Importing this is cheap: `open_store` loads the database and the use cases.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from store.problems import Problem, Refusal
from store.rules.secret import Secret
from store.settings import HashingCost, Settings

if TYPE_CHECKING:
    from store.accounts.store import Store
    from store.events import Happening
    from store.rules.levels import Step
    from store.values.desk import (
        AccountState,
        Act,
        ActFilter,
        ActivationState,
        Acts,
        BusyOperator,
        FoundPeople,
        FoundPerson,
        HandedOver,
        Hindrance,
        ImportState,
        InPerson,
        LineFault,
        Newcomer,
        Operator,
        PendingVerification,
        PersonAtDesk,
        Role,
        ToRegister,
        TriedSecret,
    )
    from store.values.identity import ContactDetails, Overview, PersonalInformation, RegisteredLevel
    from store.values.methods import (
        RECOVERY_SHEET,
        Challenge,
        CodeTicket,
        Confirmation,
        Enrolment,
        Method,
        SentTo,
        Ways,
    )
    from store.values.notices import Disowned, NoticedChange
    from store.values.password import OpenedReset
    from store.values.profile import Identity, OpenedProfile, PersonalKey, ProfileState, ProfileStatus
    from store.values.removals import (
        AnnouncedRemoval,
        CanBeRemoved,
        Ending,
        OpenedRemoval,
        PendingRemoval,
        Removable,
        ToRemove,
    )
    from store.values.signing_in import (
        ListedService,
        LivePin,
        Missing,
        OpenedService,
        OwnTerminal,
        PastEvent,
        PinsShown,
        PinStanding,
        PinTerminal,
        Session,
        ShownPin,
    )
    from store.values.upkeep import ChainFault, ChainState, ExportedLines, FaultKind

__all__ = [
    "RECOVERY_SHEET",
    "AccountState",
    "Act",
    "ActFilter",
    "ActivationState",
    "Acts",
    "AnnouncedRemoval",
    "BusyOperator",
    "CanBeRemoved",
    "ChainFault",
    "ChainState",
    "Challenge",
    "CodeTicket",
    "Confirmation",
    "ContactDetails",
    "Disowned",
    "Ending",
    "Enrolment",
    "ExportedLines",
    "FaultKind",
    "FoundPeople",
    "FoundPerson",
    "HandedOver",
    "Happening",
    "HashingCost",
    "Hindrance",
    "Identity",
    "ImportState",
    "InPerson",
    "LineFault",
    "ListedService",
    "LivePin",
    "Method",
    "Missing",
    "Newcomer",
    "NoticedChange",
    "OpenedProfile",
    "OpenedRemoval",
    "OpenedReset",
    "OpenedService",
    "Operator",
    "Overview",
    "OwnTerminal",
    "PastEvent",
    "PendingRemoval",
    "PendingVerification",
    "PersonAtDesk",
    "PersonalInformation",
    "PersonalKey",
    "PinStanding",
    "PinTerminal",
    "PinsShown",
    "Problem",
    "ProfileState",
    "ProfileStatus",
    "Refusal",
    "RegisteredLevel",
    "Removable",
    "Role",
    "Secret",
    "SentTo",
    "Session",
    "Settings",
    "ShownPin",
    "Step",
    "ToRegister",
    "ToRemove",
    "TriedSecret",
    "Ways",
    "open_store",
]


_VALUES = (
    *(f"store.values.{subject}" for subject in ("signing_in", "methods", "identity", "password", "profile")),
    *(f"store.values.{subject}" for subject in ("notices", "desk", "removals", "upkeep")),
    *("store.rules.levels", "store.events"),
)


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
        found = next(module for module in map(import_module, _VALUES) if hasattr(module, name))
        return getattr(found, name)
