"""Keep the translations in step with the sources: `update` them, or `check` that nothing is amiss."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from hatch_build import compile_catalogue

ROOT = Path(__file__).parent.parent
SOURCES = ("i18n", "store", "tui")
CATALOGUES = ROOT / "i18n" / "catalogues"
KEYWORDS = {"_": None, "plural": (1, 2), "Setting": None}
"""What declares a message; of a setting, its sentence is one."""

FAULTS = {
    "straight apostrophe (’ is meant)": "'",
    "straight double quotes (“ ” or « » are meant)": r'"',
    "three dots (… is meant)": r"\.\.\.",
}
FRENCH_FAULTS = {
    # A mark that opens the sentence, or the colon of a clock time or an address, has no space before it.
    "no no-break space before : ; ! or ?": r"(?<=[^\u00a0\u202f])[:;!?](?!//)(?<!\d:(?=\d))",
    "no no-break space inside « »": r"«(?![\u00a0\u202f])|(?<![\u00a0\u202f])»",
    "English quotation marks (« » are meant)": "[“”]",
    "no word between de and a name (du compte …), which may begin with a vowel": r"\b[Dd]e \{(user)?name\}",
    "a gender for whoever reads it": (
        r"(?i)\bvous (?:vous )?(?:n’)?(?:êtes|étiez|serez|seriez|soyez|avez été)(?: pas| plus| déjà| bien)*"
        r" (?!ici\b)\w+(?:é|i|u|is|it)\b|\b(?:soyez|êtes-vous) (?:sûr|certain|prêt)\b|\bvous a-t-\w+ \w+é\b"
    ),
    "an address that may be someone’s (example.org is nobody’s)": r"exemple\.(?:com|net|org)",
    "another word for clé": r"(?i)\bclefs?\b",
    "another word for SMS": r"(?i)\btextos?\b",
    "another word for réglages (the page “Paramètres de connexion” alone is called so)": (
        r"(?i)\bparamètres?\b(?! de connexion)"
    ),
    "another word for administration (nobody’s gender)": r"(?i)\badministrat(?:eur|rice)s?\b",
    "another word for code à deux lettres": r"(?i)\bcode de deux lettres\b",
}
FIXED = {"You have signed in successfully", "You have signed out."}
"""Sentences that stand word for word as in the services, where people know them: not looked at for faults."""


def main(task: str) -> int:
    """Carry out `task` on every catalogue; return the exit status."""
    found = 0
    for path in sorted(CATALOGUES.glob("*/LC_MESSAGES/macle.po")):
        catalogue = _read(path)
        if task == "update":
            _update(path, catalogue)
        for fault in _faults(catalogue):
            print(f"{path.relative_to(ROOT)}: {fault}")
            found += 1
    if task == "update":
        return 0
    print(f"{found} faults in the catalogues" if found else "The catalogues are complete")
    return min(found, 1)


def _template() -> Catalog:
    """Return every message that the sources declare."""
    template = Catalog()
    for folder in SOURCES:
        for _file, _line, text, comments, _context in extract_from_dir(
            ROOT / folder, [("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            template.add(text, auto_comments=comments)
    return template


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, abort_invalid=True)


def _update(path: Path, catalogue: Catalog) -> None:
    catalogue.update(_template(), no_fuzzy_matching=True, update_creation_date=False)
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, no_location=True, sort_output=True, ignore_obsolete=True)
    compile_catalogue(path)


def _faults(catalogue: Catalog) -> Iterator[str]:
    declared = {message.id for message in _template() if message.id}
    translated = {message.id for message in catalogue if message.id}
    yield from (
        f"missing (run `make catalogues`): {text!r}" for text in sorted(declared - translated, key=str)
    )
    yield from (
        f"obsolete (run `make catalogues`): {text!r}" for text in sorted(translated - declared, key=str)
    )
    for message in catalogue:
        if message.id:
            yield from (f"{fault}: {message.id!r}" for fault in _faults_of(message, catalogue))


def _faults_of(message: Message, catalogue: Catalog) -> Iterator[str]:
    wordings = _forms(message.string)
    if message.fuzzy:
        yield "fuzzy"
    if not all(wordings) or (message.pluralizable and len(wordings) != catalogue.num_plurals):
        yield "untranslated"
        return
    for wording in wordings:
        if _places(wording) != _places(_forms(message.id)[-1]):
            yield "other {places} than in English"
        faults = FAULTS | FRENCH_FAULTS if catalogue.locale_identifier == "fr" else FAULTS
        if message.id not in FIXED:
            yield from (fault for fault, pattern in faults.items() if re.search(pattern, wording))
    for english in _forms(message.id):
        yield from (
            f"in English: {fault}" for fault, pattern in FAULTS.items() if re.search(pattern, english)
        )


def _forms(text: str | Sequence[str] | None) -> Sequence[str]:
    """Return the singular and the plural forms, or the one form there is."""
    return (text or "",) if isinstance(text, str | None) else text


def _places(text: str) -> set[str]:
    """Return the names in braces; `count` does not matter, as a singular may spell it out."""
    return set(re.findall(r"\{(\w+)\}", text)) - {"count"}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
