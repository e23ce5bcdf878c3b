"""What the settings choose, one file a subject: the app builds it, the doctor examines it."""
