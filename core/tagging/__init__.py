"""What kind of song it is: genres, moods, tags, and where in the song that is heard."""
