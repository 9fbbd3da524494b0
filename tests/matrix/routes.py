"""Every way into the product, written by hand: address, method, and the questions of the matrix that try it.

A question is named `kind.verb`; `policy` says who may do it. `{catalog}` stands for each of CATALOGS,
`{resource}` for each of RESOURCES.
"""

import itertools

#: The catalogs of Điều 10.1, and those the record needs beside them (places, languages, calendar).
CATALOGS = (
    # a) công tác
    "sector_block", "unit_type", "recruitment_form", "recruitment_position", "recruitment_source",
    "employment_status", "retirement_form", "profession", "strength", "personnel_kind",
    # b) chức vụ
    "position", "party_position", "union_position", "military_position", "military_rank",
    "political_organisation",
    # c) lương
    "field", "raise_form", "promotion_form", "allowance_type", "allowance_method", "pay_form",
    "over_scale_form", "grade_group", "grade", "pay_table", "pay_step", "base_pay",
    # d) tổ chức
    "unit_position_rule", "unit_pay_rule",
    # đ) đào tạo
    "training_form", "training_major", "education_level", "graduation_grade", "diploma_type", "school",
    "training_fund", "research_level", "research_field",
    # g) thông tin khác
    "invalid_class", "health_status", "blood_group", "disability", "marital_status", "ethnic_group",
    "religion", "social_origin", "policy_beneficiary", "honorary_title", "family_relation",
    "emulation_title", "award_form", "discipline_form", "quality_rating",
    # places, languages, calendar
    "province", "commune", "country", "language", "holiday",
)  # fmt: skip

#: Kinds of entry of the record (Điều 9; form 2C items 12-32).
ENTRIES = (
    "training", "research", "work_history", "post", "contract", "planning", "appointment", "movement",
    "study_leave", "foreign_trip", "leaving", "salary_history", "allowance", "insurance", "award",
    "discipline", "assessment", "party_step", "membership", "military_service", "family_member",
    "life_history", "foreign_relation", "health_check", "identity_paper",
)  # fmt: skip

#: Resources of the API whose name is their own: the records, their files, and what describes the API.
RECORDS = ("person", "unit", "delegation")
OTHER_RESOURCES = ("attachment", "security", "menu", "openapidocument")

_CATALOG_SCREENS = """
GET   /{catalog}/list/            catalog.list
GET   /{catalog}/show/<pk>        catalog.show catalog.history
GET   /{catalog}/add              catalog.add_form
POST  /{catalog}/add              catalog.add
GET   /{catalog}/edit/<pk>        catalog.edit_form
POST  /{catalog}/edit/<pk>        catalog.edit
POST  /{catalog}/delete/<pk>      catalog.delete
POST  /{catalog}/export           catalog.export
POST  /{catalog}/workbook         catalog.workbook
GET   /{catalog}/import           catalog.import_form
POST  /{catalog}/import           catalog.import
GET   /{catalog}/merge/<pk>       catalog.merge_form
POST  /{catalog}/merge/<pk>       catalog.merge
"""

#: What every list offers its reader beside rows.
_LISTS = """
GET   /{key}/criterion            {kind}.criterion
GET   /{key}/columns              {kind}.columns
POST  /{key}/choose               {kind}.choose
POST  /{key}/keep_filter          {kind}.keep_filter {kind}.share_filter
POST  /{key}/forget_filter/<pk>   {kind}.forget_filter
"""

_PERSON_SCREENS = """
GET   /person/list/                       person.list person.list_of_unit
GET   /person/show/<pk>                   person.show person.history
GET   /person/as_of/<pk>                  person.as_of
GET   /person/add                         person.add_form
POST  /person/add                         person.add
GET   /person/edit/<pk>                   person.edit_form
POST  /person/edit/<pk>                   person.edit
POST  /person/export                      person.export
POST  /person/remove/<pk>                 person.remove
POST  /person/restore/<pk>                person.restore
GET   /person/identity                    person.identity_form
POST  /person/identity                    person.identity
POST  /person/action_post                 person.verify_ask person.verify person.transfer_ask person.transfer person.change_status_ask person.change_status person.print_ask person.print
POST  /person/action/<string:name>/<pk>   person.verify_one person.transfer_one person.change_status_one person.print_one
GET   /person/print/<pk>/<string:code>        person.print_form
GET   /person/print/<pk>/<string:code>.docx   person.print_docx
POST  /person/print/<pk>/<string:code>.pdf    person.print_pdf
"""  # noqa: E501  one line for one route

