"""Accounts, roles, grants on subtrees, and the scope every statement passes."""
