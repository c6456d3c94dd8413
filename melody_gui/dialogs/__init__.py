"""Dialogs, and the page that is shown without a song."""
