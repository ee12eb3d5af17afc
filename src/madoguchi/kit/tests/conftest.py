"""Hypothesis without a deadline: the holidays of a year take 50 ms once, and a busy machine is no bug."""

from hypothesis import settings

settings.register_profile("kit", deadline=None)
settings.load_profile("kit")
