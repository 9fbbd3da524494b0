"""Sentences for people: Vietnamese in the code, translated by whoever shows them.

The translator is plugged in by `web`; commands and jobs speak Vietnamese.
"""

from collections.abc import Callable
from typing import Any

Translator = Callable[[str], str]


def _as_written(sentence: str) -> str:
    return sentence


_translator: list[Translator] = [_as_written]


def plug_translator(translator: Translator) -> None:
    """Have sentences translated by this function (gettext of the request's language)."""
    _translator[:] = [translator]


def say(sentence: str, **values: Any) -> str:
    """The sentence in the reader's language, its ``{name}`` places filled with the values."""
    translated = _translator[0](sentence)
    return translated.format(**values) if values else translated
