"""Hits over time: ``periods`` of the calendar, ``axes`` of a timeline, and its ``bars``."""
