"""Files that ship with Melody: the network's weights and a demo song, each with its card."""
