"""Everything that touches the world: chat platforms, the web, the terminal, the clock."""
