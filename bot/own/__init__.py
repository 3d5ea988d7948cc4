"""What is one's own: home, what is going on for somebody, and what they set for themselves."""
