"""The worker process: takes jobs one after the other; killed at any moment, it loses none."""

import logging
import signal
import threading
import time
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.access.account_state import sign_in_refusal
from app.access.attempts import tidy_attempts
from app.access.grants import load_actor
from app.access.models import Account
from app.access.sessions import tidy_sessions
from app.audit.line_index import catch_up
from app.core import clock, shown
from app.core.actor import Channel, acting_as, system_actor
from app.core.database import reading, writing
from app.core.errors import DomainError
from app.core.words import say
from app.documents.filling.printing import remove_scratch
from app.files.store import remove_unfinished
from app.jobs.access_lines import log_result
from app.jobs.handlers import HANDLERS, Done, suffix_of
from app.jobs.heartbeat import Heartbeat
from app.jobs.models import Job
from app.jobs.schedule import queue_due
from app.jobs.services import (
    MOST_ATTEMPTS,
    Cancelled,
    claim_next,
    expired_results,
    job_finish,
    job_progress,
)

log = logging.getLogger(__name__)
IDLE_SECONDS = 0.5
TIDY_SECONDS = 600
SCHEDULE_SECONDS = 60
SORTING_SECONDS = 5
#: Noting progress costs a write to the disk; nobody looks more often than this.
PROGRESS_SECONDS = 1.0


def results_folder(data_dir: Path) -> Path:
    """Where results lie until they expire; outside the web root."""
    folder = data_dir / "results"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


class Worker:
    """Claims and runs jobs until told to stop."""

    def __init__(self, session: Any, data_dir: Path) -> None:
        self.session, self.data_dir = session, data_dir
        self.stopping = threading.Event()
        self.next_tidy = self.next_look = self.next_sorting = 0.0

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; a job in hand is finished by its lease, not by force."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        remove_scratch(results_folder(self.data_dir))  # of a worker that was killed
        with Heartbeat(self.data_dir):
            while not self.stopping.is_set():
                self.look_at_schedule()
                if not self.work_once():
                    self.sort_lines()
                    self.tidy_when_due()
                    self.stopping.wait(IDLE_SECONDS)

    def look_at_schedule(self) -> None:
        """Now and then queue what the schedule says is due."""
        if time.monotonic() < self.next_look:
            return
        self.next_look = time.monotonic() + SCHEDULE_SECONDS
        try:
            queue_due(self.session())
        except Exception:
            log.exception("the schedule could not be read")
        finally:
            self.session.remove()

    def sort_lines(self) -> None:
        """Every few seconds sort new lines of the log of access into the index of records."""
        if time.monotonic() < self.next_sorting:
            return
        self.next_sorting = time.monotonic() + SORTING_SECONDS
        try:
            with reading():
                catch_up(self.session())
        except SQLAlchemyError:
            log.exception("lines of the log of access could not be sorted in")
        finally:
            self.session.remove()

    def tidy_when_due(self) -> None:
        """Now and then remove what is past its time: results, half uploads, sessions, counted sign-ins."""
        if time.monotonic() < self.next_tidy:
            return
        self.next_tidy = time.monotonic() + TIDY_SECONDS
        try:
            for name in expired_results(self.session()):
                (results_folder(self.data_dir) / name).unlink(missing_ok=True)
            remove_unfinished(self.data_dir)
            tidy_sessions(self.session())
            tidy_attempts(self.session())
        finally:
            self.session.remove()

    def work_once(self) -> bool:
        """Run the next job, if there is one; whether there was."""
        session: Session = self.session()
        try:
            job = claim_next(session)
            if job is None:
                return False
            self._run(session, job)
            return True
        except Exception:
            log.exception("worker failed")
            session.rollback()
            return False
        finally:
            self.session.remove()

    def _run(self, session: Session, job: Job) -> None:
        if job.attempts > MOST_ATTEMPTS:
            job_finish(session, job.id, state="failed", message=say("Đã thử nhiều lần mà không xong."))
            return
        if job.account_id is None:
            with acting_as(system_actor(say("hệ thống: {title}", title=job.title), Channel.JOB)):
                self._carry_out(session, job)
            return
        account = session.get(Account, job.account_id)
        if account is None or sign_in_refusal(session, account, clock.today()):
            job_finish(session, job.id, state="failed", message=say("Tài khoản đã bị khóa hoặc hết hạn."))
            return
        actor = load_actor(session, account, Channel.JOB, job.address)
        with acting_as(actor):
            self._carry_out(session, job)

    def _carry_out(self, session: Session, job: Job) -> None:
        # A result that was noted with what it belongs to is kept when the job is taken up again.
        job_id, name = job.id, job.result or f"{job.id}-{clock.now():%Y%m%d%H%M%S}.{suffix_of(job)}"
        path = results_folder(self.data_dir) / name
        try:
            kind, title, options = job.kind, job.title, dict(job.options)
            session.commit()
            # A long read must not hold SQLite's write lock: progress is written meanwhile.
            with reading(), shown.collecting() as found:
                outcome = HANDLERS[kind](session, job, path, _progress(session, job_id))
                session.rollback()
            line = log_result(session, found, title)  # without it there is no result
        except Cancelled:
            path.unlink(missing_ok=True)
        except DomainError as error:
            session.rollback()
            job_finish(session, job_id, state="failed", message=error.message[:1000])
        except OSError:
            session.rollback()
            log.exception("job %s could not write its result", job_id)
            job_finish(session, job_id, state="failed", message=say("Không ghi được tệp kết quả (đĩa đầy?)."))
        except Exception:
            session.rollback()
            log.exception("job %s failed", job_id)
            job_finish(session, job_id, state="failed", message=say("Lỗi không mong đợi; đã ghi nhật ký."))
        else:
            done = outcome if isinstance(outcome, Done) else Done(outcome)
            values = {"progress": done.rows, "total": done.rows, "message": done.message, "access_line": line}
            values |= {"result_name": done.name}
            if done.shown is not None:
                values |= {"options": {**options, "shown": done.shown}}
            job_finish(session, job_id, state="done", result=name if path.exists() else "", **values)


def _progress(session: Session, job_id: int) -> Any:
    """Progress goes through a connection of its own: the job's own read stays one snapshot."""
    bind, due = session.get_bind(), 0.0

    def report(done: int) -> None:
        nonlocal due
        if time.monotonic() < due:
            return
        due = time.monotonic() + PROGRESS_SECONDS
        with writing(), Session(bind) as own:
            job_progress(own, job_id, done)

    return report
