"""The only package that knows requests and Flask-AppBuilder."""

from flask import Flask

from app.web.register import register_web

__all__ = ["Flask", "register_web"]
