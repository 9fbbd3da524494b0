"""The tables of `policy`, expanded into single cases."""

import dataclasses
from collections.abc import Iterator

from tests.matrix.policy import (
    ACCOUNTS,
    ANONYMOUS,
    ARCHIVED_VERBS,
    CANHAN,
    HOLDERS,
    OF_RECORD,
    ONE_RECORD,
    PGD,
    PLACES,
    QUANTRI,
    REACHES_ASKED,
    READ_OF_RECORD,
    Answer,
    expected,
)
from tests.matrix.routes import CATALOGS

#: Verbs that look for a row among others: one that does not exist cannot be missing from a list.
SEARCHES = {
    *("list", "list_of_unit", "list_by_parent", "export", "search", "search_box", "lookup", "api_list")
}
_OF_LISTS = {"criterion", "columns", "choose", "keep_filter", "share_filter"}
#: Verbs about no row in particular.
_WITHOUT_ROW = {
    "person": _OF_LISTS | {"add_form", "identity_form", "api_info"},
    "unit": _OF_LISTS | {"add_form", "tree", "api_info"},
    "delegation": SEARCHES | _OF_LISTS | {"add_form", "add", "api_info", "api_post"},
    "catalog": SEARCHES
    | _OF_LISTS
    | {"add_form", "add", "workbook", "import_form", "import", "api_info", "api_post"},
    "account": {"list", "add_form", "add", "register_xlsx", "register_pdf"},
    "account_request": {"list", "add_form", "add"},
    "personal_account": set(),
    "lost_password": {"list"},
    "access": {"role_list", "role_changes", "role_add", "holders", "compare", "grant_list"},
    "backup": {"list", "create"},
    "catalogs": {"list"},
    "job": {"list"},
    "session": {"list", "end_others"},
    "access_log": {"list", "export", "alerts"},
    "entry": set(),
    "pay_entry": set(),
    "attachment": set(),
    "consent": {"list"},
    "setting": {"list", "edit_form", "edit", "logo", "logo_remove"},
}
#: Verbs of other kinds that stand at a record.
_ABOUT_RECORDS = {
    ("access_log", "person"),
    *((kind, verb) for kind in ("entry", "pay_entry", "attachment") for verb in HOLDERS[kind]),
    *(("consent", verb) for verb in ("person", "give", "withdraw", "scan")),
}
#: The unit a record is to go to may be any (Điều 12.2), and its name is no secret.
_ANYWHERE = {"lookup_for_transfer"}
#: What a personal account tries at its own record, and what makes another record instead.
_AT_OWN_RECORD = ("person", "access_log", "entry", "pay_entry", "attachment")
_NEW_RECORDS = {("person", "add"), ("person", "api_post")}
#: Verbs that write: where they are refused, nothing may have changed.
WRITES = {
    *("add", "edit", "delete", "remove", "restore", "import", "merge", "rename", "move", "retype"),
    *("verify", "verify_one", "transfer", "transfer_one", "change_status", "change_status_one"),
    *("print", "print_one", "print_pdf"),  # a job is a row
    *("api_post", "api_put", "api_delete", "password"),
    *("lock", "reset", "expire", "handover", "issue", "issue_unit", "approve", "refuse", "report", "confirm"),
    *("end_sessions", "totp_reset"),
    *("choose", "keep_filter", "share_filter", "end", "reveal", "acknowledge", "give", "withdraw"),
    *("logo", "logo_remove", "photo"),
    *("create", "void", "api_end", "api_void", "api_restore", "api_verify"),
    *("role_add", "role_change", "role_remove", "grant_give", "grant_change", "grant_end", "view_as"),
}
_OF_ONE_ACCOUNT = {"grant_account", "grant_give", "grant_change", "grant_end", "view_as"}
#: Catalogs where a row that does not exist is asked for too: a plain one, and one whose codes recur.
_TRIED_WITHOUT_ROW = ("", "religion", "commune")


