"""The facts that the checks of completeness judge, gathered in two statements."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from sqlalchemy import String, case, func, literal, select, type_coerce, union_all
from sqlalchemy.orm import Session

from app.core import things
from app.core.entry import EntryThing, entry_things
from app.core.scoping import unscoped
from app.personnel.entries.private import FamilyMember
from app.personnel.models import Person

_MARRIED = "2"  # code of «Đã kết hôn» in the catalog of marital statuses


@dataclasses.dataclass(frozen=True)
class KindFacts:
    """What is known of the entries of one kind: how many count, how many are doubtful or lack their
    decision, and when the first begins (ISO text, empty when not known)."""

    count: int = 0
    doubtful: int = 0
    without_decision: int = 0
    begins: str = ""


@dataclasses.dataclass(frozen=True)
class Facts:
    """The fields of the person that are filled, what is known of each kind, codes of the relatives,
    code of the kind of person."""

    filled: frozenset[str] = frozenset()
    kinds: Mapping[str, KindFacts] = dataclasses.field(default_factory=dict)
    relatives: frozenset[str] = frozenset()
    is_married: bool = False
    recruited: str = ""
    kind: str = ""

    def of(self, kind: str) -> KindFacts:
        """What is known of a kind; nothing when it has no entries."""
        return self.kinds.get(kind, KindFacts())


def facts_of(session: Session, person: Person) -> Facts:
    """The facts of a record in scope, its marital status loaded; two statements."""
    fields = things.get("person").fields.values()
    return Facts(
        filled=frozenset(f.name for f in fields if getattr(person, f.column_name) not in (None, "")),
        kinds=_kinds(session, person.id),
        relatives=_relatives(session, person.id),
        is_married=getattr(person.marital_status, "code", "") == _MARRIED,
        recruited=person.recruited_on.isoformat() if person.recruited_on else "",
        kind=getattr(person.personnel_kind, "code", ""),
    )


def _kinds(session: Session, person_id: int) -> dict[str, KindFacts]:
    query = union_all(*(_counted(thing, person_id) for thing in entry_things()))
    rows = session.execute(query, execution_options=unscoped("entries of one record in scope"))
    return {
        key: KindFacts(count, doubt or 0, bare or 0, begins or "") for key, count, doubt, bare, begins in rows
    }


def _counted(thing: EntryThing, person_id: int) -> Any:
    model = thing.model
    return select(
        literal(thing.key),
        func.count(model.id),
        func.sum(case((model.entry_state == "doubtful", 1), else_=0)),
        func.sum(case((model.decision_number.is_(None), 1), else_=0)),
        func.min(type_coerce(model.from_on, String)),
    ).where(model.person_id == person_id, model.is_void.is_(False))


def _relatives(session: Session, person_id: int) -> frozenset[str]:
    relation = things.get("family_relation").model
    query = select(relation.code).join(FamilyMember, FamilyMember.family_relation_id == relation.id)
    query = query.where(FamilyMember.person_id == person_id, FamilyMember.is_void.is_(False)).distinct()
    return frozenset(session.scalars(query))
