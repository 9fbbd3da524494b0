"""Backups and their restoring (Điều 9.13, 13.4): whole, consistent, encrypted, and proven by reading back."""
