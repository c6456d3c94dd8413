"""The window (to come): views on `core`, which knows nothing of them."""
