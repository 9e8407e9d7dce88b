"""What operators did, for supervisors (PRODUCT §10): looked through, filtered, written to a file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from i18n import Brief, Language, Message, Zone, _, plural, told
from store import Act, ActFilter, Acts, BusyOperator, Happening, Session
from store.accounts.store import Store
from tui.journeys.methods.words import changed
from tui.journeys.password.password import perform_proved
from tui.pages import BACK, CANCEL, Action, Answers, Choice, Field, Page, Paragraph, Table, Text, submit
from tui.unwinding import WentBack
from tui.visit import Visit
from tui.wording.events import happening

_OLDER = Action("older", _("Older"), key="ctrl+n")
_NEWER = Action("newer", _("Newer"), key="ctrl+p")
_FILTER = Action("filter", _("Filter"), key="f5")
_EXPORT = Action("export", _("Write to a file"), key="f6")
_KINDS: Mapping[str, tuple[Message, frozenset[Happening]]] = {
    "": (_("all"), frozenset()),
    "opened": (_("pages opened"), frozenset({Happening.PAGE_OPENED})),
    "registered": (
        _("people registered"),
        frozenset({Happening.REGISTERED, Happening.LEVEL_RAISED}),
    ),
    "codes": (
        _("activation codes handed out"),
        frozenset({Happening.ACTIVATION_HANDED_OVER, Happening.REGISTERED_CONTRAST_REPLACED}),
    ),
    "verifications": (
        _("verifications decided"),
        frozenset({Happening.VERIFICATION_ACCEPTED, Happening.VERIFICATION_REFUSED}),
    ),
    "unblocked": (_("accounts unblocked"), frozenset({Happening.UNBLOCKED})),
    "resets": (_("password resets started"), frozenset({Happening.RESET_STARTED})),
    "sessions": (_("sessions ended"), frozenset({Happening.SESSIONS_ENDED})),
    "removals": (
        _("removals asked, approved, withdrawn"),
        frozenset({Happening.REMOVAL_ASKED, Happening.REMOVAL_APPROVED, Happening.REMOVAL_WITHDRAWN}),
    ),
}
"""What can be looked for, each with the events that it is."""
_DAYS: tuple[tuple[str, Message], ...] = (
    ("1", _("the last 24 hours")),
    ("7", _("the last 7 days")),
    ("30", _("the last 30 days")),
    ("", _("from the beginning")),
)
_FORMULA = re.compile(r"(^|[;\t])(?=[\s\"]*[=+\-@＝＋－＠\t\r])")
"""Where a cell begins that a spreadsheet takes for a formula, also one that lets semicolons or tabs end
cells, and then takes quotes for the marks around one (OWASP, “CSV Injection”)."""


@dataclass(frozen=True)
class _Wanted:
    """What a supervisor looks for, as it was chosen."""

    chosen: Mapping[str, str] = field(default_factory=lambda: {"operator": "", "kind": "", "days": "7"})

    def at(self, now: datetime) -> ActFilter:
        """Return what is asked of the store `now`."""
        days = self.chosen["days"]
        return ActFilter(
            self.chosen["operator"].strip(),
            _KINDS[self.chosen["kind"]][1],
            now - timedelta(days=int(days)) if days else None,
        )


async def supervise(visit: Visit) -> None:
    """Look through what operators did, page by page, and write it to a file. Raises `WentBack`."""
    wanted, before, came_from = _Wanted(), list[int | None]([None]), ""
    while True:
        now = visit.now()
        acts, busy = await visit.look(partial(_acts, visit.signed_in, wanted.at(now), before[-1]))
        saves = visit.surroundings.saves
        page = acts_page(acts, busy, now, wanted.chosen, has_newer=len(before) > 1, saves=saves)
        came_from = (await visit.ask(replace(page, came_from=came_from))).action
        if came_from == _OLDER.name:
            before.append(acts.earlier)
        elif came_from == _NEWER.name:
            before.pop()
        else:
            choosing = came_from == _FILTER.name
            came_from = ""  # the newest acts are read first
            with suppress(WentBack):
                if choosing:
                    wanted, before = await _choose(visit, wanted), [None]
                else:
                    await _export(visit, wanted.at(now))


async def _choose(visit: Visit, wanted: _Wanted) -> _Wanted:
    """Ask what is wanted; the name of no operator is refused there."""
    session, now = visit.signed_in, visit.now()

    def choose(store: Store, answers: Answers) -> _Wanted:
        chosen = _Wanted(answers.values)
        store.supervisors.acts(session, chosen.at(now))
        return chosen

    return await visit.perform(filter_page(wanted.chosen), choose)


def _acts(
    session: Session, wanted: ActFilter, before: int | None, store: Store
) -> tuple[Acts, tuple[BusyOperator, ...]]:
    return store.supervisors.acts(session, wanted, before), store.supervisors.busiest(session)


async def _export(visit: Visit, wanted: ActFilter) -> None:
    session, language = visit.signed_in, visit.language
    file = await visit.look(lambda _store: visit.paper.free_name("macle-operators.csv"))

    def save(store: Store, answers: Answers) -> str:
        def acts() -> Iterator[Act]:
            # It is noted once there is a file for them, and before they are in it.
            yield from store.supervisors.export(session, wanted)

        return str(visit.paper.save(answers["file"], as_csv(acts(), language)))

    path = await perform_proved(visit, export_page(file, visit.paper.where), save)
    visit.say(Paragraph(_("Saved in {path}. Only you can read the file.", path=path), "success"))


class _AsItIs:
    """Takes a line of a table, and hands it back."""

    def write(self, line: str) -> str:
        return line


def as_csv(acts: Iterable[Act], language: Language) -> Iterator[str]:
    """Yield the acts as a table for spreadsheets (RFC 4180), line by line, with no cell that is a formula.

    It begins with the mark by which they tell UTF-8.
    """
    line = csv.writer(_AsItIs()).writerow
    headings = (_("When"), _("Operator"), _("What"), _("Account"), _("Account ID"), _("Reason"))
    yield "\ufeff" + line(map(language.say, headings))
    for act in acts:
        what = language.say(_what(act))
        when = act.happened_at.isoformat(timespec="seconds")
        cells = (when, act.operator, what, act.name, act.account, act.reason)
        yield line(_FORMULA.sub(r"\1'", cell) for cell in cells)


def acts_page(
    acts: Acts,
    busy: tuple[BusyOperator, ...],
    now: datetime,
    chosen: Mapping[str, str],
    *,
    has_newer: bool,
    saves: bool,
) -> Page:
    return Page(
        "acts",
        _("What operators did"),
        (
            *(Paragraph(busy_words(one), "warning") for one in busy),
            Paragraph(_filter_words(chosen), "quiet"),
            Table(
                (_("When ({zone})", zone=Zone(now)), _("Operator"), _("What, and why")),
                tuple(_row(act, now) for act in acts.acts),
                _("Nothing that fits was done."),
                telling=2,
            ),
        ),
        actions=(
            *((_OLDER,) if acts.earlier is not None else ()),
            *((_NEWER,) if has_newer else ()),
            _FILTER,
            *((_EXPORT,) if saves else ()),
            BACK,
        ),
        help=(
            _("“Filter” looks for one operator, for one kind of act, or for some days."),
            _("The file has all that fits the filter. That you wrote it is noted in your history."),
        ),
    )


def _filter_words(chosen: Mapping[str, str]) -> Message:
    """Say what was `chosen` to be shown, so that a part is not taken for the whole."""
    kind = chosen["kind"]
    return _(
        "Filter: {operator}; {what}; {days}.",
        operator=chosen["operator"].strip() or _("all operators"),
        what=_KINDS[kind][0] if kind else _("all they did"),
        days=dict(_DAYS)[chosen["days"]],
    )


def busy_words(one: BusyOperator) -> Message:
    """Say that an operator did much within a short time, of one thing or of all together."""
    return plural(
        "{operator}: {what}, {count} time within {time} ({moment}). See why.",
        "{operator}: {what}, {count} times within {time} ({moment}). See why.",
        one.times,
        operator=one.operator,
        what=_("acts of several kinds") if one.happening is None else happening(one.happening),
        time=one.within,
        moment=one.since,
    )


def _row(act: Act, now: datetime) -> tuple[Text, ...]:
    what = _what(act)
    if act.name:
        what = _("{what}: {name}", what=what, name=act.name)
    if act.reason:
        what = _("{what}. Reason: {reason}", what=what, reason=act.reason)
    return told(Brief(act.happened_at, now)), act.operator, what


def _what(act: Act) -> Message:
    return changed(act.happening, act.kind) or happening(act.happening, act.kind)


def filter_page(chosen: Mapping[str, str]) -> Page:
    return Page(
        "acts-filter",
        _("Filter what operators did"),
        fields=(
            Field(
                "operator",
                _("Operator"),
                hint=_("Their username; empty: all of them."),
                value=chosen["operator"],
                optional=True,
            ),
            Choice(
                "kind",
                _("What they did"),
                tuple((kind, words) for kind, (words, _events) in _KINDS.items()),
                chosen["kind"],
            ),
            Choice("days", _("When"), _DAYS, chosen["days"]),
        ),
        actions=(submit(_("Show")), CANCEL),
        help=(
            _("Operator: the acts of this one alone, also of a supervisor."),
            _("What they did: one kind of act alone, such as resets that were started."),
            _("When: how far back to look, from now."),
        ),
    )


def export_page(file: str, where: Message) -> Page:
    return Page(
        "acts-export",
        _("Write the list to a file"),
        (
            Paragraph(
                _("A table (CSV) of all that fits the filter, for a spreadsheet. Only you can read the file.")
            ),
        ),
        (
            Field(
                "file",
                _("Name of the file"),
                hint=where,
                value=file,
            ),
        ),
        (submit(_("Save")), CANCEL),
        help=(
            _("The file is on the machine that Macle runs on. Over a network, that is not where you sit."),
            _("It names people: keep it as such data is kept, and delete it when it has served."),
        ),
    )
