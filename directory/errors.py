"""The family of errors whose message is a sentence that people read."""


class FindExpertError(Exception):
    """Something went wrong that a person can understand. ``str(error)`` is one plain sentence, safe to show anybody."""


class NotFoundError(FindExpertError):
    """What was asked for is not in the directory, or no longer."""


class NotReadyError(FindExpertError):
    """Asked too early: it works in a moment."""


class WrongFileError(FindExpertError):
    """A file that somebody gave us cannot be used: the sentence says which, where and why."""


class SettingError(FindExpertError):
    """A setting is missing or wrong: the sentence names it and says how to mend it."""


class WrongValueError(FindExpertError):
    """What somebody gave for one field cannot be used: the sentence says why and what would do."""
