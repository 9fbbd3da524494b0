"""Who may do what, where: written by hand from Quy chế 3473/QĐ-UBND (2015), never read from the product.

Three tables: who holds a verb for a kind of thing (HOLDERS), how far the account of a role reaches in
the tree of units (PLACES), and what follows from both (`expected`).
"""

from enum import StrEnum

# The accounts ---------------------------------------------------------------------------------------
QUANTRI = "quantri"  # Điều 9.13: functions of the system, accounts, catalogs; no records
SONOIVU = "sonoivu"  # Điều 6.2, 7.3: Sở Nội vụ, the whole city
SOYTE = "soyte"  # Điều 7.2: a department and the units below it
PNV = "pnv.ninhkieu"  # Điều 7.2: Phòng Nội vụ acts for the whole district
PGD = "pgd.ninhkieu"  # Điều 7.2: Phòng GD&ĐT acts for its schools, and for nothing else
PHUONG = "phuong.xuankhanh"  # Điều 7.1: the ward, its own people
CANHAN = "canhan"  # Điều 7.1, 18.1: a person checks its own record
XEM = "xem.soyte"  # Điều 8.3: allowed to study the records, in Sở Y tế
THANHTRA = "thanhtra"  # Điều 20.6: inspects how records are kept and read, in the whole city
ANONYMOUS = "anonymous"  # Điều 8.3: nobody without an account
SIGNED_IN = (QUANTRI, SONOIVU, SOYTE, PNV, PGD, PHUONG, CANHAN, XEM, THANHTRA)
ACCOUNTS = (*SIGNED_IN, ANONYMOUS)


class Answer(StrEnum):
    """What an account meets."""

    DONE = "done"
    HIDDEN = "not found (404), or not in the list"
    REFUSED = "no right (403)"
    LOGIN = "sign in first"


# Who holds a verb -------------------------------------------------------------------------------------
_EVERYBODY = frozenset(ACCOUNTS)
_SIGNED_IN = frozenset(SIGNED_IN)
_REMOVE = frozenset({SONOIVU})  # Điều 14.2: «loại bỏ» belongs to quyền quản trị
_TREE = frozenset({SONOIVU})  # Điều 7.3, 9.4, 20.3.a: Sở Nội vụ keeps the tree of units
_UPDATE = frozenset({SONOIVU, SOYTE, PNV, PGD, PHUONG})  # Điều 14.2: quyền cập nhật, and more
_SHARE = frozenset({SONOIVU, SOYTE, PNV, PGD})  # Điều 7.2, 7.3: whoever guides the units below
_VIEW = _UPDATE | {XEM, THANHTRA}  # Điều 8.3: to study a record is no right to take it out; Điều 20.6
_OWN_RECORD = _VIEW | {CANHAN}  # Điều 18.1: a person checks what was entered about it
_SENSITIVE = _UPDATE | {CANHAN}  # Điều 8.3: not whoever only studies or inspects
_PRINT = _UPDATE | {CANHAN}  # Điều 9.11, 11.2.b; who only studies or inspects takes nothing out (Điều 8.3)
_AUDIT = frozenset({SONOIVU, THANHTRA})  # Điều 8.4, 20.6: theo dõi, kiểm tra
_AUDITED = _AUDIT | {CANHAN}  # Điều 16.3: a person learns who has seen its record
_ACCOUNTS = frozenset({QUANTRI, SONOIVU})  # Điều 6.2, 9.13, 20.2: accounts and rights are handed out by both
_ISSUE = _UPDATE  # Điều 6.5, 7.1: a unit issues and keeps the personal accounts of its own people
_SEE_ACCOUNTS = _ACCOUNTS | _ISSUE  # Điều 6.3, 6.7: a unit follows the accounts of its branch
_DECIDE = frozenset({SONOIVU})  # Điều 6.3, 17.6: units ask, Sở Nội vụ decides
_CATALOGS = frozenset({QUANTRI, SONOIVU})  # Điều 9.13, 20.3.a: catalogs are kept in order by Sở Nội vụ
_CATALOG_OUT = _CATALOGS | _UPDATE  # Điều 14.1: taking out serves whoever reports
_CATALOG_VIEW = _CATALOG_OUT | {
    XEM,
    THANHTRA,
}  # Điều 8.3; a personal account has no use for catalogs (Điều 18.1)
_NOBODY: frozenset[str] = frozenset()  # Điều 13.1: nothing is erased

Holders = dict[str, frozenset[str]]


def _each(holders: frozenset[str], verbs: str) -> Holders:
    return dict.fromkeys(verbs.split(), holders)


