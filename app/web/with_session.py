"""The database session of a request, for views."""

from sqlalchemy.orm import Session

from app.core.database import db


class WithSession:
    """Adds `session`: the session itself, not its registry, so that listeners hear this request alone."""

    @property
    def session(self) -> Session:
        session: Session = db.session()
        return session
