"""Settings from the environment, each checked before anything starts.

`Settings.from_environment()` reads and checks, `Settings.flask_config()` says it in the words of Flask and
its extensions. Nothing here imports Flask, so commands, jobs and tests can read settings alone.
"""

from config.network import OidcSettings
from config.places import BackupSettings, make_data_dir, sqlite_driver
from config.reading import ROOT, SettingsError
from config.secret import derived_secret, is_known_secret, store_once, stored_secret
from config.settings import Settings

__all__ = [
    "ROOT",
    "BackupSettings",
    "OidcSettings",
    "Settings",
    "SettingsError",
    "derived_secret",
    "is_known_secret",
    "make_data_dir",
    "sqlite_driver",
    "store_once",
    "stored_secret",
]
