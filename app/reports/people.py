"""Finding people fast: first their ids through an index that holds all it needs, then their rows.

PostgreSQL's planner knows how many people a branch has; it is asked how many it expects for the
words, because its index of words gives nothing before it has gathered everything. SQLite's planner
knows neither: measured over 200.000 people it sorts the whole city for a first page, or walks the
city for a branch. So there both are counted first (up to COUNT_CAP, a millisecond), and so are the owners
of the entries that a condition asks for («có bằng thạc sĩ»): few of them lead, many are met soon enough.
"""

import dataclasses
from enum import Enum
from functools import cached_property
from typing import Any

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session

from app.core.scoping import unscoped
from app.personnel.models import Person
from app.personnel.word_index import (
    WORDS,
    begins_a_word,
    expected_by_postgresql,
    found_by_postgresql,
    found_by_sqlite,
    matched_by_sqlite,
)
from app.reports.asked import COUNT_CAP, ListRequest
from app.reports.conditions import Conditions, filters_of, kept_rows, scope_of, search_words
from app.reports.criteria import asked_in
from app.reports.entry_conditions import owners_of
from app.reports.hints import as_expression, off_index, sorted_by, unary
from app.reports.ordering import order_keys

#: So few matches of words are read at once; the index of words is then asked only one time.
FEW = 1_000
#: Of so many kinds of entry it is counted who has one.
MOST_WEIGHED = 3
_SAMPLE = 2_000
_UNSCOPED = unscoped("the scope stands in the conditions")


class Lead(Enum):
    """Which index leads: the planner's choice, the branch, the words, the entries, the order of names."""

    PLANNER = "planner"
    BRANCH = "branch"
    WORDS = "words"
    ENTRIES = "entries"
    NAMES = "names"


