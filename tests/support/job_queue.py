"""Jobs as tests handle them: queued from a screen, looked at, worked on in this process."""

from app.jobs.models import Job
from app.jobs.worker import Worker
from tests.support.cast import as_system


def start(client):
    answer = client.post_form("/person/export", {})
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def job_of(product, job_id):
    with as_system(product) as session:
        return session.get(Job, job_id)


def change(product, job_id, **values):
    with as_system(product) as session:
        job = session.get(Job, job_id)
        for name, value in values.items():
            setattr(job, name, value)
        session.commit()


def work(product):
    with product.app.app_context():
        return Worker(product.db.session, product.settings.data_dir).work_once()


def results(product):
    folder = product.settings.data_dir / "results"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []
