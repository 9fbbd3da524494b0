"""``python -m form_templates``: write every template anew."""

from app.documents.forms.registry import FORMS
from form_templates.all import drawn


def main() -> None:
    """The same drawing makes the same bytes, so an unchanged form shows no difference."""
    for form in FORMS.values():
        form.template.parent.mkdir(exist_ok=True)
        form.template.write_bytes(drawn(form.code))
        print(form.template.name)


if __name__ == "__main__":
    main()
