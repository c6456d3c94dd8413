"""Networks that hear what kind of song it is: one family, the same entrance and exit for all."""
