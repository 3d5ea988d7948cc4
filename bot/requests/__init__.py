"""Requests: from asking somebody to a consultation, and all that the people of one may press meanwhile."""
