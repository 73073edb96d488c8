"""Draws bodies, plots and reports."""
