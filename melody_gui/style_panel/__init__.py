"""The panel that says what kind of song it is."""
