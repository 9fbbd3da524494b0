"""From a record to its papers: what each item of the official forms takes from the person and its entries.

`records` reads within the right to print, `resume` and `supplement` turn what was read into texts,
`papers` is what others call.
"""
