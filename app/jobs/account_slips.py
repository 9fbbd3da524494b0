"""Personal accounts for a branch, with their slips as the result: both or neither (Điều 6.5, 7.1)."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.personal import count_without_account, personal_issue_unit
from app.accounts.slips import Slip
from app.core.database import writing
from app.core.words import say
from app.documents.account_papers import slips_pdf
from app.jobs.models import Job
from app.jobs.services import Cancelled


def issue_slips(session: Session, job: Job, path: Path, progress: Callable[[int], None]) -> tuple[int, str]:
    """The number of accounts made, and what is left to do.

    The file stands on the disk, and the job names it, before the accounts are committed: a worker that
    is killed loses no password. Taken up again, a job whose accounts were made keeps its file.
    """
    unit_id, address, job_id = int(job.options["unit"]), str(job.options["address"]), int(job.id)

    def keep(slips: Sequence[Slip]) -> None:
        path.write_bytes(slips_pdf(slips, address))
        running = update(Job).where(Job.id == job_id, Job.state == "running")
        noted = running.values(result=path.name)
        if not session.execute(noted, execution_options={"synchronize_session": False}).rowcount:  # type: ignore[attr-defined]
            path.unlink()
            raise Cancelled

    with writing():
        made = job.total if path.exists() else personal_issue_unit(session, unit_id, keep, progress)
        left = count_without_account(session, unit_id)
        session.rollback()
    return made, _told(left)


def _told(left: int) -> str:
    sentence = say(
        "Tệp có mật khẩu lần đầu: in và giao cho từng người. "
        "Tệp được giữ 03 ngày, chỉ tài khoản này tải được."
    )
    if left:
        more = say("Còn {left} người chưa có tài khoản; cấp tiếp ở mục Tài khoản.", left=left)
        sentence = f"{sentence} {more}"
    return sentence
