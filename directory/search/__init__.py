"""Understands requests, finds who fits best, and says why."""

from directory.search.explain import Match
from directory.search.fields import MatchKind
from directory.search.index import Hit, SearchIndex
from directory.search.request import Concept, Correction, LeftOut, Understood
from directory.search.when import Window

__all__ = ["Concept", "Correction", "Hit", "LeftOut", "Match", "MatchKind", "SearchIndex", "Understood", "Window"]
