"""What one grant gives, as a value, and whether what somebody holds covers it.

The arithmetic of `access.limits`, which reads the tables.
"""

import dataclasses
import datetime
from collections.abc import Iterable, Sequence

from app.access.models import ACCOUNT_KEY, PERSONAL_KEY
from app.core import things
from app.core.rights import Right
from app.core.sensitive import GROUPS, permission_key

Pair = tuple[str, str]
GRANT_KEY = "access_grant"
#: Held to hand out anything at all.
MANAGING: Pair = (Right.MANAGE.value, GRANT_KEY)
#: Held to act on accounts: those of units and of the system, and those of people (Điều 6.2, 6.5).
MANAGING_ACCOUNTS: Pair = (Right.MANAGE.value, ACCOUNT_KEY)
MANAGING_PERSONAL: Pair = (Right.MANAGE.value, PERSONAL_KEY)
OVER_ACCOUNTS = {GRANT_KEY, ACCOUNT_KEY, PERSONAL_KEY}
FOREVER = datetime.date.max


@dataclasses.dataclass(frozen=True)
class Reach:
    """What one grant gives. `until` is its last day; `is_everything` is the system itself."""

    rights: frozenset[Pair] = frozenset()
    root_path: str | None = None
    unit_types: frozenset[int] = frozenset()
    until: datetime.date = FOREVER
    is_everything: bool = False

    @property
    def is_whole_city(self) -> bool:
        """Whether the subtree is that of a unit without a parent (path ``/1/``), all types of units."""
        return self.root_path is not None and self.root_path.count("/") == 2 and not self.unit_types

    def has(self, pair: Pair) -> bool:
        return self.is_everything or pair in self.rights

    def holds_place_of(self, wanted: "Reach") -> bool:
        """Whether this subtree, narrowed to its types, contains the other one."""
        if self.is_everything or wanted.root_path is None:
            return True
        if self.root_path is None or not wanted.root_path.startswith(self.root_path):
            return False
        return not self.unit_types or (bool(wanted.unit_types) and wanted.unit_types <= self.unit_types)


EVERYTHING = Reach(is_everything=True)


def is_placed(key: str) -> bool:
    """Whether rights on this kind of thing end at the subtree of their grant; catalogs belong to no unit."""
    thing = things.find(key)
    if thing is not None and thing.is_scoped:
        return True
    return key in OVER_ACCOUNTS or key in {permission_key(group) for group in GROUPS}


def lacking(
    held: Sequence[Reach], wanted: Reach, *, whole_time: bool = True, managing: Pair = MANAGING
) -> frozenset[Pair]:
    """The rights of `wanted` that no held reach covers; empty when it may be handed out.

    `managing` is the right by which it is handed out: that on grants, or that on accounts of a kind.
    """
    return frozenset(
        pair
        for pair in wanted.rights | {managing}
        if not any(_gives(reach, pair, wanted, whole_time) for reach in held)
    )


def _gives(reach: Reach, pair: Pair, wanted: Reach, whole_time: bool) -> bool:
    if not reach.has(pair) or (whole_time and reach.until < wanted.until):
        return False
    if pair in wanted.rights and pair[1] in OVER_ACCOUNTS and wanted.root_path is None:
        # Without a subtree they reach the accounts that stand at no place: no branch may give that.
        return reach.is_everything or reach.root_path is None or reach.is_whole_city
    return not is_placed(pair[1]) or reach.holds_place_of(wanted)


def covers(held: Sequence[Reach], others: Iterable[Reach], managing: Pair = MANAGING) -> bool:
    """Whether everything the others give could be handed out by who holds these.

    The time is left out: who manages an account today may end what lasts longer than its own right.
    """
    return all(not lacking(held, other, whole_time=False, managing=managing) for other in others)
