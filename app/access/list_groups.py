"""Which sensitive groups may stand in lists: as columns, filters and orders, on paper and in the API.

Never one whose values are masked: a list would tell what nobody opened. One without a mask (pay, for «ngạch
01.003 bậc 5 trở lên») where the reader may view it over everything its lists of records reach, judged once
for a list and not for each row; otherwise it is as unknown to lists as the others (Điều 8.3).
"""

from functools import lru_cache

from app.access.grants import encloses
from app.core.actor import Actor, ActorGrant
from app.core.rights import Right
from app.core.sensitive import GROUPS, permission_key

_RECORDS = "person"


@lru_cache(maxsize=4096)
def groups_in_lists(actor: Actor | None) -> frozenset[str]:
    """The groups this actor meets in lists of records; it depends on nothing but what the actor carries."""
    if actor is None:
        return frozenset()
    unmasked = [group for group, about in GROUPS.items() if not about.masked]
    return frozenset(group for group in unmasked if actor.is_system or _holds_everywhere(actor, group))


def _holds_everywhere(actor: Actor, group: str) -> bool:
    reaching = actor.grants_for(Right.VIEW, _RECORDS)
    holding = actor.grants_for(Right.VIEW, permission_key(group))
    return bool(reaching) and all(_is_within(grant, holding) for grant in reaching)


def _is_within(grant: ActorGrant, holding: list[ActorGrant]) -> bool:
    """Whether each record a grant reaches, by its subtree, as the own one or by consent, is held as well."""
    by_consent = frozenset[int]().union(*(outer.people for outer in holding))
    return (
        (not grant.root_path or any(encloses(outer, grant) for outer in holding))
        and (grant.person_id is None or any(outer.person_id == grant.person_id for outer in holding))
        and grant.people <= by_consent
    )
