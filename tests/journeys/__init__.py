"""Whole stories in a real browser. Helpers are nouns: a hand, a form, a case, a desk; the tests tell the story."""
