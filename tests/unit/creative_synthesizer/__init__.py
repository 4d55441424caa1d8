"""The Creative Synthesizer."""
