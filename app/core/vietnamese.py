"""Vietnamese text: folding for search, keys for sorting by given name."""

import functools
import re
import unicodedata

#: The alphabet in its order; each letter sorts by its place (TCVN).
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_ORDER = {letter: chr(ord("A") + place) for place, letter in enumerate(_ALPHABET)}
#: Tones in the order of the TCVN dictionary: ngang, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"[^\W_]+")


def clean(text: str) -> str:
    """NFC, single spaces, no control characters: the only form in which names are stored."""
    text = unicodedata.normalize("NFC", text)
    text = "".join(" " if unicodedata.category(char) == "Cc" else char for char in text)
    return _SPACES.sub(" ", text).strip()


@functools.lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Lower case without diacritics: ``"Đặng Thị Ánh"`` becomes ``"dang thi anh"``."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(char for char in decomposed if unicodedata.category(char) != "Mn")
    return _SPACES.sub(" ", plain).strip()


def fold_words(text: str) -> str:
    """The folded words, one space between them, without punctuation: ``"CT-CC"``, ``"ct cc"``."""
    return " ".join(_WORDS.findall(fold(text)))


def as_one_word(text: str) -> str:
    """A number with its signs left out, to be found as one word: ``"CT-CC-000012"``, ``"ctcc000012"``."""
    return "".join(_WORDS.findall(fold(text)))


def typed_words(text: str) -> list[str]:
    """The words of a search: a number typed with its signs stays one word."""
    words: list[str] = []
    for part in fold(text).split():
        found = _WORDS.findall(part)
        is_number = len(found) > 1 and any(char.isdigit() for char in part)
        words += ["".join(found)] if is_number else found
    return words


@functools.lru_cache(maxsize=20_000)
def _word_key(word: str) -> str:
    letters, tone = [], "0"
    for char in unicodedata.normalize("NFC", word.lower()):
        base, char_tone = _without_tone(char)
        tone = char_tone or tone
        letters.append(_ORDER.get(base, base))
    return "".join(letters) + tone


def _without_tone(char: str) -> tuple[str, str]:
    parts = unicodedata.normalize("NFD", char)
    tone = next((_TONES[mark] for mark in parts if mark in _TONES), "")
    bare = "".join(mark for mark in parts if mark not in _TONES)
    return unicodedata.normalize("NFC", bare), tone


def text_sort_key(text: str) -> str:
    """ASCII key that sorts text word by word in the Vietnamese order."""
    return " ".join(_word_key(word) for word in text.split())


def name_sort_key(full_name: str) -> str:
    """Key that sorts people by tên, then họ, then đệm, each in the Vietnamese order."""
    words = full_name.split()
    if not words:
        return ""
    return text_sort_key(" ".join([words[-1], *words[:-1]]))[:500]
