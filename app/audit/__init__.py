"""The history of changes: who, when, from where, by which path, from what to what."""
