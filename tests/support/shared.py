"""One folder for a whole test run, whatever the number of worker processes."""

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class SharedFolder:
    """What is slow to make is made once in it, by the first worker process that asks."""

    path: Path

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """The answer of `make`, made at most once in the run; a failure is raised to everyone who asks."""
        with self._locked(name):
            answer = self.find(name) or self._keep(name, _attempt(make))
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["value"]

    def find(self, name: str) -> dict[str, Any] | None:
        """What stands under the name so far: {"value": ...}, {"error": ...} or None."""
        path = self._answer(name)
        return json.loads(path.read_text()) if path.exists() else None

    def _keep(self, name: str, answer: dict[str, Any]) -> dict[str, Any]:
        self._answer(name).write_text(json.dumps(answer))
        return answer

    def _answer(self, name: str) -> Path:
        return self.path / f"{name}.json"

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        with open(self.path / f"{name}.lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _attempt(make: Callable[[], Any]) -> dict[str, Any]:
    try:
        return {"value": make()}
    except RuntimeError as error:
        return {"error": str(error)}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
