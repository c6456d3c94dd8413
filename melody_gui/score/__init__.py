"""The score in the window, and its pages as PDF and pictures."""