#: Point 5: who may see what, and who has seen it.
_CONFIDENTIALITY = """
POST  /person/reveal/<pk>                 person.reveal
GET   /access_log/list/                   access_log.list
GET   /access_log/person/<pk>             access_log.person
POST  /access_log/export                  access_log.export
GET   /access_log/alerts                  access_log.alerts
POST  /access_log/acknowledge/<pk>        access_log.acknowledge
GET   /consent/list/                      consent.list
GET   /consent/person/<pk>                consent.person
POST  /consent/give/<pk>                  consent.give
POST  /consent/withdraw/<pk>              consent.withdraw
GET   /consent/scan/<pk>                  consent.scan
"""

#: Entries of a record: `entry` is a plain kind, `pay_entry` one of a sensitive group.
_ENTRIES = """
GET   /entry/<kind>/show/<pk>      entry.show pay_entry.show
GET   /entry/<kind>/add/<pk>       entry.add_form
POST  /entry/<kind>/add/<pk>       entry.add pay_entry.add
GET   /entry/<kind>/edit/<pk>      entry.edit_form pay_entry.edit_form
POST  /entry/<kind>/edit/<pk>      entry.edit pay_entry.edit
GET   /entry/<kind>/end/<pk>       entry.end_form
POST  /entry/<kind>/end/<pk>       entry.end
GET   /entry/<kind>/void/<pk>      entry.void_form
POST  /entry/<kind>/void/<pk>      entry.void
GET   /entry/<kind>/restore/<pk>   entry.restore_form
POST  /entry/<kind>/restore/<pk>   entry.restore
GET   /entry/<kind>/verify/<pk>    entry.verify_form
POST  /entry/<kind>/verify/<pk>    entry.verify pay_entry.verify
GET   /api/v1/person/<pk>/as_of    person.api_as_of
GET   /api/v1/person/<pk>/<kind>/  entry.api_list pay_entry.api_list
POST  /api/v1/person/<pk>/<kind>/  entry.api_post pay_entry.api_post
"""

#: Files of a record and its entries.
_ATTACHMENTS = """
GET   /attachment/show/<pk>        attachment.show
GET   /attachment/file/<pk>        attachment.file
GET   /attachment/add/<pk>         attachment.add_form
POST  /attachment/add/<pk>         attachment.add
GET   /attachment/photo/<pk>       attachment.photo_form
POST  /attachment/photo/<pk>       attachment.photo
POST  /attachment/void/<pk>        attachment.void
POST  /attachment/restore/<pk>     attachment.restore
GET   /api/v1/person/<pk>/attachment/     attachment.api_list
POST  /api/v1/person/<pk>/attachment/     attachment.api_post
GET   /api/v1/attachment/<pk>             attachment.api_get
GET   /api/v1/attachment/<pk>/content     attachment.api_content
POST  /api/v1/attachment/<pk>/void        attachment.api_void
POST  /api/v1/attachment/<pk>/restore     attachment.api_restore
"""

#: The two kinds named above are tried; the others go the same way.
_API_OF_ENTRIES = """
GET   /api/v1/{entry}/<pk>           entry.api_get pay_entry.api_get
PUT   /api/v1/{entry}/<pk>           entry.api_put pay_entry.api_put
POST  /api/v1/{entry}/<pk>/end       entry.api_end
POST  /api/v1/{entry}/<pk>/void      entry.api_void
POST  /api/v1/{entry}/<pk>/restore   entry.api_restore
POST  /api/v1/{entry}/<pk>/verify    entry.api_verify
"""

