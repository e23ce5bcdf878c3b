"""The changes, in order. A file that has been released is never edited; a new one is added after it."""