HOLDERS: dict[str, Holders] = {
    "person": {
        **_each(_OWN_RECORD, "list list_of_unit show history as_of"),  # Điều 14.1; Điều 18.1
        **_each(_OWN_RECORD, "search_box criterion columns choose keep_filter forget_filter"),  # Điều 9.2
        **_each(_OWN_RECORD, "api_list api_info api_get api_as_of"),  # the same through the API (N2)
        **_each(_SHARE, "share_filter"),  # Điều 7.2, 7.3: for the units below
        **_each(_UPDATE, "add_form add api_post"),  # Điều 11.1.a: whoever manages the records enters them
        **_each(_UPDATE, "edit_form edit api_put"),  # Điều 11.2: and keeps them up to date
        **_each(_UPDATE, "export"),  # Điều 14.1: kết xuất, for reports
        **_each(_UPDATE, "identity_form identity"),  # Điều 11.1: one person, one record; asked on entry
        **_each(_UPDATE, "verify_ask verify verify_one"),  # Điều 11.1.c: xác thực
        **_each(_UPDATE, "transfer_ask transfer transfer_one"),  # Điều 12.1, 12.2; 14.2: điều chuyển
        **_each(_UPDATE, "change_status_ask change_status change_status_one"),  # Điều 12.3
        **_each(_SENSITIVE, "reveal"),  # Điều 8.3
        # Điều 9.11: whoever manages the records prints them; Điều 11.2.b, 18.1: a person prints its own
        **_each(_PRINT, "print_form print_docx print_pdf print_ask print print_one"),
        **_each(_REMOVE, "remove restore api_delete"),  # Điều 14.2; voided, not erased: Điều 13.1
    },
    "entry": {
        **_each(_OWN_RECORD, "show api_list api_get"),  # Điều 14.1; Điều 18.1
        **_each(_UPDATE, "add_form add edit_form edit end_form end"),  # Điều 11.2: kept up to date
        **_each(_UPDATE, "void_form void restore_form restore"),  # Điều 13.1: voided, not erased
        **_each(_UPDATE, "verify_form verify"),  # Điều 11.1.c, 11.2.b
        **_each(_UPDATE, "api_post api_put api_end api_void api_restore api_verify"),
    },
    "pay_entry": {  # Điều 8.3: pay is not for whoever only studies or inspects
        **_each(_SENSITIVE, "show api_list api_get"),
        **_each(_UPDATE, "add edit_form edit verify api_post api_put"),
    },
    "attachment": {
        **_each(_OWN_RECORD, "show file api_list api_get api_content"),  # Điều 14.1; Điều 18.1
        # Điều 11.2.b, 12.2: the papers a change rests on are attached by whoever keeps the record up to date
        **_each(_UPDATE, "add_form add photo_form photo api_post"),
        **_each(_UPDATE, "void restore api_void api_restore"),  # Điều 13.1: voided, not erased
    },
    "access_log": {
        **_each(_AUDITED, "list person alerts"),  # Điều 16.3
        **_each(_AUDIT, "export acknowledge"),  # Điều 8.4, 20.6
    },
    "consent": _each(_UPDATE, "list person give withdraw scan"),  # Điều 8.3: whoever manages the record
    "unit": {
        **_each(_VIEW, "list list_by_parent show history tree children search"),  # Điều 9.4, 17.1
        **_each(_VIEW, "chart lookup api_list api_info api_get"),
        **_each(_VIEW, "search_box criterion columns choose keep_filter forget_filter"),  # Điều 9.2
        **_each(_SHARE, "share_filter"),  # Điều 7.2, 7.3
        **_each(_UPDATE, "lookup_for_transfer"),  # Điều 12.2: the receiving unit may be any
        **_each(_UPDATE, "edit_form edit api_put"),  # Điều 17.1: thông tin về tổ chức of one's own unit
        **_each(_UPDATE, "export"),  # Điều 14.1
        **_each(_TREE, "add_form add api_post rename move retype end"),  # Điều 7.3, 20.3.a
        **_each(_NOBODY, "api_delete"),  # Điều 13.1: a unit that held records ends, it is not erased
    },
    "delegation": {
        # Điều 7.2 in the hands of who assigns scopes: Sở Nội vụ (Điều 6.2, 20.2)
        **_each(_TREE, "list show add_form add edit_form edit delete export"),
        **_each(_TREE, "api_list api_info api_get api_post api_put api_delete"),
        **_each(_TREE, "criterion columns choose keep_filter share_filter forget_filter"),
    },
    "catalog": {
        **_each(_CATALOG_VIEW, "list show history lookup api_list api_info api_get"),  # Điều 10.1
        **_each(_CATALOG_VIEW, "criterion columns choose keep_filter forget_filter"),  # Điều 9.2
        **_each(_CATALOGS, "share_filter"),  # Điều 20.3.a: whoever keeps the catalog
        **_each(_CATALOG_OUT, "export workbook"),  # Điều 14.1
        **_each(_CATALOGS, "add_form add edit_form edit delete"),  # Điều 20.3.a: điều chỉnh danh mục
        **_each(_CATALOGS, "import_form import merge_form merge"),
        **_each(_CATALOGS, "api_post api_put api_delete"),
    },
    "catalogs": _each(_CATALOG_VIEW, "list"),  # Điều 10.1: all of them on one page
    "account": {
        # Điều 6.2, 20.2: unit accounts; Điều 9.13: those of the system
        **_each(_SEE_ACCOUNTS, "list show register_xlsx register_pdf"),
        **_each(_SEE_ACCOUNTS, "scan authorisation"),  # Điều 6.4
        **_each(_ACCOUNTS, "add_form add"),
        # Điều 6.5, 6.7: whoever keeps accounts of one kind meets those of another as not found
        **_each(_SEE_ACCOUNTS, "act_ask lock reset expire handover authorise end_sessions totp_reset"),
    },
    "access": {
        # Điều 6.2, 7, 14.2, 20.2: roles, and grants of them to the accounts one reaches
        **_each(_ACCOUNTS, "role_list role_show role_history role_changes role_add role_change role_remove"),
        **_each(_ACCOUNTS, "holders compare"),
        **_each(_ACCOUNTS, "grant_list grant_account grant_give grant_change grant_end view_as"),
    },
    "personal_account": {
        # Điều 6.5, 7.1: issued and kept by the unit; not by the administrator of the system (Điều 9.13)
        **_each(_ISSUE, "issue issue_unit_ask issue_unit"),
        # The screens are those of all accounts: to the administrator a personal one is not found.
        **_each(_SEE_ACCOUNTS, "show reset lock end_sessions totp_reset"),
    },
    "account_request": {
        **_each(_ISSUE, "list show scan paper add_form add"),  # Điều 6.3
        **_each(_DECIDE, "approve_ask approve refuse"),
    },
    "lost_password": {
        **_each(_ISSUE, "list show scan report_ask report confirm"),  # Điều 17.6
        **_each(_DECIDE, "reset_ask reset"),
    },
    # Điều 9.13: a function of the system; Điều 6.2, 13.4: Sở Nội vụ does it, by the administrator's
    # account. Restoring is no route at all (Điều 13.4: with a written permission only).
    "backup": _each(_ACCOUNTS, "list create verify"),
    # Điều 9.13 functions of the system; Điều 6.2: Sở Nội vụ uses the administrator's rights
    "setting": _each(frozenset({QUANTRI, SONOIVU}), "list edit_form edit logo logo_remove"),
    "job": _each(_SIGNED_IN, "list show state result cancel"),  # whoever asked for it (Điều 8.3)
    "session": _each(_SIGNED_IN, "list end end_others"),  # one's own, nobody else's (Điều 6.4, 8.3)
    "own": {
        **_each(_SIGNED_IN, "front_page login logout password_form password leave_view"),  # Điều 6.4, 6.6
        **_each(_SIGNED_IN, "totp_form totp_begin totp_confirm totp_codes totp_off"),  # one's own (Điều 6.4)
        **_each(_SIGNED_IN, "api_description api_menu api_login api_refresh api_logout"),
    },
    "open": {
        **_each(_EVERYBODY, "back health language login_form code_form code logout_form static own_static"),
        **_each(_EVERYBODY, "logo"),  # Điều 1: how the installation calls itself
    },
}

