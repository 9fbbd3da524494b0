"""Records as a browser sends them: added by their form; acts first asked about, then confirmed."""

from tests.support.cast import DECISION, OTHER_WARD, catalog_id, unit_id


def add(client, form):
    """The id of the record a form made."""
    answer = client.post_form("/person/add", form)
    assert answer.status_code == 302, text_of(answer)[:3000]
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def refusal(client, form):
    """The page of a form that was refused."""
    answer = client.post_form("/person/add", form)
    assert answer.status_code == 422
    return text_of(answer)


def act(client, name, ids, **form):
    return client.post_form("/person/action_post", {"action": name, "rowid": ids, **form})


def do(client, name, ids, **form):
    return act(client, name, ids, confirmed="1", **form)


def transfer_form(product, target=OTHER_WARD, **changes):
    return {"target_unit": unit_id(product, target), **DECISION, **changes}


def status_form(product, status, **changes):
    return {"employment_status": catalog_id(product, "employment_status", status), **DECISION, **changes}


def text_of(answer):
    return answer.get_data(as_text=True)
