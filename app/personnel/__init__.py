"""People, their placements and statuses; every change goes through the services here."""
