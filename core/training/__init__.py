"""Training: synthesis of songs, datasets, losses, loops. Nothing that a drummer's app imports."""
