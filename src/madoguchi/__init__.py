"""Madoguchi (窓口): the digital municipality that a prefecture and its municipalities run together."""

__version__ = "0.1.0"
