"""Loads every declaration in order; nothing is declared afterwards."""

from sqlalchemy.orm import configure_mappers

from app import catalogs
from app.access import consents as access_consents
from app.access import holders as access_holders
from app.access import models as access_models
from app.access import second_step_models, sign_in_models
from app.access import sessions as account_sessions
from app.accounts import lost_passwords
from app.accounts import requests as account_requests
from app.audit import access_models as audit_access_models
from app.audit import bulk as audit_bulk
from app.audit import models as audit_models
from app.catalogs import services as catalog_services
from app.core import things
from app.files import models as file_models
from app.organisation import services as organisation_services
from app.personnel import actions, attachment_models, entries, entry_services, held_by_units, paths, services
from app.reports import models as report_models
from app.settings import deadlines, names
from app.settings import models as setting_models
from app.settings import security as security_settings

__all__ = ["load"]

#: Named so that every module that declares or plugs something in is imported, and seen to be used.
_LOADED = (
    catalogs,
    access_consents,
    access_models,
    account_sessions,
    second_step_models,
    sign_in_models,
    audit_access_models,
    access_holders,
    account_requests,
    lost_passwords,
    audit_bulk,
    audit_models,
    file_models,
    organisation_services,
    actions,
    attachment_models,
    entries,
    held_by_units,
    paths,
    services,
    report_models,
    setting_models,
    deadlines,
    names,
    security_settings,
)
_done = False


def load() -> None:
    """Check the declarations against each other and make the mappers; DeclarationError if they clash."""
    global _done
    if not _done:
        things.check_references()
        catalog_services.install()
        entry_services.install()
        configure_mappers()
        _done = True
