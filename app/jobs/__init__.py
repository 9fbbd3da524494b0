"""Work that outlives a request: a row per job is the truth, one worker process does it."""
