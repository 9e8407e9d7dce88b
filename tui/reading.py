"""A page as lines of text, for whoever reads it without seeing it drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce
from itertools import chain

from i18n import Language, Message, _
from tui.live_checks import LiveChecks
from tui.pages import (
    LOOK_AGAIN,
    Action,
    Block,
    Bullets,
    Card,
    Choice,
    Facts,
    Field,
    Lasting,
    Link,
    Live,
    Page,
    Paragraph,
    QrCode,
    Row,
    Search,
    Table,
    Text,
    Tone,
)
from tui.qr import ascii_lines, ascii_size, modules_of, no_room_for_qr_code
from tui.searching import Seeker
from tui.wording import opening

QR_CODE_ON_LIGHT = Action("qr-code-on-light", _("QR code for a light background"))
QR_CODE_ON_DARK = Action("qr-code-on-dark", _("QR code for a dark background"))
"""What is offered where a page has a QR code. Cameras read it dark on light alone, and nothing tells which of
the two the terminal has."""

_MASKED = re.compile(r"(?:\b((?:télé)?phone) )?•••• (\d+)", re.IGNORECASE)
"""A masked number, and before it the noun of either language where it has one."""
_MARKS = {"warning": _("Warning:"), "error": _("Error:")}


class AsItStands(str):
    """A line to be copied, which is never broken."""


def lines_of(page: Page, language: Language, now: datetime) -> list[str]:
    """Return what `page` says `now`, one paragraph a line, an empty line between blocks.

    What was done comes first, then the title, whose account it is and where in it, and the blocks. May take
    milliseconds: a page with rules has them judged.
    """
    said = [line for paragraph in page.said for line in _block(paragraph, page, language, now)]
    heading = [language.say(page.title), *_whereabouts(page, language)]
    waits = ([language.say(wait), ""] for action in page.choices for wait in _waits(action))
    parts = ([*said, ""] if said else [], [*heading, ""], block_lines(page, language, now), *waits)
    return [*chain.from_iterable(parts)]


def block_lines(page: Page, language: Language, now: datetime) -> list[str]:
    """Return what the blocks of `page` say `now`, with an empty line after each."""
    return [line for block in page.blocks for line in (*_block(block, page, language, now), "")]


def marked(text: Text, tone: Tone, language: Language) -> str:
    """Return a text after the word that a warning and an error begin with; a command `AsItStands`."""
    if tone == "command":
        return AsItStands(language.say(text))
    mark = _MARKS.get(tone)
    return language.say(text) if mark is None else f"{language.say(mark)} {language.say(text)}"


def spoken(text: str, language: Language) -> str:
    """Return a text with the marks of its masked numbers in words; a screen reader may leave them out."""

    def in_words(found: re.Match[str]) -> str:
        if found[1] is not None:
            return language.say(_("{phone} ending in {digits}", phone=found[1], digits=found[2]))
        words = language.say(_("the number ending in {digits}", digits=found[2]))
        return words if found.start() else words[:1].upper() + words[1:]

    return _MASKED.sub(in_words, text)


def labelled(label: Text, text: Text) -> Message:
    """Return «Label: text»."""
    return _("{label}: {text}", label=label, text=text)


def possible_from(label: Text, moment: datetime) -> Message:
    """Say when what is chosen by `label` can be chosen."""
    return _("“{action}” is possible from {clock} on.", action=label, clock=opening(moment))


def prompt_of(field: Field, kept: str, language: Language, *, hinted: bool) -> Message:
    """Return the words before the place where `field` is typed; Enter alone leaves it as it was `kept`."""
    label = field.label
    if field.hint is not None and not hinted:
        hint = _within_brackets(language.say(field.hint))
        label = _("{label} ({hint})", label=field.label, hint=hint)
    if kept and field.optional:
        return _("{label} [{value}, a space empties it]:", label=label, value=kept)
    if kept:
        return _("{label} [{value}]:", label=label, value=kept)
    if field.optional:
        return _("{label} (may be left empty):", label=label)
    if language.say(label).endswith("?"):
        return label
    return _("{label}:", label=label)


def _within_brackets(sentence: str) -> str:
    """Return a sentence as it stands within another; what begins with several capitals is a name."""
    first, rest = sentence[:1], sentence[1:].removesuffix(".")
    return first + rest if rest[:1].isupper() or rest[:1].isdecimal() else first.lower() + rest


def prompts_of(page: Page, language: Language) -> Iterator[str]:
    """Yield the words of the fields, or of the search, and of the actions of `page`."""
    for field in page.fields if page.search is None else (page.search.line,):
        yield language.say(field.label)
        match field:
            case Field(hint=Message() as hint):
                yield language.say(hint)
            case Choice(options=options):
                yield from (language.say(words) for _value, words in options)
            case _:
                pass
    yield from map(language.say, choices_of(page))


def offered(page: Page) -> tuple[Action, ...]:
    """Return what can be chosen: also to be told again what changes by itself, and to have a QR code drawn,
    whose text the page says.
    """
    qr_codes = () if page.qr_code is None else (QR_CODE_ON_LIGHT, QR_CODE_ON_DARK)
    return (*page.choices, *(() if page.live is None else (LOOK_AGAIN,)), *qr_codes)


def choices_of(page: Page) -> list[Text]:
    """Return the words of what is `offered`, where it is chosen by its number."""
    return [*_menu_choices(page.menu), *(action.label for action in offered(page)[len(page.menu) :])]


def found_rows(seeker: Seeker) -> list[Text]:
    """Return the words of each row that can be chosen: «Heading: cell; Heading: cell»."""
    headings = seeker.search.headings
    return [
        _in_a_row(
            [labelled(heading, cell) for heading, cell in zip(headings, row.cells, strict=True) if cell]
        )
        for row in seeker.rows
    ]


def with_qr_code_that_fits(page: Page, columns: int) -> Page:
    """Return `page`; where its QR code is wider than so many columns, with what is said instead of it."""
    if page.qr_code is None:
        return page
    size = ascii_size(modules_of(page.qr_code.text))
    if size[0] <= columns:
        return page
    place = page.blocks.index(page.qr_code)
    instead = Paragraph(no_room_for_qr_code(*size), "quiet")
    return replace(page, blocks=(*page.blocks[:place], instead, *page.blocks[place + 1 :]))


def qr_code_lines(page: Page, columns: int, language: Language, *, on_dark: bool) -> tuple[str, ...]:
    """Return the QR code of `page` drawn with ASCII characters, or that there is no room for it."""
    assert page.qr_code is not None
    modules = modules_of(page.qr_code.text)
    drawn = ascii_lines(modules, columns, on_dark=on_dark)
    return drawn or (language.say(no_room_for_qr_code(*ascii_size(modules))),)


def _whereabouts(page: Page, language: Language) -> Iterator[str]:
    """Yield whose account it is and where in it, if it is one."""
    if page.where:
        yield " · ".join(["Macle", *map(language.say, page.where)])


def _block(block: Block, page: Page, language: Language, now: datetime) -> Iterator[str]:
    match block:
        case Paragraph(text, tone):
            yield marked(text, tone, language)
        case Bullets(items, numbered):
            # A number is typed for a choice: where these have some, nothing else does.
            numbered = numbered and (bool(page.fields) or len(offered(page)) == 1)
            for number, item in enumerate(items, 1):
                yield f"{number}. {language.say(item)}" if numbered else f"- {language.say(item)}"
        case Facts(rows):
            for name, value in rows:
                yield language.say(labelled(name, value))
        case Table():
            yield from map(language.say, _table(block))
        case LiveChecks(judge, about):
            if about:
                yield language.say(_("The new password must have:"))
            for check in judge({field.name: field.value for field in page.fields}).checks:
                yield f"- {language.say(check.rule)}"
        case Card(text, caption):
            yield from map(language.say, (text,) if isinstance(text, str) else text)
            yield language.say(caption)
        case Link(address):
            yield language.say(address)
        case Lasting():
            yield language.say(block.said(now))
        case QrCode():
            pass  # the page says the same in words
        case Live():
            pass  # what it says stands in its place, in a page `as_it_is`
        case Search():
            pass  # its query is asked for


def _waits(action: Action) -> Iterator[Message]:
    if action.opens_at is not None:
        yield possible_from(action.label, action.opens_at)


def _menu_choices(menu: tuple[Action | Row, ...]) -> Iterator[Text]:
    """Yield the words of each line: what it is about first, which tells it from the others."""
    about: Message | None = None
    for line in menu:
        if isinstance(line, Action):
            yield line.label
            continue
        about = line.name or about
        if about is None:
            thing: Text = line.state
        else:
            thing = _("{label} ({hint})", label=about, hint=line.state) if line.state else about
        yield (labelled(thing, line.verb) if thing else line.verb) if line.verb is not None else thing


def _table(table: Table) -> Iterator[Text]:
    """Yield each row as a line: what tells it from the others, then «Heading: cell» of what else there is."""
    if not table.rows:
        yield table.empty
        return
    for cells in table.rows:
        named = enumerate(zip(table.headings, cells, strict=True))
        others = (
            labelled(heading, cell) for place, (heading, cell) in named if place != table.telling and cell
        )
        yield _in_a_row((cells[table.telling], *others))


def _in_a_row(cells: Sequence[Text]) -> Text:
    """Return «cell; cell; cell»."""
    return reduce(lambda row, cell: _("{row}; {cell}", row=row, cell=cell), cells)
