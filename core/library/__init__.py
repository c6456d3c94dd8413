"""The songs of a drummer, what kind each of them is, and which of them are alike."""