_UNIT_SCREENS = """
GET   /unit/list/                         unit.list unit.list_by_parent
GET   /unit/show/<pk>                     unit.show unit.history
GET   /unit/add                           unit.add_form
POST  /unit/add                           unit.add
GET   /unit/edit/<pk>                     unit.edit_form
POST  /unit/edit/<pk>                     unit.edit
POST  /unit/export                        unit.export
GET   /unit/tree                          unit.tree
GET   /unit/children/<pk>                 unit.children
GET   /unit/search                        unit.search
GET   /unit/chart/<pk>                    unit.chart
POST  /unit/change/<string:what>/<pk>     unit.rename unit.move unit.retype unit.end
"""

_DELEGATION_SCREENS = """
GET   /delegation/list/           delegation.list
GET   /delegation/show/<pk>       delegation.show
GET   /delegation/add             delegation.add_form
POST  /delegation/add             delegation.add
GET   /delegation/edit/<pk>       delegation.edit_form
POST  /delegation/edit/<pk>       delegation.edit
POST  /delegation/delete/<pk>     delegation.delete
POST  /delegation/export          delegation.export
"""

_OTHER_SCREENS = """
GET   /                           own.front_page
GET   /back                       open.back
GET   /health                     open.health
GET   /logo/<digest>              open.logo
GET   /lang/<string:locale>       open.language
GET   /login/                     open.login_form
POST  /login/                     own.login
GET   /login/code                 open.code_form
POST  /login/code                 open.code
GET   /logout/                    open.logout_form
POST  /logout/                    own.logout
GET   /sessions/list/             session.list
GET   /catalogs/list/             catalogs.list
POST  /sessions/end/<pk>          session.end
POST  /sessions/end_others        session.end_others
GET   /lookup/everything          person.search_box unit.search_box
GET   /lookup/<key>               catalog.lookup unit.lookup unit.lookup_for_transfer
GET   /static/appbuilder/<path:filename>   open.static
GET   /static/hoso/<path:filename>         open.own_static
GET   /totp/form                  own.totp_form
POST  /totp/begin                 own.totp_begin
POST  /totp/confirm               own.totp_confirm
POST  /totp/codes                 own.totp_codes
POST  /totp/off                   own.totp_off
GET   /resetmypassword/form       own.password_form
POST  /resetmypassword/form       own.password
GET   /roles/list/                access.role_list
GET   /roles/show/<pk>            access.role_show
GET   /roles/history/<pk>         access.role_history
GET   /roles/changes              access.role_changes
POST  /roles/add                  access.role_add
POST  /roles/change/<pk>          access.role_change
POST  /roles/remove/<pk>          access.role_remove
GET   /rights/holders             access.holders
GET   /rights/compare             access.compare
GET   /grants/list/               access.grant_list
GET   /grants/account/<pk>        access.grant_account
POST  /grants/give/<pk>           access.grant_give
POST  /grants/change/<pk>         access.grant_change
POST  /grants/end/<pk>            access.grant_end
POST  /view_as/begin/<pk>         access.view_as
POST  /view_as/leave              own.leave_view
GET   /setting/list/              setting.list
GET   /setting/edit/<string:name>   setting.edit_form
POST  /setting/edit/<string:name>   setting.edit
POST  /setting/logo               setting.logo
POST  /setting/logo_remove        setting.logo_remove
GET   /jobs/list/                 job.list
GET   /jobs/show/<pk>             job.show
GET   /jobs/state/<pk>            job.state
GET   /jobs/result/<pk>           job.result
POST  /jobs/cancel/<pk>           job.cancel
GET   /backup/list/               backup.list
POST  /backup/create              backup.create
POST  /backup/verify/<name>       backup.verify
"""

