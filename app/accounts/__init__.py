"""Accounts as the Quy chế wants them kept: issued, held, handed over, locked, asked for (Điều 6, 17.6)."""
