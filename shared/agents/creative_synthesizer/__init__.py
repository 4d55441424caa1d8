"""The Creative Synthesizer agent; import `CreativeSynthesizer` from its module."""
