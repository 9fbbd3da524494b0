"""The grammar: things, fields, partial dates, actors, errors. Names no noun of the domain."""
