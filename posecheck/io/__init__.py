"""The outside world: cameras, clips, models, files."""
