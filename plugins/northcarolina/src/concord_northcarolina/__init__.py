"""The rules of North Carolina: the federal instrument, its sampling, the improvement plan."""
