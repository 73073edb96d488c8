"""posecheck: counts and corrects home back-pain exercises in front of a camera."""

__version__ = "0.1.0"
