"""Settings an administrator changes in screens: declared once, each with its source."""
