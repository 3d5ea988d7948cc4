"""Pictures: each measure over time, drawn when somebody fetches it, for chat and for pages."""
