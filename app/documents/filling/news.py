"""Which entries are news of a period (4a-BNV/2007): what began, was decided, ended, and is not told yet."""

from collections.abc import Callable
from typing import Any

from app.core.partial_date import PartialDate
from app.documents.filling.records import Filed
from app.documents.filling.texts import month

#: Days of an entry that make it news: it began, was decided, took effect, was awarded, was born.
_DAYS = ("from_on", "decision_on", "effective_on", "awarded_on", "born_on", "issued_on")
#: Whether another entry of the same kind goes on with what one ended.
Same = Callable[[Any, Any], bool]


def news(filed: Filed, kind: str) -> list[Any]:
    """The entries of a kind that belong to the period of the paper."""
    return [row for row in filed.rows(kind) if is_news(filed, row)]


def is_news(filed: Filed, row: Any) -> bool:
    assert filed.period is not None  # noqa: S101 - the form asks for it
    return any(getattr(row, name, None) in filed.period for name in _DAYS)


def ended(filed: Filed, kind: str, same: Same) -> list[Any]:
    """The entries of a kind that ended in the period, unless the same goes on in the next entry."""
    assert filed.period is not None  # noqa: S101 - the form asks for it
    rows = filed.rows(kind)
    over = [row for row in rows if row.to_on in filed.period]
    return [row for row in over if not any(same(row, other) and _follows(row, other) for other in rows)]


def _follows(row: Any, other: Any) -> bool:
    """Whether one begins when the other ends: on that day or the next, as far as days are known."""
    if other is row or other.from_on is None:
        return False
    end, start = row.to_on.to_date(), other.from_on.to_date()
    if end and start:
        return bool(0 <= (start - end).days <= 1)
    return 0 <= _months(other.from_on) - _months(row.to_on) <= 1


def _months(day: PartialDate) -> int:
    return day.year * 12 + (day.month or 1)


def is_same_course(training: Any, leave: Any) -> bool:
    """Whether being sent to study is a course that the record has as training too."""
    if not leave.from_on or month(training.from_on) != month(leave.from_on):
        return False
    schools = {_folded(training.school), _folded(training.school_name)}
    level = leave.education_level_id
    is_same_level = level is not None and training.education_level_id == level
    is_same_subject = _folded(training.subject or training.training_major) == _folded(leave.subject)
    return is_same_level or is_same_subject or bool(schools & {_folded(leave.school_name)} - {""})


def deaths(filed: Filed) -> list[tuple[Any, Any]]:
    """Relatives who died in the period, and the day: the end of the entry, or when it was noted."""
    assert filed.period is not None  # noqa: S101 - the form asks for it
    noted = {line.row_id: line.at for line in filed.family_changes if _tells_death(line)}
    found = []
    for row in filed.rows("family_member"):
        if row.is_deceased and (row.to_on in filed.period if row.to_on else row.id in noted):
            found.append((row, row.to_on or noted[row.id]))
    return found


def _tells_death(line: Any) -> bool:
    return bool(
        "is_deceased" in line.changes
        and line.value("is_deceased")
        and not line.value("is_deceased", old=True)
    )


def _folded(text: Any) -> str:
    return str(text or "").strip().casefold()
