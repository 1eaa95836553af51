"""Audiences: whom to reach, whom to leave out, and the file to upload."""
