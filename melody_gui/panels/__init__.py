"""What stands around the timeline and the score."""