# How far an account reaches -----------------------------------------------------------------------------
#: Account -> position -> units, by their codes. "own" and "below" are its scope, the rest is not.
PLACES: dict[str, dict[str, tuple[str, ...]]] = {
    QUANTRI: {  # Điều 9.13: no unit at all
        "above": ("CT",), "sibling": ("SNV", "SYT.DV01", "NK", "NK.GD01", "NK.31144"),
    },
    SONOIVU: {  # Điều 7.3: thành phố
        "own": ("CT",), "below": ("SNV", "SNV.VP", "SYT.DV01", "NK", "NK.31144", "NK.GD01", "OM.GD01"),
    },
    SOYTE: {  # Điều 7.2; in 2015 the health centre of the district stands under Sở Y tế
        "own": ("SYT",), "below": ("SYT.VP", "SYT.DV01", "NK.TTYT"),
        "above": ("CT",), "sibling": ("SNV", "SGDDT", "NK", "NK.YT"),
    },
    PNV: {  # Điều 7.2: trong phạm vi quận
        "own": ("NK",), "below": ("NK.NV", "NK.GDDT", "NK.GD01", "NK.31144"),
        "above": ("CT",), "sibling": ("OM", "OM.GD01", "NK.TTYT", "SNV"),
    },
    PGD: {  # Điều 7.2: các đơn vị giáo dục; neither its own office nor the wards of the district
        "below": ("NK.GD01", "NK.GD02", "NK.GD04"),
        "above": ("NK.GDDT", "NK", "CT"), "sibling": ("NK.31144", "NK.NV", "OM.GD01", "OM.GDDT", "SGDDT"),
    },
    PHUONG: {  # Điều 7.1
        "own": ("NK.31144",), "below": ("NK.31144.MX",),
        "above": ("NK", "CT"), "sibling": ("NK.31147", "NK.NV", "NK.GD01", "SYT"),
    },
    CANHAN: {  # Điều 18.1: only its own record, whose unit is the ward
        "own": (), "above": ("NK",), "sibling": ("NK.31144", "NK.31147", "NK.GD01"),
    },
    XEM: {
        "own": ("SYT",), "below": ("SYT.DV01", "NK.TTYT"),
        "above": ("CT",), "sibling": ("SNV", "NK", "NK.31144"),
    },
    THANHTRA: {  # Điều 20.6
        "own": ("CT",), "below": ("SNV", "SYT.DV01", "NK", "NK.31144", "NK.GD01", "OM.GD01"),
    },
    ANONYMOUS: {"above": ("CT",), "sibling": ("SNV", "NK.31144")},
}  # fmt: skip
#: Made by the tests: a part of the ward, since the seed has none below a ward.
UNIT_BELOW_WARD = "NK.31144.MX"

