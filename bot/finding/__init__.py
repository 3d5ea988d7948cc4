"""Finding: from the words of a search to the people who can be asked."""
