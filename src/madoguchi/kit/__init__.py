"""Pure Python that every floor of the house may use: Japanese dates, text, codes, money, working days.

Knows no Django and no database, reads no clock and no settings: the same input gives the same answer.
The one thing drawn from outside is `secrets` in `checkdigits.random_reference`.
"""
