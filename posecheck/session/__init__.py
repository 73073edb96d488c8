"""Runs a session, live or recorded, without a window."""
