"""Questions about accounts, jobs, one's own session, and what is open to everybody."""

from tests.matrix.asking import Met, done, found, met, question, spared
from tests.matrix.cases import Case
from tests.matrix.policy import ANONYMOUS, QUANTRI, SONOIVU, Answer
from tests.matrix.world import NOWHERE, World
from tests.support.templates import DEMO_PASSWORD

# Roles ------------------------------------------------------------------------------------------------


@question("account.role_list", "account.role_show")
def _roles(world: World, case: Case) -> Met:
    address = {"role_list": "/roles/list/", "role_show": "/roles/show/1"}[case.verb]
    return met(world.screen(case.account).get(address))


# Settings -----------------------------------------------------------------------------------------------


@question("setting.list", "setting.edit_form")
def _settings(world: World, case: Case) -> Met:
    address = "/setting/list/" if case.verb == "list" else "/setting/edit/retention"
    return met(world.screen(case.account).get(address))


@question("setting.edit")
def _setting_edit(world: World, case: Case) -> Met:
    ground = f"ma-tran-{next(world.numbers)}"
    form = {"backup_hour": str(next(world.numbers) % 20 + 2), "backup_days": "14", "backup_months": "12"}
    form |= {"ground": ground, "_seen": str(world.setting_edition(form))}
    answer = world.screen(case.account).post_form("/setting/edit/retention", form)
    return done(answer, lambda: world.setting_ground("backup_hour") == ground)


# Jobs ---------------------------------------------------------------------------------------------------


@question("job.list")
def _jobs(world: World, case: Case) -> Met:
    return met(world.screen(case.account).get("/jobs/list/"))


@question("job.show", "job.state", "job.result", "job.cancel")
def _job(world: World, case: Case) -> Met:
    other = QUANTRI if case.account == SONOIVU else SONOIVU
    state = "queued" if case.verb == "cancel" else "done"
    owner = case.account if case.position == "own" else other
    row = NOWHERE if case.position == "nonexistent" else world.add_job(owner, state)
    screen, address = world.screen(case.account), f"/jobs/{case.verb}/{row}"
    if case.verb != "cancel":
        return met(screen.get(address))
    what = done(screen.post_form(address), lambda: world.job_state(row) == "cancelled")
    return spared(what, lambda: world.job_state(row) != "cancelled")


# Backups ------------------------------------------------------------------------------------------------


@question("backup.list")
def _backups(world: World, case: Case) -> Met:
    return met(world.screen(case.account).get("/backup/list/"))


@question("backup.create", "backup.verify")
def _backup(world: World, case: Case) -> Met:
    name = "hoso-19990101-000000.age" if case.position == "nonexistent" else world.spare_backup
    address, kind = {
        "create": ("/backup/create", "backup"),
        "verify": (f"/backup/verify/{name}", "backup_verify"),
    }[case.verb]
    answer = world.screen(case.account).post_form(address)
    return done(answer, lambda: world.jobs_of_kind(kind) > 0)


# One's own session --------------------------------------------------------------------------------------


@question("own.front_page", "own.password_form")
def _own_page(world: World, case: Case) -> Met:
    address = {"front_page": "/", "password_form": "/resetmypassword/form"}[case.verb]
    return met(world.screen(case.account).get(address))


@question("own.password")
def _own_password(world: World, case: Case) -> Met:
    """The same password again, so that the cast can still sign in; its hash is a new one."""
    if case.account == ANONYMOUS:
        return met(world.product.client().post_form("/resetmypassword/form", {}))
    row = world.account_value("id", username=case.account)
    before, client = world.account_value("password", id=row), world.product.login(case.account)
    form = {"password": DEMO_PASSWORD, "conf_password": DEMO_PASSWORD}
    answer = client.post_form("/resetmypassword/form", form)
    return done(answer, lambda: world.account_value("password", id=row) != before)


@question("own.login")
def _login(world: World, case: Case) -> Met:
    form = {"username": case.account, "password": DEMO_PASSWORD}
    return met(world.product.client().post_form("/login/", form))


@question("own.api_login")
def _api_login(world: World, case: Case) -> Met:
    body = {"username": case.account, "password": DEMO_PASSWORD}
    return met(world.product.client().post("/api/v1/security/login", json=body))


@question("own.api_refresh")
def _api_refresh(world: World, case: Case) -> Met:
    client = world.product.client()
    if case.account == ANONYMOUS:
        return met(client.post("/api/v1/security/refresh"))
    body = {"username": case.account, "password": DEMO_PASSWORD, "refresh": True}
    token = client.post("/api/v1/security/login", json=body).get_json()["refresh_token"]
    headers = {"Authorization": f"Bearer {token}"}
    answer = client.post("/api/v1/security/refresh", headers=headers)
    return done(answer, lambda: "access_token" in answer.get_json())


@question("own.api_description", "own.api_menu")
def _api_about(world: World, case: Case) -> Met:
    address = {"api_description": "_openapi", "api_menu": "menu/"}[case.verb]
    return met(world.api(case.account).get(f"/api/v1/{address}"))


# Open to everybody --------------------------------------------------------------------------------------


@question("open.health", "open.static", "open.own_static", "open.login_form")
def _open(world: World, case: Case) -> Met:
    address, mark = {
        "health": ("/health", '"status"'),
        "static": ("/static/appbuilder/js/ab.js", "function"),
        "own_static": ("/static/hoso/app.css", "{"),
        "login_form": ("/login/", "csrf_token"),
    }[case.verb]
    answer = world.screen(case.account).get(address, follow_redirects=case.verb == "login_form")
    return found(answer, mark if case.verb != "login_form" or case.account == ANONYMOUS else "<html")


@question("open.back", "open.language", "open.logout")
def _away(world: World, case: Case) -> Met:
    """They lead somewhere else, and need no account; sessions of their own, since they end or change them."""
    client = world.product.client() if case.account == ANONYMOUS else world.product.login(case.account)
    address = {"back": "/back", "language": "/lang/vi", "logout": "/logout/"}[case.verb]
    answer = client.get(address)
    return Answer.DONE if answer.status_code == 302 else met(answer)
