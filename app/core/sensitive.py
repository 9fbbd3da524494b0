"""Groups of sensitive fields: each is a row of its own in the matrix of rights."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class SensitiveGroup:
    """One group. `masked` values are shown only after they were opened, with a reason, for a while, and
    stand in no list; others may (`access.list_groups`)."""

    label: str
    legal: str
    masked: bool = True


GROUPS: dict[str, SensitiveGroup] = {
    "identity": SensitiveGroup("Giấy tờ tùy thân", "Điều 8.3"),
    "health": SensitiveGroup("Sức khỏe", "Điều 8.3"),
    "discipline": SensitiveGroup("Kỷ luật", "Điều 8.3"),
    "life_history": SensitiveGroup("Lịch sử bản thân", "Điều 8.3"),
    "foreign_relation": SensitiveGroup("Quan hệ nước ngoài", "Điều 8.3"),
    "pay": SensitiveGroup("Lương", "Điều 8.3", masked=False),
}


def permission_key(group: str) -> str:
    """The key under which rights on a group are kept: `view`, `edit` and `export` of `person_<group>`."""
    return f"person_{group}"
