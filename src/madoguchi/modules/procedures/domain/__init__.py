"""Procedure packs as data: reading, checking, compiling, fees and overlays. No database, no HTTP."""
