"""Prepare the data folder and database that the environment names; run in a process of its own."""

from app import create_app
from app.setup import prepare
from config import Settings
from tests.support.hashes import use_cheap_hashes

if __name__ == "__main__":
    use_cheap_hashes()
    prepare(create_app(Settings.from_environment()))
