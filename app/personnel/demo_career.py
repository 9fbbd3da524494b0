"""Recruitment, grade, step and training of a life."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.personnel.demo_allowances import allowances
from app.personnel.demo_draw import Weighted, below, between, blurred, years_after
from app.personnel.demo_jobs import Job
from app.personnel.demo_ladder import SENIOR
from app.personnel.demo_life import Life
from app.personnel.demo_pay import Grade, PayTables
from app.personnel.demo_raises import MOVED, PROMOTED, TABLES_SINCE, Delay, Leg, Raise, raises

Legs = list[tuple[Grade, datetime.date]]
#: The education a grade asks for by its group; service staff have none.
_EDUCATION = {"A0": "CD", "B": "TC"}
_MANUAL = Weighted((("SC", 65), ("TC", 35)))
_FORMS = {
    "official": Weighted((("TD06", 85), ("TD07", 8), ("TD08", 7))),
    "civil": Weighted((("TD01", 82), ("TD03", 7), ("TD10", 6), ("TD09", 3), ("TD13", 2))),
    "public": Weighted((("TD02", 62), ("TD01", 33), ("TD04", 3), ("TD13", 2))),
}
_FORM_OF = {"CB": "official", "CBX": "official", "CC": "civil", "CCX": "civil", "VC": "public"}
_CONTRACTS = {"HD68": "TD11", "HDCM": "TD12", "KCT": "TD12"}
_ASSIGNED_UNTIL = 1998
#: Percent paid on probation (NĐ 204/2004/NĐ-CP; TT 02/2005/TT-BNV).
PROBATION_RATE = 85
_STATE_MANAGEMENT = {"01.001": "QLCVCC", "01.002": "QLCVC", "01.003": "QLCV", "01.004": "QLCS"}
_LANGUAGES = Weighted((
    ("Tiếng Anh, trình độ B", 40), ("Tiếng Anh, bậc 2 (A2)", 25), ("Tiếng Anh, bậc 3 (B1)", 20),
    ("Tiếng Anh, trình độ A", 12), ("Tiếng Pháp, trình độ B", 1), ("Tiếng Anh, bậc 4 (B2)", 2),
))  # fmt: skip
_COMPUTING = Weighted((
    ("Chứng chỉ ứng dụng CNTT cơ bản", 45), ("Tin học A", 25), ("Tin học B", 25),
    ("Chứng chỉ ứng dụng CNTT nâng cao", 5),
))  # fmt: skip
#: What people did before they were recruited if that was some years after their studies; teachers taught.
_OCCUPATIONS = Weighted((("Nhân viên doanh nghiệp", 55), ("Nông dân", 22), ("Lao động tự do", 23)))
_TAUGHT = "Giáo viên hợp đồng"
_SOURCES = {
    "Sinh viên": "NG01",
    "Nhân viên doanh nghiệp": "NG02",
    "Giáo viên hợp đồng": "NG12",
    "Bộ đội": "NG06",
}
#: The years of service at which the second grade is reached, and the third.
_PROMOTED_AFTER = ((9, 18), (22, 28))
_LATE_SHARE, _LATE_DAYS = 0.25, 60


class Careers:
    """Draws of careers from the grades in force."""

    def __init__(self, rng: random.Random, tables: PayTables) -> None:
        self._rng, self._tables = rng, tables
        self._tracks: dict[str, Weighted[tuple[Grade, ...]]] = {}

    def legs(self, life: Life) -> Legs:
        """The grades held with the day of each; none for work without a grade."""
        track = self._track(life)
        if not track:
            return []
        result = [(track[0], life.appointed)]
        is_senior = life.post.position in SENIOR
        second = 1.0 if is_senior else 0.75 if life.leads else 0.3
        chances = (second, 0.2 if life.post.role == "head" else 0.0)
        for grade, years, chance in zip(track[1:], _PROMOTED_AFTER, chances, strict=False):
            first, last = (years_after(life.appointed, after) for after in years)
            # Whoever directs had the second grade by the day of the post.
            last = min(last, max(first, life.posted)) if is_senior and grade == track[1] else last
            start = between(self._rng, first, last)
            if start > life.until or self._rng.random() >= chance:
                break
            result.append((grade, start.replace(day=1)))
        return result

    def _track(self, life: Life) -> tuple[Grade, ...]:
        """The way up; leaders came by the first one of their work."""
        job = life.post.job
        if job.work not in self._tracks:
            self._tracks[job.work] = Weighted(self._tables.tracks(job.tracks))
        pool = self._tracks[job.work]
        if not pool.items:
            return ()
        return pool.items[0] if life.post.role in ("head", "deputy") else pool.draw(self._rng)

    def paid_until(self, life: Life, legs: Legs) -> datetime.date | None:
        """The last raise of some has come due but is not decided yet; None for work without a grade."""
        if not legs:
            return None
        late = below(self._rng, _LATE_DAYS) if self._rng.random() < _LATE_SHARE else 0
        return max(life.until - datetime.timedelta(days=late), legs[-1][1])

    def pay_history(
        self, life: Life, legs: Legs, until: datetime.date | None, delays: Sequence[Delay]
    ) -> list[Raise]:
        """Every line, probation first, with the codes and groups the grades had in their time."""
        if until is None:
            return []
        lines = raises(self._stretches(legs, until), until, delays)
        if life.status == "TAP_SU":
            return [replace(lines[0], rate=PROBATION_RATE), *lines[1:]]
        began = max(life.recruited, TABLES_SINCE)
        if began >= life.appointed:
            return lines
        (leg, *_later) = self._stretches([(legs[0][0], began)], began)
        first = raises([leg], began)[0]
        return [replace(first, rate=PROBATION_RATE, since=life.appointed), *lines]

    def _stretches(self, legs: Legs, until: datetime.date) -> list[Leg]:
        """The legs, divided where a code or a group changed."""
        stretches: list[Leg] = []
        for place, (grade, start) in enumerate(legs):
            ends = legs[place + 1][1] if place + 1 < len(legs) else until
            forms = self._tables.changes(grade, start) or [(start, grade)]
            if not place and forms[0][0] > start:
                forms = [(start, grade), *forms]
            found = [Leg(form, day, MOVED) for day, form in forms if day <= max(ends, start)]
            stretches += [found[0]._replace(form=PROMOTED), *found[1:]] if found else []
        return stretches

    def pay(self, life: Life, lines: Sequence[Raise]) -> dict[str, Any]:
        """Grade, step, coefficient, as the last line of the pay history says."""
        if not lines:
            return {}
        now = lines[-1]
        return {
            "grade": now.grade, "pay_step": now.step, "coefficient": now.coefficient,
            "paid_from": now.paid_from, "over_scale_percent": now.over_scale or None,
            "other_allowance": "; ".join(one.text for one in allowances(life)) or None,
        }  # fmt: skip

    def recruitment(self, life: Life, body: str, *, served: bool) -> dict[str, Any]:
        """With what was done before: «Sinh viên» only of those who came right from their studies."""
        rng, kind = self._rng, life.post.kind
        late = _TAUGHT if life.post.job.profession == "CV29" else _OCCUPATIONS.draw(rng)
        before = "Bộ đội" if served else late if life.began_late else "Sinh viên"
        is_old = life.age > 45
        return {
            "recruited_on": blurred(rng, life.recruited, month=0.12 * is_old, year=0.06 * is_old),
            "recruiting_body": body, "former_occupation": before, "recruitment_form": self._form(life, kind),
            "recruitment_source": _SOURCES.get(before, "NG13"),
        }  # fmt: skip

    def _form(self, life: Life, kind: str) -> str:
        if kind in _CONTRACTS:
            return _CONTRACTS[kind]
        form = _FORM_OF[kind]
        if form != "official" and life.recruited.year < _ASSIGNED_UNTIL:
            return "TD15"
        return _FORMS[form].draw(self._rng)

    def training(self, life: Life, legs: Legs, *, member: bool) -> dict[str, Any]:
        rng, job = self._rng, life.post.job
        manual = job.is_manual
        level = _MANUAL.draw(rng) if manual else self._level(life, job, legs[0][0] if legs else None)
        return {
            "general_education": "9/12" if manual and rng.random() < 0.4 else "12/12",
            "education_level": level,
            "training_major": job.majors[below(rng, len(job.majors))] if job.majors else None,
            "political_theory": self._theory(life, member=member),
            "state_management": _STATE_MANAGEMENT.get(legs[-1][0].code if legs and life.service > 2 else ""),
            "foreign_language": None if manual else _LANGUAGES.draw(rng),
            "informatics": None if manual else _COMPUTING.draw(rng),
        }

    def _level(self, life: Life, job: Job, entry: Grade | None) -> str:
        """What the grade asks for; degrees above it by the work, more often among leaders."""
        base = _EDUCATION.get(entry.scale.group, "DH") if entry else "TC"
        if base != "DH" or life.service < 3:
            return base
        share = self._rng.random() / (2.2 if life.leads else 1.0)
        for level, part in job.higher:
            if share < part:
                return level
            share -= part
        return base

    def _theory(self, life: Life, *, member: bool) -> str | None:
        if not member:
            return "LLSC" if self._rng.random() < 0.25 else None
        share = self._rng.random()
        if life.leads:
            likely = 1.0 if life.post.position in SENIOR else 0.7 if life.post.role == "head" else 0.35
            return "LLCC" if share < likely else "LLTC"
        return "LLTC" if share < 0.4 else "LLSC"
