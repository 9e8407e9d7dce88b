"""The demo: a store that is thrown away, people in it, and the devices beside the page (PRODUCT §10)."""

from __future__ import annotations

from i18n import Language


def run_demo(language: Language, language_fixed: bool, terminal: str, plain: bool) -> int:
    """Run the demo, full screen or as line prompts, and return the exit status.

    Raises `Problem` where there is no place for its store.
    """
    from tui.demo.throwaway import throw_away_store

    with throw_away_store(language, works_in_background=not plain) as door:
        # Textual is imported only by the full-screen demo.
        if plain:
            from tui.demo.plain import run_in_plain

            return run_in_plain(door, language, language_fixed, terminal)
        from tui.demo.app import run_full_screen

        return run_full_screen(door, language, language_fixed, terminal)
