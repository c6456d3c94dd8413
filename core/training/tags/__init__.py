"""Training what hears genres, moods and tags: teachers, labelled folders, loops."""
