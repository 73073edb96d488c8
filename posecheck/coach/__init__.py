"""What to say and what comes next. Pure."""
