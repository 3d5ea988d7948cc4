"""Consultations: what becomes of one after it is booked, in both calendars and afterwards."""
