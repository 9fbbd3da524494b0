"""Lines of history about roles, grants and accounts, in the words of the matrix."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from app.access.matrix import told
from app.access.reaches import GRANT_KEY
from app.access.role_services import ROLE_KEY
from app.core.words import say
from app.web.formatting import act_label, channel_label, history_rows, moment


@dataclasses.dataclass(frozen=True)
class ToldLine:
    """One line as it is shown: when, who and how, what was done, and its particulars."""

    at: str
    who: str
    how: str
    what: str
    particulars: list[str]


def told_lines(
    lines: Iterable[Any], grants: Mapping[int, str] | None = None, *, with_names: bool = False
) -> list[ToldLine]:
    """Lines as people read them; `grants` names each grant (id -> role and subtree), `with_names`
    puts the name of the row beside what was done to it."""
    return [_told(line, grants or {}, with_names) for line in lines]


def _told(line: Any, grants: Mapping[int, str], with_names: bool) -> ToldLine:
    how = ", ".join(filter(None, [channel_label(line), line.address]))
    what = f"{act_label(line)}: {line.title}" if with_names else act_label(line)
    if line.thing == ROLE_KEY:
        particulars = _about_role(line.changes)
    else:
        particulars = [f"{label}: {old or '–'} → {new or '–'}" for label, old, new in history_rows(line)]
    if line.thing == GRANT_KEY:
        what = say("Cấp quyền") if line.act == "add" else say("Sửa quyền")
        what = f"{what}: {grants.get(line.row_id, '')}"
    return ToldLine(moment(line.at), line.actor, how, what, particulars)


def _about_role(changes: Mapping[str, Any]) -> list[str]:
    said = []
    old, new = changes.get("name", (None, None))
    if old and new:
        said.append(say("Tên: {old} → {new}", old=old, new=new))
    source = changes.get("copied_from", (None, None))[1]
    if source:
        said.append(say("Sao từ vai trò «{name}»", name=source))
    gone, come = ([(right, key) for right, key in pairs or []] for pairs in changes.get("rights", ([], [])))
    said += [say("Thêm quyền – {rights}", rights=line) for line in told(come)]
    said += [say("Bớt quyền – {rights}", rights=line) for line in told(gone)]
    return said
