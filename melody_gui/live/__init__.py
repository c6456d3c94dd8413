"""The live microphone preview: strokes on the screen as they are played."""
