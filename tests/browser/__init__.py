"""Tests at a real browser; what they share lasts as long as one runs after the other."""
