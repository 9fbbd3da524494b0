"""Questions about what every list offers its reader: conditions, columns, saved filters."""

from app.core import things
from app.core.fields import Kind
from tests.matrix.asking import Met, done, met, question, spared
from tests.matrix.cases import Case
from tests.matrix.policy import ANONYMOUS, SONOIVU
from tests.matrix.world import NOWHERE, World

KINDS = ("person", "unit", "delegation", "catalog")


def every(verb: str):
    return question(*(f"{kind}.{verb}" for kind in KINDS))


def key_of(case: Case) -> str:
    return case.target if case.kind == "catalog" else case.kind


@every("criterion")
def _criterion(world: World, case: Case) -> Met:
    key = key_of(case)
    field = {"field": things.get(key).title}
    return met(world.screen(case.account).get(f"/{key}/criterion", query_string=field))


@every("columns")
def _columns(world: World, case: Case) -> Met:
    return met(world.screen(case.account).get(f"/{key_of(case)}/columns"))


@every("choose")
def _choose(world: World, case: Case) -> Met:
    key = key_of(case)
    form = {"columns": list(things.get(key).default_columns)[:3], "psize": 50, "density": "dense"}
    answer = world.screen(case.account).post_form(f"/{key}/choose", form)
    return done(answer, lambda: world.has_choice(case.account, key))


@every("keep_filter")
def _keep(world: World, case: Case) -> Met:
    return _kept(world, case, {})


@every("share_filter")
def _share(world: World, case: Case) -> Met:
    return _kept(world, case, {"_shared": "1"})


def _kept(world: World, case: Case, more: dict[str, str]) -> Met:
    key, name = key_of(case), f"Bộ lọc {next(world.numbers)}"
    field = next(f.name for f in things.get(key).fields.values() if f.kind is Kind.TEXT and not f.sensitive)
    form = {"_name": name, f"f.{field}.ct": "a", **more}
    answer = world.screen(case.account).post_form(f"/{key}/keep_filter", form)
    return done(answer, lambda: world.has_filter(name=name))


@every("forget_filter")
def _forget(world: World, case: Case) -> Met:
    key = key_of(case)
    if case.position == "nonexistent":
        return met(world.screen(case.account).post_form(f"/{key}/forget_filter/{NOWHERE}"))
    row = world.add_filter(_owner(case), key)
    answer = world.screen(case.account).post_form(f"/{key}/forget_filter/{row}")
    what = done(answer, lambda: not world.has_filter(id=row))
    return spared(what, lambda: world.has_filter(id=row))


def _owner(case: Case) -> str:
    if case.position == "any" and case.account != ANONYMOUS:
        return case.account
    return "quantri" if case.account == SONOIVU else SONOIVU
