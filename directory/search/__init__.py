"""Search: what a request means, who fits it, and why."""
