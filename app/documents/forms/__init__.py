"""Papers that go out: a record's values put into the templates of the official forms, as .docx and PDF.

Knows no database. `values` is what the record hands over, `registry` which forms there are.
"""
