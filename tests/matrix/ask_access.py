"""Questions about roles, grants, and looking on as another account."""

from typing import Any

from tests.matrix.asking import Met, done, met, question, spared
from tests.matrix.cases import Case
from tests.matrix.policy import ANONYMOUS, Answer
from tests.matrix.world import NOWHERE, World

# Roles --------------------------------------------------------------------------------------------


@question("access.role_list", "access.role_changes", "access.grant_list", "access.holders", "access.compare")
def _pages(world: World, case: Case) -> Met:
    address = {
        "role_list": "/roles/list/",
        "role_changes": "/roles/changes",
        "grant_list": "/grants/list/",
        "holders": "/rights/holders?right=view&thing=person",
        "compare": "/rights/compare?left=1&right=2",
    }[case.verb]
    return met(world.screen(case.account).get(address))


def role_of(world: World, case: Case, *, fresh: bool = False) -> int:
    if case.position == "nonexistent":
        return NOWHERE
    return world.add_role() if fresh else world.spare_role


@question("access.role_show", "access.role_history")
def _role_page(world: World, case: Case) -> Met:
    page = case.verb.removeprefix("role_")
    return met(world.screen(case.account).get(f"/roles/{page}/{role_of(world, case)}"))


@question("access.role_add")
def _role_add(world: World, case: Case) -> Met:
    answer = world.screen(case.account).post_form("/roles/add", {"name": f"Vai trò {next(world.numbers)}"})
    return done(answer, lambda: answer.headers["Location"].startswith("/roles/show/"))


@question("access.role_change")
def _role_change(world: World, case: Case) -> Met:
    row, name = role_of(world, case), f"Vai trò {next(world.numbers)}"
    screen = world.screen(case.account)
    page = screen.get(f"/roles/show/{row}").get_data(as_text=True)
    was = page.partition('name="_was" value="')[2][:16]
    form = {"name": name, "right": ["view religion"], "_was": was}
    what = done(screen.post_form(f"/roles/change/{row}", form), lambda: world.role_name(row) == name)
    return spared(what, lambda: world.role_name(row) != name)


@question("access.role_remove")
def _role_remove(world: World, case: Case) -> Met:
    row = role_of(world, case, fresh=case.expected is Answer.DONE)
    answer = world.screen(case.account).post_form(f"/roles/remove/{row}")
    return done(answer, lambda: world.role_name(row) is None)


# Grants -------------------------------------------------------------------------------------------


def account_of(world: World, case: Case) -> int:
    if case.position == "nonexistent":
        return NOWHERE
    if case.position == "sibling":
        return int(world.account_value("id", username="soyte"))
    return world.spare_account


def grant_of(world: World, case: Case) -> int:
    if case.position == "nonexistent":
        return NOWHERE
    if case.position == "sibling":
        return world.placed_grant
    return world.add_grant() if case.expected is Answer.DONE else world.spare_grant


@question("access.grant_account")
def _account_page(world: World, case: Case) -> Met:
    return met(world.screen(case.account).get(f"/grants/account/{account_of(world, case)}"))


@question("access.grant_give")
def _give(world: World, case: Case) -> Met:
    form: dict[str, Any] = {"role": world.spare_role, "ground": "Điều 6.2"}
    before = world.last_id("access_grant")
    answer = world.screen(case.account).post_form(f"/grants/give/{account_of(world, case)}", form)
    return done(answer, lambda: world.last_id("access_grant") > before)


@question("access.grant_change")
def _change(world: World, case: Case) -> Met:
    row = grant_of(world, case)
    ground = f"Căn cứ {next(world.numbers)}"
    version = world.value("access_grant", row, "version") or 1
    form = {"valid_from": "", "valid_to": "", "ground": ground, "_version": version}
    what = done(
        world.screen(case.account).post_form(f"/grants/change/{row}", form),
        lambda: world.value("access_grant", row, "ground") == ground,
    )
    return spared(what, lambda: world.value("access_grant", row, "ground") != ground)


@question("access.grant_end")
def _end(world: World, case: Case) -> Met:
    row = grant_of(world, case)
    answer = world.screen(case.account).post_form(f"/grants/end/{row}")
    what = done(answer, lambda: world.value("access_grant", row, "valid_to") is not None)
    return spared(what, lambda: world.value("access_grant", row, "valid_to") is None)


# Looking on ---------------------------------------------------------------------------------------


@question("access.view_as")
def _view_as(world: World, case: Case) -> Met:
    """In a session of its own: what it sees afterwards is another account's."""
    client = world.product.client() if case.account == ANONYMOUS else world.product.login(case.account)
    answer = client.post_form(f"/view_as/begin/{account_of(world, case)}")
    return done(answer, lambda: "Thoát xem như" in client.get("/jobs/list/").get_data(as_text=True))


@question("own.leave_view")
def _leave(world: World, case: Case) -> Met:
    return met(world.screen(case.account).post_form("/view_as/leave"))
