"""The menu an actor sees, made once for each set of rights and kept."""

from typing import Any

from flask import request
from flask_appbuilder.menu import Menu
from flask_babel import get_locale

from app.core.actor import current_actor

#: More sets of rights than this, and the memory starts anew.
MOST_KEPT = 200


class KeptMenu(Menu):
    """Flask-AppBuilder's menu, without what made each page slow.

    The stock list of names holds every name twice for each category after it (80,000 names for
    our 67 entries), and asks for the right to each of them once per category.
    """

    def __init__(self) -> None:
        super().__init__()
        self._kept: dict[Any, list[Any]] = {}

    def get_flat_name_list(self, menu: Any = None, result: Any = None) -> list[str]:
        """The name of every entry, once."""
        names = []
        for item in menu or self.menu:
            names.append(item.name)
            names += self.get_flat_name_list(item.childs) if item.childs else []
        return names

    def get_data(self, menu: Any = None) -> list[Any]:
        """The entries the actor may open; not to be changed by the caller.

        What decides is in the key: the actor's grants, the language, the address of the program.
        """
        if menu is not None:
            return list(super().get_data(menu))
        actor = current_actor()
        key = (actor and (actor.grants, actor.is_system), str(get_locale()), request.script_root)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = list(super().get_data())
        return found