@dataclasses.dataclass(frozen=True)
class Case:
    """One account doing one thing at one place; `target` is a unit's code or a catalog's key."""

    account: str
    kind: str
    verb: str
    position: str
    target: str = ""

    @property
    def expected(self) -> Answer:
        return expected(self.account, self.kind, self.verb, self.position)

    def __str__(self) -> str:
        return f"{self.account} {self.kind}.{self.verb} {self.position} {self.target}".rstrip()


def groups(*kinds: str) -> list[tuple[str, str, str]]:
    """(account, kind, verb) of these kinds: one test function each."""
    return [(account, kind, verb) for kind in kinds for verb in HOLDERS[kind] for account in ACCOUNTS]


def cases_of(account: str, kind: str, verb: str) -> list[Case]:
    """The cases of one group."""
    return [Case(account, kind, verb, *place) for place in _places(account, kind, verb)]


def all_cases() -> list[Case]:
    return [case for group in groups(*HOLDERS) for case in cases_of(*group)]


def _places(account: str, kind: str, verb: str) -> Iterator[tuple[str, str]]:
    """(position, target) of every case of a group."""
    if kind in REACHES_ASKED and verb not in _WITHOUT_ROW[kind]:
        yield ("any" if account in REACHES_ASKED[kind] else "sibling", "")
        yield ("nonexistent", "")
    elif kind == "account_request" and verb == "add":
        # Its grant reaches schools alone, not a unit with others below it (Điều 7.2).
        yield ("sibling" if account == PGD else "any", "")
    elif kind in ("account_request", "lost_password") and verb == "list":
        yield ("any" if account in REACHES_ASKED[kind] else "sibling", "")
    elif (kind in ("person", "unit", "personal_account") and verb != "forget_filter") or (
        kind,
        verb,
    ) in _ABOUT_RECORDS:
        yield from _places_in_tree(account, kind, verb)
    elif kind == "catalog":
        for key in CATALOGS:
            yield from _rows(kind, verb, key)
    elif kind in ("job", "session") and verb not in _WITHOUT_ROW[kind]:
        owners = () if account == ANONYMOUS else (("own", ""),)
        yield from (*owners, ("sibling", ""), ("nonexistent", ""))
    else:
        yield from _rows(kind, verb, "")
        if account == QUANTRI and verb in _OF_ONE_ACCOUNT:
            yield ("sibling", "")  # Điều 9.13: accounts of units are none of its business


def _places_beside(account: str, kind: str, verb: str) -> Iterator[tuple[str, str]]:
    """Records that left the scope yesterday, were closed in it, or lie outside with a consent."""
    places = PLACES[account]
    inside = [code for position in ("own", "below") for code in places.get(position, ())]
    outside = [code for position in ("above", "sibling") for code in places.get(position, ())]
    if inside and outside:
        yield from (("moved_away", code) for code in inside[:2])
    if outside and account in HOLDERS["person"]["show"]:
        yield from (("consented", code) for code in outside[:2])
    if verb in (READ_OF_RECORD if kind in OF_RECORD else ARCHIVED_VERBS):
        yield from (("archived", code) for code in inside[:2])


def _rows(kind: str, verb: str, target: str) -> Iterator[tuple[str, str]]:
    yield ("any", target)
    if kind in ("own", "open") or verb in _WITHOUT_ROW[kind] or target not in _TRIED_WITHOUT_ROW:
        return
    yield ("nonexistent", target)
    if verb == "forget_filter":
        yield ("of_another", target)


def _places_in_tree(account: str, kind: str, verb: str) -> Iterator[tuple[str, str]]:
    if verb in _WITHOUT_ROW[kind]:
        yield ("any", "")
        return
    if account == CANHAN and kind in _AT_OWN_RECORD and (kind, verb) not in _NEW_RECORDS:
        yield ("own_record", "")
    if (kind == "person" and verb in ONE_RECORD) or kind in OF_RECORD:
        yield from _places_beside(account, kind, verb)
    for position, units in PLACES[account].items():
        yield from (("any" if verb in _ANYWHERE else position, code) for code in units)
    if verb not in SEARCHES | _ANYWHERE or (kind, verb) in _ABOUT_RECORDS:
        yield ("nonexistent", "")
