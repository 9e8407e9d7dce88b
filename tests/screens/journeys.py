"""Pages and attempts for trying the front, and nothing of Macle's own journeys."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from textual._compositor import LayoutUpdate
from textual.pilot import Pilot

from i18n import _
from store import Problem, Refusal
from tui.live_checks import STRENGTHS, Check, Judgement, LiveChecks
from tui.pages import BACK, Action, Answers, Card, Choice, Facts, Field, Page, Paragraph, Table, Tick, submit
from tui.screens.app import MacleApp
from tui.screens.fields import Line
from tui.visit import Visit


def judge(values: Mapping[str, str]) -> Judgement:
    typed = values["password"]
    checks = (Check(_("At least 9 characters"), len(typed) >= 9), Check(_("A digit"), "1" in typed))
    return Judgement(checks, STRENGTHS[min(len(typed) // 3, 4)])


SIGN_IN = Page(
    "sign-in",
    _("Sign in"),
    fields=(
        Field("identifier", _("Username"), hint=_("8 to 16 characters"), limit=20),
        Field("password", _("Password"), secret=True),
    ),
    actions=(submit(_("Sign in")), Action("forgot", _("Forgot password")), BACK),
    help=(_("Type the name you sign in with, and your password."),),
)
TOKEN = Page(
    "token",
    _("Enter your token"),
    fields=(Field("token", _("Token"), limit=10, joined=True),),
    actions=(submit(_("Continue")), BACK),
)
TWICE = Page(
    "twice",
    _("Choose a password"),
    fields=(
        Field("username", _("Username")),
        Field("new", _("New password"), secret=True),
        Field("confirmation", _("Confirm the password"), secret=True),
    ),
    actions=(submit(_("Continue")), BACK),
)
BELOW = Page(
    "below",
    _("Forgot password"),
    blocks=(
        Paragraph(
            _(
                "We send you an email with a token. With it, you can set a new password once. If the email"
                " does not come, look in your spam folder too."
            )
        ),
    ),
    fields=(Field("email", _("Email address")),),
    actions=(submit(_("Send")), BACK),
)
CHANGE = Page(
    "change",
    _("Change the password"),
    blocks=(LiveChecks(judge),),
    fields=(
        Field("password", _("New password"), secret=True),
        Choice("language", _("Language"), (("en", "English"), ("fr", "Français")), "en"),
    ),
    actions=(submit(_("Change")), BACK),
)
KEY = Page(
    "key",
    _("Save your personal key"),
    blocks=(
        Card("7Q2M-XK9D-TR4H-Z8WB", _("Made on November 14, 2026")),
        Paragraph(_("Keep it somewhere safe.")),
    ),
    actions=(
        Action("keep", _("Continue"), tone="primary"),
        Action("copy", _("Copy")),
        Action("download", _("Download")),
        Action("print", _("Print")),
        Action("dictate", _("Spell out")),
    ),
)
KEPT = Page(
    "kept",
    _("Have you saved your personal key?"),
    fields=(
        Tick("saved", _("I saved my personal key with the date it was generated.")),
        Field("characters", _("Type the last group of four characters")),
    ),
    actions=(submit(_("Continue")), BACK),
)
MENU = Page(
    "menu",
    _("Welcome to Macle"),
    blocks=(Paragraph(_("Choose what you came for.")),),
    menu=tuple(
        Action(f"action-{number}", _("Action {number}", number=str(number))) for number in range(1, 13)
    ),
)


def shows(value: str) -> Page:
    """Return a page that shows `value`, as data, wherever a page can."""
    return Page(
        "data",
        _("{value}", value=value),
        blocks=(
            Paragraph(value),
            Facts(((value, value),)),
            Table((_("{value}", value=value),), ((value,),), _("None.")),
            Card(value, _("{value}", value=value)),
        ),
        fields=(
            Field("name", _("{value}", value=value), hint=_("{value}", value=value), value=value),
            Choice("choice", _("{value}", value=value), (("one", value),), "one"),
            Tick("tick", _("{value}", value=value)),
        ),
        actions=(Action("done", _("{value}", value=value)),),
        help=(_("{value}", value=value),),
    )


class Attempted:
    """A journey that shows one page, and an attempt that waits for `go` and then ends as it is told."""

    def __init__(self, page: Page, error: Exception | None = None, *, waits: bool = False) -> None:
        self.page = page
        self.error = error
        self.go = asyncio.Event()
        self.answers: list[Answers] = []
        self.ended: BaseException | str | None = None
        self.session: Any = None
        if not waits:
            self.go.set()

    async def __call__(self, visit: Visit) -> None:
        visit.session = self.session
        try:
            await visit.front.show(visit, self.page, self.attempt)
            self.ended = "answered"
        except Exception as ended:
            self.ended = ended
            raise

    async def attempt(self, answers: Answers) -> None:
        self.answers.append(answers)
        await self.go.wait()
        if self.error is not None:
            raise self.error


REFUSED = Problem(Refusal.WRONG_PASSWORD, "password", tries_left=4, until=None)


def app_of(pilot: Pilot[None]) -> MacleApp:
    assert isinstance(pilot.app, MacleApp)
    return pilot.app


def line(pilot: Pilot[None], name: str) -> Line:
    return pilot.app.screen_stack[0].query_one(f"#field-{name}", Line)


def text(pilot: Pilot[None]) -> str:
    """Return what is on the screen, row by row."""
    update = pilot.app.screen._compositor.render_update(full=True, screen_stack=pilot.app._background_screens)
    assert isinstance(update, LayoutUpdate)
    return "\n".join("".join(segment.text for strip in row for segment in strip) for row in update.strips)


async def settle(pilot: Pilot[None], group: str = "checks") -> None:
    """Wait for the first page, and for what the screen itself has under way in `group`."""
    app = app_of(pilot)
    while app.pages.page is None and not app.leaving.is_set():
        await pilot.pause()
    if workers := [worker for worker in pilot.app.workers if worker.group == group]:
        await pilot.app.workers.wait_for_complete(workers)
    await pilot.pause()
