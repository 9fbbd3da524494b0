"""The pages that are measured, over the units and records a database holds."""

from dataclasses import dataclass

from benchmarks import floors, record_floors
from benchmarks.data import SUBTREE
from benchmarks.figures import Page
from benchmarks.floors import Bare

_ROWS = "/person/list/?psize=50"
CITY, BRANCH = "sonoivu", "soyte"


@dataclass(frozen=True)
class Known:
    """What the addresses of pages name: paths and ids."""

    branch: str
    city: str
    city_id: int
    person: int
    thick: int
    masters: int
    grade: int
    role: int

    @classmethod
    def of(cls, bare: Bare) -> "Known":
        """What this database calls them; `thick` is the record with the most entries."""
        [(branch,)] = bare.rows("SELECT path FROM unit WHERE code = ?", SUBTREE)
        [(city, city_id)] = bare.rows("SELECT path, id FROM unit WHERE parent_id IS NULL")
        [(person,)] = bare.rows(
            "SELECT min(id) FROM person WHERE home_path >= ? AND record_state = 'verified'", branch
        )
        [(thick, _count)] = bare.rows(
            "SELECT person_id, count(*) AS n FROM training GROUP BY person_id ORDER BY n DESC, person_id LIMIT 1"
        )
        [(masters,)] = bare.rows("SELECT id FROM education_level WHERE code = 'THS'")
        [(grade,)] = bare.rows("SELECT id FROM grade WHERE code = '01.003'")
        [(role, _count)] = bare.rows(
            "SELECT role_id, count(*) AS n FROM ab_permission_view_role GROUP BY role_id ORDER BY n DESC LIMIT 1"
        )
        return cls(branch, city, city_id, person, thick, masters, grade, role)


def pages(bare: Bare, known: Known) -> list[Page]:
    """Every page; the first is the one that four clients ask for together."""
    return [*_lists(bare, known), *_lists_by_entries(bare, known), *_records(known), *_others(known)]


def _lists(bare: Bare, known: Known) -> list[Page]:
    branch, city = known.branch, known.city
    return [
        Page("List, page 1, branch of 7,000", BRANCH, (_ROWS,), floors.branch_page(bare, branch), 20),
        Page("List, page 101, branch of 7,000", BRANCH, (f"{_ROWS}&page=100",), floors.branch_page(bare, branch, 5000), 25),
        Page("List, page 1, whole city", CITY, (_ROWS,), floors.city_page(bare, city), 25),
        Page("List, page 200, whole city", CITY, (f"{_ROWS}&page=199",), floors.city_page(bare, city, 9950), 25),
        Page("Search “tran van hung”, city", CITY, (f"{_ROWS}&q=tran+van+hung",), floors.rare_words_page(bare, ["tran", "van", "hung"]), 25),
        Page("Search “hung”, city", CITY, (f"{_ROWS}&q=hung",), floors.rare_words_page(bare, ["hung"]), 25),
        Page("Search “nguyen”, city", CITY, (f"{_ROWS}&q=nguyen",), floors.common_word_page(bare, city, "nguyen"), 25),
        Page("Search a staff number, city", CITY, (f"{_ROWS}&q=ct-cc-000777",), floors.rare_words_page(bare, ["ct", "cc", "000777"]), 25),
    ]  # fmt: skip


def _lists_by_entries(bare: Bare, known: Known) -> list[Page]:
    masters = f"{_ROWS}&f.training.education_level.eq={known.masters}"
    grade = f"{_ROWS}&f.grade.eq={known.grade}&f.pay_step.gte=5"
    return [
        Page("Master's degree, branch of 7,000", BRANCH, (masters,), record_floors.level_in_branch(bare, known.branch, known.masters), 20),
        Page("Master's degree, whole city", CITY, (masters,), record_floors.level_in_city(bare, known.city, known.masters), 25),
        Page("Grade 01.003 from step 5, city", CITY, (grade,), record_floors.grade_in_city(bare, known.city, known.grade), 25),
    ]  # fmt: skip


def _records(known: Known) -> list[Page]:
    thick = f"/person/show/{known.thick}"
    return [
        Page("Record of 120 entries, general", CITY, (thick,), record_floors.whole_record(known.thick)),
        Page("Record of 120 entries, training", CITY, (f"{thick}?tab=training",), record_floors.training_tab(known.thick)),
        Page("Edit form of a record", CITY, (f"/person/edit/{known.person}",), floors.one_record(known.person), 20),
    ]  # fmt: skip


def _others(known: Known) -> list[Page]:
    tree = ("/unit/tree", f"/unit/children/{known.city_id}")
    return [
        Page("Tree of 3,000 units with counts", CITY, tree, floors.tree(), 40),
        Page("Front page with charts, city", CITY, ("/",), floors.tree()[1:], 40),
        Page("Matrix of a role", CITY, (f"/roles/show/{known.role}",), floors.rights_of(known.role), 100),
    ]
