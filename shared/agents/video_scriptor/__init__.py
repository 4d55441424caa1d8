"""The Video Scriptor agent; import `VideoScriptor`, `check_constraints` and `seed_templates` from their modules."""
