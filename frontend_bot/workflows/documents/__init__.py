"""Transcripts read by a language model: in parts, with the place of everything, nothing kept that was not said."""
