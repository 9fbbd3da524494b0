"""Every way to put a case to the product, loaded."""

from tests.matrix import ask_catalog, ask_list, ask_other, ask_person, ask_unit
from tests.matrix.asking import QUESTIONS

__all__ = ["QUESTIONS", "WAYS"]

WAYS = (ask_catalog, ask_list, ask_other, ask_person, ask_unit)
