"""What a person's mistake raises: one message, no traceback, in a shell and in a notebook alike."""


class UserError(ValueError):
    """A mistake that the person at the keyboard can mend; ``str()`` is the whole message."""

    def _render_traceback_(self) -> list[str]:
        """IPython prints these lines in place of a traceback."""
        return [f"{type(self).__name__}: {self}"]


class PackageError(UserError):
    """The data package cannot be read: what, where, found, accepted, what to do."""


class ParameterError(UserError):
    """A parameter is unknown, of a wrong type, impossible, or names what the data does not hold."""


class BuildError(UserError):
    """A book could not be made; the last published one stands as it was."""
