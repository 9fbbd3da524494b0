"""What a password must be: two sets of rules to choose from by the setting `password_policy`.

«mixed» is what Vietnamese authorities use to ask for. TCVN 11930:2017 (authentication, levels 1 to 5)
requires rules for length, kinds of characters and age without naming numbers; three of four kinds is what
the domains of Windows in the offices ask. «long» follows OWASP ASVS 5.0, 6.2: length, no kinds, no age,
nothing that is guessed quickly.
"""

import dataclasses
import functools
import unicodedata
from collections.abc import Callable
from pathlib import Path

from app.core.vietnamese import as_one_word, fold, fold_words
from app.core.words import say

LONGEST = 128
LEAST_OF_LONG = 12
LEAST_KINDS = 3
#: A name shorter than this is found in too many passwords by chance.
_SHORTEST_NAME, _SHORTEST_TAIL = 4, 6
#: zxcvbn tells how many guesses a password takes: 3 is 10^8 to 10^10, safe unless the hashes are lost.
_LEAST_SCORE = 3
_LONGEST_SCORED = 72
_COMMON = Path(__file__).resolve().parents[2] / "seed" / "common_passwords.txt"


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What the rules look at beside the password: settings, and the names it must not hold."""

    policy: str
    least_length: int
    names: tuple[str, ...] = ()
    was_used: Callable[[str], bool] = lambda _password: False
    kept: int = 0


def normal(password: str) -> str:
    """NFC: the same Vietnamese letters, however the keyboard put them together."""
    return unicodedata.normalize("NFC", password)


def faults_of(password: str, wanted: Wanted) -> list[str]:
    """Every fault in its own sentence; none when the password is good."""
    password = normal(password)
    if len(password) > LONGEST:
        return [say("Mật khẩu dài tối đa {most} ký tự.", most=LONGEST)]
    own = _faults_of_long(password, wanted) if wanted.policy == "long" else _faults_of_mixed(password, wanted)
    return own + _faults_of_names(password, wanted)


def _faults_of_mixed(password: str, wanted: Wanted) -> list[str]:
    faults = _faults_of_length(password, wanted.least_length)
    if kinds_in(password) < LEAST_KINDS:
        faults.append(
            say("Mật khẩu phải có ít nhất 3 trong 4 loại ký tự: chữ thường, chữ hoa, chữ số, ký tự khác.")
        )
    if not faults and wanted.was_used(password):
        faults.append(say("Mật khẩu này trùng với một trong {kept} mật khẩu gần nhất.", kept=wanted.kept))
    return faults


def _faults_of_long(password: str, wanted: Wanted) -> list[str]:
    faults = _faults_of_length(password, max(LEAST_OF_LONG, wanted.least_length))
    if not faults and is_common(password, wanted.names):
        faults.append(
            say("Mật khẩu này quá phổ biến hoặc dễ đoán. Ghép vài từ không liên quan thì khó đoán hơn.")
        )
    return faults


def _faults_of_length(password: str, least: int) -> list[str]:
    if len(password) >= least:
        return []
    return [
        say("Mật khẩu phải có ít nhất {least} ký tự (đang có {count}).", least=least, count=len(password))
    ]


def _faults_of_names(password: str, wanted: Wanted) -> list[str]:
    flat = as_one_word(password)
    held = [name for name in wanted.names if any(part in flat for part in _parts(name))]
    return [
        say("Mật khẩu không được chứa tên đăng nhập hoặc tên đơn vị («{name}»).", name=name) for name in held
    ]


def _parts(name: str) -> list[str]:
    """What tells a name: all of it, and its last two words («Xuân Khánh» of a ward)."""
    whole, tail = as_one_word(name), "".join(fold_words(name).split()[-2:])
    return [part for part, least in ((whole, _SHORTEST_NAME), (tail, _SHORTEST_TAIL)) if len(part) >= least]


def kinds_in(password: str) -> int:
    """How many of the four kinds of characters there are: small, capital, digit, other."""
    kinds = {
        "small" if char.islower() else "capital" if char.isupper() else "digit" if char.isdigit() else "other"
        for char in password
    }
    return len(kinds)


def is_common(password: str, names: tuple[str, ...] = ()) -> bool:
    """Whether it is guessed quickly: one of the usual ones, or such a one with digits, a row of keys …"""
    from zxcvbn import zxcvbn  # its word lists take 2 MB: only whoever sets a password pays

    words = [*_common_words(), *(fold(name) for name in names), *(as_one_word(name) for name in names)]
    plain = fold(password)[:_LONGEST_SCORED] or " "
    scores = [zxcvbn(text, user_inputs=words)["score"] for text in {plain, as_one_word(plain) or " "}]
    return bool(min(scores) < _LEAST_SCORE)


@functools.cache
def _common_words() -> tuple[str, ...]:
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