@dataclasses.dataclass(frozen=True)
class People:
    """The people a list asks for: where they stand, what else holds of them, the words of their names."""

    session: Session
    request: ListRequest
    place: Conditions
    others: Conditions
    words: list[str]

    def page(self, size: int, offset: int) -> tuple[list[int], int | None]:
        """The ids of one page in the order of the list; how many there are, where that cost nothing."""
        query, keys = order_keys(select(Person.id).where(*self._where()), self.request)
        gathers_all = self.lead in (Lead.BRANCH, Lead.WORDS, Lead.ENTRIES)
        counts_too = gathers_all and bool(self.words or self.others)
        if gathers_all:
            unwalked = unary if self._is_sqlite else as_expression
            keys = [sorted_by(key, unwalked) for key in keys]
        if counts_too:
            query = query.add_columns(func.count().over())
        query = query.order_by(*keys).limit(size).offset(offset)
        rows = self.session.execute(query, execution_options=_UNSCOPED).all()
        ids = [row[0] for row in rows]
        if counts_too and rows:
            return ids, min(rows[0][1], COUNT_CAP + 1)
        is_end = len(ids) < size and (ids or not offset)
        return ids, min(offset + len(ids), COUNT_CAP + 1) if is_end else None

    def count(self) -> int:
        """How many there are, at most COUNT_CAP + 1."""
        if not self._is_sqlite:
            return self._capped(select(Person.id).where(*self._where()))
        if not self.words and not self.others:
            return self._in_place
        if self.lead is Lead.NAMES and self.words and not self._is_everywhere:
            return self._capped(self._words_then_people())
        if self.lead is Lead.NAMES and self.words:
            return self._capped(select(Person.id).where(*self.place, *self._named_by_text(), *self.others))
        if self.lead is Lead.NAMES and self._fewest is not None:
            return self._capped(self._entries_then_people(self._fewest[1]))
        return self._capped(select(Person.id).where(*self._where()))

    @cached_property
    def lead(self) -> Lead:
        if not self._is_sqlite:
            is_rare = self.words and expected_by_postgresql(self.session, self.words) <= COUNT_CAP
            return Lead.WORDS if is_rare else Lead.PLANNER
        if self._in_place <= COUNT_CAP:
            return Lead.BRANCH
        if self.words and self._are_words_rare:
            return Lead.WORDS
        return Lead.ENTRIES if self._fewest is not None and self._fewest[0] <= COUNT_CAP else Lead.NAMES

    @cached_property
    def _are_words_rare(self) -> bool:
        matched = select(WORDS.c.rowid).where(matched_by_sqlite(self.words))
        return len(self._few) <= FEW or self._capped(matched) <= COUNT_CAP

    @cached_property
    def _fewest(self) -> tuple[int, Select[Any]] | None:
        """The kind of entry the fewest people have of those asked for: how many (capped), and who."""
        owners = owners_of(self.session, self.request.thing, asked_in(self.request))
        counted = [(self._capped(query), query) for query in owners[:MOST_WEIGHED]]
        return min(counted, key=lambda one: one[0], default=None)

    @cached_property
    def _few(self) -> list[int]:
        """The ids SQLite's index has for the words, at most one more than FEW."""
        query = select(WORDS.c.rowid).where(matched_by_sqlite(self.words)).limit(FEW + 1)
        return list(self.session.scalars(query, execution_options=_UNSCOPED))

    @cached_property
    def _is_everywhere(self) -> bool:
        """Whether a fourth of the first people of the place hold the words: then reading on is quicker."""
        some = select(Person.search_text).where(*self.place).limit(_SAMPLE).subquery()
        named = begins_a_word(self.words, some.c.search_text)
        query = select(func.count()).select_from(some).where(named)
        return (self.session.scalar(query, execution_options=_UNSCOPED) or 0) * 4 >= _SAMPLE

    @cached_property
    def _is_sqlite(self) -> bool:
        return self.session.get_bind().dialect.name == "sqlite"

    @cached_property
    def _in_place(self) -> int:
        return self._capped(select(Person.id).where(*self.place))

    def _where(self) -> Conditions:
        if not self._is_sqlite:
            named = found_by_postgresql if self.lead is Lead.WORDS else begins_a_word
            return [*self.place, *self.others, *([named(self.words)] if self.words else [])]
        if self.lead is Lead.WORDS:
            is_few = len(self._few) <= FEW
            named_by_index = Person.id.in_(self._few) if is_few else found_by_sqlite(self.words)
            return [named_by_index, *off_index(self.place), *self.others]
        if self.lead is Lead.ENTRIES and self._fewest is not None:
            owned = Person.id.in_(self._fewest[1])
            return [owned, *off_index(self.place), *self._named_by_text(), *self.others]
        place = self.place if self.lead is Lead.BRANCH else off_index(self.place)
        return [*place, *self._named_by_text(), *self.others]

    def _named_by_text(self) -> Conditions:
        return [begins_a_word(self.words)] if self.words else []

    def _words_then_people(self) -> Select[Any]:
        """Matches of common words, each looked up until there are enough."""
        same = Person.id == unary(WORDS.c.rowid)
        found = select(literal(1)).where(matched_by_sqlite(self.words), same)
        return found.where(*off_index(self.place), *self.others)

    def _entries_then_people(self, query: Select[Any]) -> Select[Any]:
        """Owners of common entries, each looked up until there are enough."""
        owners = query.subquery()
        found = select(literal(1)).select_from(owners).where(Person.id == unary(owners.c[0]))
        return found.where(*off_index(self.place), *self.others)

    def _capped(self, query: Select[Any]) -> int:
        counted = select(func.count()).select_from(query.limit(COUNT_CAP + 1).subquery())
        return self.session.scalar(counted, execution_options=_UNSCOPED) or 0


def find(session: Session, request: ListRequest) -> People:
    """The people a list asks for; RuleViolated when it may not ask so."""
    own = request.thing.fields
    branches = tuple(f for f in request.filters if f.operator == "under" and f.field in own)
    rest = tuple(f for f in request.filters if f not in branches)
    place = [*scope_of(Person), *filters_of(session, request, branches), *kept_rows(request)]
    return People(session, request, place, filters_of(session, request, rest), search_words(request))