#: Where the accounts and requests stand that the matrix asks about: Sở Y tế, or no unit at all.
ASKED_UNIT, ASKED_BELOW = "SYT", "SYT.DV01"
REACHES_ASKED = {"account": _ACCOUNTS, "account_request": {SONOIVU, SOYTE}, "lost_password": {SONOIVU, SOYTE}}

#: Verbs that answer whoever is signed in, and hold nothing for whoever has no right.
_QUIET = {"search_box"}
IN_SCOPE = ("own", "below", "own_record", "any")
#: What a consent in writing opens (Điều 8.3): reading this one record, and nothing else.
CONSENTED_VERBS = frozenset(
    {"show", "history", "as_of", "api_get", "api_as_of", "list", "list_of_unit", "search_box", "api_list"}
)
#: Verbs on one record, tried where it moved away (Điều 12.2), was closed (13.3) or is read by consent.
ONE_RECORD = CONSENTED_VERBS | {
    "list_of_unit", "edit_form", "edit", "api_put", "identity", "verify_one", "transfer_one",
    "change_status_one", "verify_ask", "transfer_ask", "change_status_ask", "remove", "api_delete", "export",
    "print_form", "print_docx", "print_pdf", "print_ask", "print", "print_one",
}  # fmt: skip
#: A closed record stays to be read by whoever managed it; lists leave it out unless asked (Điều 13.3).
ARCHIVED_VERBS = frozenset({"show", "history", "as_of", "api_get", "api_as_of", "identity", "print_docx"})

#: What hangs on a record stands and goes with it; reading it is all a consent or a closed record leaves.
OF_RECORD = ("entry", "pay_entry", "attachment")
READ_OF_RECORD = frozenset({"show", "file", "api_list", "api_get", "api_content"})


def expected(account: str, kind: str, verb: str, position: str) -> Answer:
    """What the account must meet when it does this to a thing standing there."""
    holders = HOLDERS[kind][verb]
    if account not in holders:
        if account == ANONYMOUS:
            return Answer.LOGIN
        return Answer.HIDDEN if verb in _QUIET else Answer.REFUSED
    if position == "consented" and kind in OF_RECORD:
        if verb not in READ_OF_RECORD:
            return Answer.HIDDEN
        # Điều 8.3: this consent names no sensitive group.
        return Answer.REFUSED if kind == "pay_entry" else Answer.DONE
    if position == "consented":
        return Answer.DONE if verb in CONSENTED_VERBS else Answer.HIDDEN
    return Answer.DONE if position in IN_SCOPE or position == "archived" else Answer.HIDDEN
