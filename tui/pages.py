"""What a page is made of. Pages are data: the fronts draw them, the journeys declare them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from i18n import Message, _, plural
from store.problems import Refusal
from store.rules.secret import Secret

if TYPE_CHECKING:
    from store.messages.letters.help_desk import Matter
from tui.live_checks import LiveChecks

Text: TypeAlias = Message | str
"""A message is said in the person's language; a `str` is data, made harmless before it is drawn."""

Tone: TypeAlias = Literal["plain", "quiet", "success", "warning", "error", "command"]


@dataclass(frozen=True)
class Paragraph:
    """Some sentences, or a `command` for a shell: one line, which is copied as it stands."""

    text: Text
    tone: Tone = "plain"


@dataclass(frozen=True)
class Bullets:
    """A list of sentences, numbered when they are steps."""

    items: tuple[Text, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Facts:
    """Names and their values, such as «Account ID  000000000012»; some are secrets."""

    rows: tuple[tuple[Text, Text], ...] = field(repr=False)


@dataclass(frozen=True)
class Table:
    """Rows under headings; `empty` is said where there is none.

    What is in the column `telling` tells one row from the others.
    """

    headings: tuple[Message, ...]
    rows: tuple[tuple[Text, ...], ...]
    empty: Message
    telling: int = 0


@dataclass(frozen=True)
class Action:
    """What can be chosen. One that `leaves` unwinds the journey; only one that `submits` needs the fields.

    A line of a menu that `opens_at` a moment to come is no use before, and the page counts down to it. Those
    that few people come for are `quiet`; they, and the way back, stand apart. One that `signs_out` ends the
    session. The `key`, by Textual's name for it, chooses it in the full screen, wherever the focus is.
    """

    name: str
    label: Message
    tone: Literal["primary", "plain", "danger", "quiet"] = "plain"
    submits: bool = False
    leaves: bool = False
    signs_out: bool = False
    opens_at: datetime | None = None
    key: str = ""

    @property
    def cap(self) -> str:
        """What stands on its key, such as «Ctrl+O»."""
        return "+".join(part.capitalize() for part in self.key.split("+"))


@dataclass(frozen=True)
class Row:
    """A line of a menu about something that is looked after: its name, how it stands, and what is done there.

    A row with an empty `name` belongs to the one above it; one with an empty `state` adds to it. The name
    may be the words of the action, which are then said once.
    """

    name: Message | None
    state: Text
    action: Action

    @property
    def verb(self) -> Message | None:
        """What is done there, where that is more than the name says."""
        return None if self.action.label == self.name else self.action.label


@dataclass(frozen=True)
class Card:
    """A few characters to read off or write down, such as a key, or several; never cut, never wrapped."""

    text: str | tuple[str, ...] = field(repr=False)
    caption: Message


@dataclass(frozen=True)
class QrCode:
    """What a phone's camera reads from the screen, where that is large enough; the page says it too."""

    text: Secret


@dataclass(frozen=True)
class Link:
    """An address to go on at: a text that is never cut and, where the terminal has such, a link (OSC 8)."""

    address: str = field(repr=False)


@dataclass(frozen=True)
class Lasting:
    """How long something is good: counted down `until` then.

    `words` say it of a time, and `over` is said afterwards.
    """

    until: datetime
    words: Callable[[timedelta], Message]
    over: Message

    def said(self, now: datetime) -> Message:
        """Return what is said at `now`, in whole seconds."""
        left = -((now - self.until) // timedelta(seconds=1))
        return self.words(timedelta(seconds=left)) if left > 0 else self.over


@dataclass(frozen=True)
class Field:
    """One line to fill in. `name` is the name of the use case's argument.

    `limit` is in characters. A field that is `joined` drops spaces and line breaks from what is typed or
    pasted, as a token or code needs. `secret` masks what is typed, and is typed anew once it was found wrong.
    `form` raises a `Problem` for what cannot be right whatever the store holds. A field that `repeats`
    another is to be the same.
    """

    name: str
    label: Message
    hint: Message | None = None
    value: str = field(default="", repr=False)
    limit: int = 256
    secret: bool = False
    joined: bool = False
    optional: bool = False
    form: Callable[[str], object] | None = field(default=None, repr=False, compare=False)
    repeats: str = ""


@dataclass(frozen=True)
class Choice:
    """One of several options, each a value and its words; `value` is chosen at first."""

    name: str
    label: Message
    options: tuple[tuple[str, Text], ...]
    value: str


@dataclass(frozen=True)
class Tick:
    """A box to tick before the page can be sent; its value is `yes` or empty, and empty at first.

    `unticked` is why the page cannot be sent before; the first box that is empty says it for all of them.
    """

    name: str
    label: Message
    unticked: Refusal = Refusal.NOT_TICKED
    value: ClassVar[str] = ""


@dataclass(frozen=True)
class FoundRow:
    """One row of what a search found: its `key` answers the page, its `cells` stand under the headings."""

    key: str
    cells: tuple[Text, ...] = field(repr=False)


@dataclass(frozen=True)
class Found:
    """Some rows of what was found; the next ones are found after the key `following`, None at the end."""

    rows: tuple[FoundRow, ...]
    following: str | None = None


Find: TypeAlias = Callable[[str, str | None], Awaitable[Found]]
"""Returns the rows that a query finds after a key, or the first ones after None."""


@dataclass(frozen=True)
class Search:
    """A query, and some rows at a time of what it finds; the row that is chosen answers the page.

    `find` is awaited while the person types, and asked for no query of less than `least` characters; a
    `Problem` that it raises is worded on the page, and anything else ends it. `empty` is said where nothing
    is found. The answers have the key of the row as `name`, and the query as `query_name`; `query` is there
    at first. A page has one search at most, and no fields besides.
    """

    name: str
    label: Message
    headings: tuple[Message, ...]
    find: Find
    empty: Message
    least: int = 3
    query: str = field(default="", repr=False)

    @property
    def query_name(self) -> str:
        return f"{self.name}-query"

    @property
    def line(self) -> Field:
        """The field that the query is typed into."""
        return Field(self.query_name, self.label, hint=self.needed, value=self.query)

    @property
    def needed(self) -> Message:
        """What a query needs, so that something is found."""
        return plural("At least {count} character.", "At least {count} characters.", self.least)

    @property
    def choosing(self) -> Action:
        """What choosing a row does."""
        return Action(self.name, self.label, submits=True)


Shown: TypeAlias = Paragraph | Bullets | Facts | Table | Card
"""A block that says something, and is no more than that."""


@dataclass(frozen=True)
class Live:
    """What changes by itself: `look` is awaited each second, and returns what is said from then on.

    What it raises ends the page. Line prompts say it with the page, and again when they are asked to. A page
    has one at most.
    """

    look: Callable[[], Awaitable[tuple[Shown, ...]]] = field(repr=False)


Block: TypeAlias = Shown | LiveChecks | QrCode | Link | Lasting | Search | Live


@dataclass(frozen=True)
class Page:
    """A page: `name` is its stable identity (for tests, pictures and logs), `help` what F1 shows.

    `actions` end the page or keep what it shows: buttons in a row. `menu` is where it leads: lines of a list,
    of which one is chosen; a page of nothing else has its way back in it. The first action that submits
    answers Enter, or else the first. `help` is a tuple of paragraphs. Whoever comes back to the page from
    the action `came_from` is at it again. The visit adds what there is to be `said` before the title, and
    `where` in an account it is, as far as the title does not say it; and to what the page says, or its help,
    what the help desk does in its `matter`, or that of its help, with where that is. Where it is
    `written_down`, nothing is laid over it unasked: it may be shown only once.
    """

    name: str
    title: Message
    blocks: tuple[Block, ...] = ()
    fields: tuple[Field | Choice | Tick, ...] = ()
    actions: tuple[Action, ...] = ()
    menu: tuple[Action | Row, ...] = ()
    help: tuple[Message, ...] = ()
    came_from: str = ""
    said: tuple[Paragraph, ...] = ()
    where: tuple[Text, ...] = ()
    matter: Matter | None = None
    matter_of_help: Matter | None = None
    written_down: bool = False

    def __post_init__(self) -> None:
        searches = sum(isinstance(block, Search) for block in self.blocks)
        if searches > 1 or (searches and self.fields):
            raise ValueError("a page has one search at most, and no fields besides")

    @property
    def listed(self) -> tuple[Row, ...]:
        """The lines of its menu that say how something stands."""
        return tuple(line for line in self.menu if isinstance(line, Row))

    @property
    def qr_code(self) -> QrCode | None:
        """The QR code to scan from it, if there is one."""
        return next((block for block in self.blocks if isinstance(block, QrCode)), None)

    @property
    def search(self) -> Search | None:
        """What there is to search on it, if there is something."""
        return next((block for block in self.blocks if isinstance(block, Search)), None)

    @property
    def live(self) -> Live | None:
        """What changes by itself on it, if something does."""
        return next((block for block in self.blocks if isinstance(block, Live)), None)

    async def as_it_is(self) -> Page:
        """Return the page with what its live block says now in the place of that."""
        live = self.live
        if live is None:
            return self
        place, said = self.blocks.index(live), await live.look()
        return replace(self, blocks=(*self.blocks[:place], *said, *self.blocks[place + 1 :]))

    @property
    def choices(self) -> tuple[Action, ...]:
        """All that can be chosen, besides what a search finds: the menu, then what ends the page."""
        return (*(line.action if isinstance(line, Row) else line for line in self.menu), *self.actions)

    def taken(self, answers: Answers) -> Action:
        """Return the action that was chosen."""
        if self.search is not None and answers.action == self.search.name:
            return self.search.choosing
        return next(action for action in self.choices if action.name == answers.action)

    @property
    def leaving(self) -> Action | None:
        """The action that goes back, if there is one."""
        return next((action for action in self.choices if action.leaves), None)

    @property
    def secrets(self) -> tuple[Field, ...]:
        """Its masked fields."""
        return tuple(one for one in self.fields if isinstance(one, Field) and one.secret)

    def open_values(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return those of the `values` that are no secrets."""
        secrets = {one.name for one in self.secrets}
        return {name: value for name, value in values.items() if name not in secrets}

    def filled(self, values: Mapping[str, str]) -> Page:
        """Return the page with what was typed and chosen on it before: no secret, and no box ticked."""
        values = self.open_values(values)
        return replace(
            self,
            blocks=tuple(
                replace(block, query=values[block.query_name]) if isinstance(block, Search) else block
                for block in self.blocks
            ),
            fields=tuple(
                asked
                if isinstance(asked, Tick) or asked.name not in values
                else replace(asked, value=values[asked.name])
                for asked in self.fields
            ),
        )


@dataclass(frozen=True, repr=False)
class Answers:
    """What the person did on a page: the action, and the values of the fields, or of the search."""

    action: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def secret(self, name: str) -> Secret:
        """Return a field's value under the type that hides it."""
        return Secret(self.values[name])

    def __repr__(self) -> str:
        return f"Answers({self.action!r}, fields {sorted(self.values)})"


BACK = Action("back", _("Back"), leaves=True)
CANCEL = Action("cancel", _("Cancel"), leaves=True)
SHOW_QR_CODE = Action("show-qr-code", _("Show the QR code"))
"""What a front offers by itself where a page has a QR code that it does not show."""
LOOK_AGAIN = Action("look-again", _("Look again"))
"""What a front offers where it does not show by itself what changes on a page."""
LOOK_AGAIN_BY_KEY = replace(LOOK_AGAIN, key="ctrl+l")


def submit(label: Message, name: str = "submit") -> Action:
    """The button that sends the page's fields."""
    return Action(name, label, tone="primary", submits=True)
