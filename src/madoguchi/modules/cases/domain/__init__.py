"""Pure rules of the desk: flows and acts, the clock of the standard period, the make-up of numbers."""
