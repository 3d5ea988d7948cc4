"""Sending: notices that are due, from the row to a letter on its way, and what became of it."""
