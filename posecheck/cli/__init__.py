"""The commands. Wires rooms together; everything heavy is imported by the command that needs it."""

from posecheck.cli.app import main

__all__ = ["main"]
