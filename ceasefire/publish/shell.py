"""IPython's shell without a kernel: what a cell shows is kept as a notebook's outputs.

In: source code. Out: outputs as notebooks store them. Called by ``publish.notebooks``.
"""

import io

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config


class Printed(io.TextIOBase):
    """What a cell prints, in its place among the outputs; noted in a file too, if one is named."""

    def __init__(self, name: str, outputs: list[dict], journal: str = ""):
        self._name, self._outputs, self._journal = name, outputs, journal

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not self._outputs or self._outputs[-1].get("name") != self._name:
            self._outputs.append({"output_type": "stream", "name": self._name, "text": ""})
        self._outputs[-1]["text"] += text
        if self._journal:
            with open(self._journal, "a", encoding="utf-8") as journal:
                journal.write(text)
        return len(text)


class _Hook(DisplayHook):
    """The value of a cell's last line becomes its result."""

    def __call__(self, result: object = None) -> None:
        if result is None or self.quiet():
            return
        data, metadata = self.compute_format_data(result)
        self.shell.outputs.append(
            {
                "output_type": "execute_result",
                "data": data,
                "metadata": metadata,
                "execution_count": self.prompt_count,
            }
        )


class _Publisher(DisplayPublisher):
    """What a cell displays."""

    def publish(self, data: dict, metadata: dict | None = None, **_options: object) -> None:
        self.shell.outputs.append(
            {"output_type": "display_data", "data": data, "metadata": metadata or {}}
        )


class Shell(InteractiveShell):
    """A shell that neither prints nor remembers between runs."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)

    @classmethod
    def fresh(cls) -> "Shell":
        """A new shell, the one that ``display`` finds; one from before is forgotten."""
        InteractiveShell.clear_instance()
        cls.clear_instance()
        config = Config({"HistoryManager": {"enabled": False}, "Shell": {"colors": "nocolor"}})
        shell = cls.instance(config=config)
        shell.outputs = []
        return shell

    def enable_gui(self, _gui: object = None) -> None:
        """There is no screen."""

    def _showtraceback(self, etype: type, evalue: BaseException, lines: list[str]) -> None:
        self.outputs.append(
            {
                "output_type": "error",
                "ename": etype.__name__,
                "evalue": str(evalue),
                "traceback": list(lines),
            }
        )
