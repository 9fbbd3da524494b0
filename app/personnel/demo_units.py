"""The units of the demonstration and how many people each holds."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST_SHOW = 1_000
"""From this many people on, the units shown to visitors are filled first."""
#: The share of each type, in people of a real unit of that type; `UBND` is told apart by level.
_STAFF = {
    "UBND.city": 8, "UBND.district": 8, "UBND.commune": 22, "SO": 45, "CHI_CUC": 20, "TO_CHUC_TT": 12,
    "PHONG": 8, "PHONG_HUYEN": 9, "PHONG_XA": 8, "DVSN": 18, "TRUONG_MN": 32, "TRUONG_TH": 45,
    "TRUONG_THCS": 55, "TRUONG_THPT": 70, "DVSN_YTE": 35, "TRAM_YT": 7, "HOI_DAC_THU": 6, "TO_BM": 6,
}  # fmt: skip
#: Units whose name says more than their type.
_NAMED = (("Bệnh viện Đa khoa thành phố", 600), ("Bệnh viện", 180), ("Trung tâm Y tế", 120),
          ("Trường Đại học", 200), ("Trường Cao đẳng", 150), ("Đài Phát thanh", 130))  # fmt: skip
_ROOT_WITH_DIVISIONS = 4
_SHOWN = {"NK.31144": 14}
_SHOWN_OFFICE, _SHOWN_SCHOOL = 4, 8


@dataclass(frozen=True)
class DemoUnit:
    """What the demonstration has to know of a unit; a group node holds nobody."""

    code: str
    name: str
    unit_type: str
    level: str
    sector_block: str
    parent_code: str
    is_group: bool

    @property
    def sort(self) -> str:
        """The type; committees are told apart by level: ``UBND.commune``."""
        return f"UBND.{self.level}" if self.unit_type == "UBND" else self.unit_type

    @property
    def is_hospital(self) -> bool:
        return self.unit_type == "DVSN_YTE" and self.name.startswith("Bệnh viện")


def sizes(count: int, units: Sequence[DemoUnit]) -> dict[str, int]:
    """How many people each unit holds, `count` in all: at least one each while there are enough."""
    held = [unit for unit in units if not unit.is_group]
    weights = _weights(held)
    held.sort(key=lambda unit: (-weights[unit.code], unit.code))
    floors = {unit.code: _floor(count, unit) for unit in held}
    if sum(floors.values()) > count:
        return {unit.code: int(place < count) for place, unit in enumerate(held)}
    return _shared_out(count, weights, floors)


def _weights(units: Sequence[DemoUnit]) -> dict[str, float]:
    parents = {unit.parent_code for unit in units if unit.unit_type == "PHONG"}
    return {unit.code: _weight(unit, unit.code in parents) for unit in units}


def _weight(unit: DemoUnit, has_divisions: bool) -> float:
    if has_divisions:
        return _ROOT_WITH_DIVISIONS
    named = next((staff for start, staff in _NAMED if unit.name.startswith(start)), 0)
    # No two units are alike: from four fifths to six fifths of the usual size, always the same.
    return (named or _STAFF.get(unit.sort, 10)) * (0.8 + zlib.crc32(unit.code.encode()) % 41 / 100)


def _floor(count: int, unit: DemoUnit) -> int:
    if count < SMALLEST_SHOW:
        return 1
    if unit.parent_code == "NK" and unit.unit_type == "PHONG_HUYEN":
        return _SHOWN_OFFICE
    if unit.parent_code == "NK.GDDT":
        return _SHOWN_SCHOOL
    return _SHOWN.get(unit.code, 1)


def _shared_out(count: int, weights: dict[str, float], floors: dict[str, int]) -> dict[str, int]:
    """The floors, and what is left over them by weight; the odd ones to the largest remainders."""
    left = count - sum(floors.values())
    total = sum(weights.values()) or 1.0
    exact = {code: left * weight / total for code, weight in weights.items()}
    result = {code: floors[code] + int(share) for code, share in exact.items()}
    odd = count - sum(result.values())
    for code in sorted(exact, key=lambda code: (int(exact[code]) - exact[code], code))[:odd]:
        result[code] += 1
    return result