_ACCOUNT_SCREENS = """
GET   /account/list/                        account.list
GET   /account/show/<pk>                    account.show personal_account.show
GET   /account/add                          account.add_form
POST  /account/add                          account.add
POST  /account/act/<string:name>/<pk>       account.act_ask account.lock account.reset account.expire account.handover account.authorise account.end_sessions account.totp_reset personal_account.reset personal_account.lock personal_account.end_sessions personal_account.totp_reset
POST  /account/issue/<pk>                   personal_account.issue
POST  /account/issue_unit                   personal_account.issue_unit_ask personal_account.issue_unit
POST  /account/register/<string:which>/<string:kind>   account.register_xlsx account.register_pdf
GET   /account/scan/<pk>                    account.scan
GET   /account/authorisation/<pk>           account.authorisation
GET   /account_request/list/                account_request.list
GET   /account_request/show/<pk>            account_request.show
GET   /account_request/scan/<pk>            account_request.scan
GET   /account_request/paper/<pk>           account_request.paper
GET   /account_request/add                  account_request.add_form
POST  /account_request/add                  account_request.add
POST  /account_request/approve/<pk>         account_request.approve_ask account_request.approve
POST  /account_request/refuse/<pk>          account_request.refuse
GET   /lost_password/list/                  lost_password.list
GET   /lost_password/show/<pk>              lost_password.show
GET   /lost_password/scan/<pk>              lost_password.scan
POST  /lost_password/report/<pk>            lost_password.report_ask lost_password.report
POST  /lost_password/confirm/<pk>           lost_password.confirm
POST  /lost_password/reset/<pk>             lost_password.reset_ask lost_password.reset
"""  # noqa: E501  one line for one route

#: There when the settings name a provider (OpenID Connect), and only then; `test_oidc_routes` tries each.
_OIDC = """
GET   /oidc/start                 open.oidc_start
GET   /oidc/callback              open.oidc_callback
GET   /oidc/form                  own.oidc_form
POST  /oidc/link                  own.oidc_link
POST  /oidc/unlink                own.oidc_unlink
"""

_API = """
GET     /api/v1/{resource}/         {kind}.api_list
GET     /api/v1/{resource}/_info    {kind}.api_info
GET     /api/v1/{resource}/<pk>     {kind}.api_get
POST    /api/v1/{resource}/         {kind}.api_post
PUT     /api/v1/{resource}/<pk>     {kind}.api_put
DELETE  /api/v1/{resource}/<pk>     {kind}.api_delete
"""

_OTHER_API = """
GET   /api/v1/_openapi            own.api_description
GET   /api/v1/menu/               own.api_menu
POST  /api/v1/security/login      own.api_login
POST  /api/v1/security/refresh    own.api_refresh
POST  /api/v1/security/logout     own.api_logout
"""

Route = tuple[str, str]


def _read(table: str, **words: str) -> list[tuple[Route, tuple[str, ...]]]:
    """(method, address) and its questions, from the lines of a table."""
    for word, value in words.items():
        table = table.replace(f"{{{word}}}", value)
    lines = [line.split() for line in table.strip().splitlines()]
    return [((method, address), tuple(questions)) for method, address, *questions in lines]


#: (method, address) -> the questions of the matrix that go this way.
ROUTES: dict[Route, tuple[str, ...]] = dict(
    itertools.chain(
        *(_read(_CATALOG_SCREENS, catalog=key) for key in CATALOGS),
        *(_read(_API, resource=key, kind="catalog") for key in CATALOGS),
        *(_read(_LISTS, key=key, kind="catalog") for key in CATALOGS),
        *(_read(_LISTS, key=key, kind=key) for key in RECORDS),
        *(_read(_API, resource=key, kind=key) for key in RECORDS),
        *map(_read, (_PERSON_SCREENS, _UNIT_SCREENS, _DELEGATION_SCREENS, _OTHER_SCREENS, _OTHER_API)),
        *map(_read, (_CONFIDENTIALITY, _ACCOUNT_SCREENS, _ENTRIES, _ATTACHMENTS)),
        *(_read(_API_OF_ENTRIES, entry=key) for key in ENTRIES),
    )
)
#: The same for the routes of a provider.
OIDC_ROUTES: dict[Route, tuple[str, ...]] = dict(_read(_OIDC))
