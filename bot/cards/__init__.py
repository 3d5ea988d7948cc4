"""Every word that people read, as pure functions from what is true to a card or a form."""
