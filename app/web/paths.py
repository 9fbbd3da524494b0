"""Which paths speak JSON."""


def is_api(path: str) -> bool:
    """Whether a path belongs to the REST API."""
    return path.startswith("/api/")
