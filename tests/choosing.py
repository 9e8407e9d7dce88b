"""A journey whose page can be sent, or left by choosing something else, or have another code sent."""

from __future__ import annotations

from dataclasses import dataclass, field

from i18n import _
from store.accounts.store import Store
from tui.pages import BACK, Action, Answers, Field, Page, submit
from tui.visit import Chosen, Visit

PAGE = Page(
    "enter-code",
    _("Security code"),
    fields=(Field("code", _("Security code"), value="123"),),
    actions=(submit(_("Continue")), Action("other", _("Try another method")), BACK),
)


@dataclass
class Choosing:
    """Shows `PAGE` once; `ran` are the answers that its use case was run with, `done` what came of it."""

    ran: list[Answers] = field(default_factory=list)
    done: str | Chosen | None = None

    async def __call__(self, visit: Visit) -> None:
        self.done = await visit.perform_or_choose(PAGE, self.use_case)

    def use_case(self, _store: Store, answers: Answers) -> str:
        self.ran.append(answers)
        return "performed"


OTHER = Chosen("other", {"code": "123"})
