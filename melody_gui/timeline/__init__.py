"""The timeline of a song: `timeline_view.TimelineView` and its parts."""
