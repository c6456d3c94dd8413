"""The songs of the drummer: a table of all, searched by what they are, and those alike."""
