"""The shell command `ceasefire`: words to calls, no logic.

In: what a person types. Out: lines on the screen and an exit code: 0 all is well, 1 faults were
found or nothing could be made, 2 the command was used wrongly. A person's mistake never shows a
traceback: `main` is the one place that turns it into a line. Each command imports what it needs,
so that help comes at once.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ceasefire.errors import BuildError, ParameterError, UserError

FAULTY, MISUSED = 1, 2

app = typer.Typer(
    help="Were the deals kept? From coded reports to a book that traces every figure.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)

def _folder(name: str, words: str):
    """An option that takes a folder."""
    return Annotated[str, typer.Option(name, metavar="DIR", help=words)]


Data = _folder("--data", "Data package; the project's own if not given.")


@app.command("check")
def check_package(data: Data = "") -> None:
    """Check the tables: every fault in one run, with file, row, column and what to do.

    Examples: `ceasefire check` · `ceasefire check --data ../another-ceasefire/data`
    """
    from ceasefire.clean.tables import clean
    from ceasefire.package import open_package

    _report_faults(data)
    lost = clean(open_package(data)).quarantine.to_dict("records")
    typer.echo("no faults" + (", but words that nobody can read, used nowhere:" if lost else ""))
    for row in lost:
        typer.echo(
            f"  {row['table']} {row['row']}, {row['field']}: {row['token']!r} "
            f"({row['source_id']} ¶{row['locator']}): {row['reason']}; correct the token in "
            "citations, or say in corrections what it means"
        )


@app.command("verify")
def verify_tokens(
    texts: _folder("--texts", "Folder of the texts, files named *.txt."),
    data: Data = "",
) -> None:
    """Check every quoted word against the texts, and every date and number of the texts.

    The texts are the publishers' and not part of the project; each is known by its SHA-256.

    Example: `ceasefire verify --texts texts`
    """
    from ceasefire.package import open_package
    from ceasefire.verify import verify

    result = verify(open_package(data), texts)
    for fault in result.faults:
        typer.echo(str(fault))
    if result.by_url:
        typer.echo("Cited by URL, not checked here:")
    for citation in result.by_url:
        typer.echo(f"  {citation}")
    typer.echo(result.summary)
    if not result.ok:
        raise typer.Exit(FAULTY)


@app.command("clean")
def clean_tables(
    data: Data = "",
    out: _folder("--out", "Where to; clean/ in the data package if not given.") = "",
) -> None:
    """Write the clean tables, as Parquet and CSV: every token resolved, or set apart with a reason.

    Examples: `ceasefire clean` · `ceasefire clean --out /tmp/clean`
    """
    from ceasefire.clean.facts import clean_frames
    from ceasefire.clean.tables import clean
    from ceasefire.package import open_package, write_clean

    _report_faults(data)
    package = open_package(data)
    cleaned = clean(package)
    folder = Path(out) if out else package.root / "clean"
    files = write_clean(clean_frames(cleaned), folder)
    typer.echo(
        f"{len(files)} files in {folder}; of {len(cleaned.citations)} citations "
        f"{len(cleaned.quarantine)} set apart in quarantine"
    )


@app.command("build")
def build_book(
    out: _folder("--out", "Where the pages go; _build/html in the project if not given.") = "",
    parameters: Annotated[
        list[str] | None,
        typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="One parameter; repeatable."),
    ] = None,
    data: Data = "",
) -> None:
    """Run the notebooks and make the book; a book that fails leaves the last one as it was.

    Examples: `ceasefire build` · `ceasefire build -p as_of=2018-10-16 -p viewpoint=monitors`
    """
    from ceasefire.publish.build import build

    named = _named(parameters or []) | ({"data_dir": data} if data else {})
    first_page = build(named, Path(out) if out else None, tell=typer.echo)
    typer.echo(f"The book: {first_page}")


@app.command("accept")
def accept_outputs() -> None:
    """Run the notebooks again in place and keep what they show now as what is right.

    Example: `ceasefire accept`
    """
    from ceasefire.publish.accept import accept

    changes = accept(tell=typer.echo)
    for change in changes:
        typer.echo(str(change))
    typer.echo(f"{len(changes)} of the stored outputs changed" if changes else "nothing changed")


def _report_faults(data: str) -> None:
    """Print the faults of a package and leave with code 1 where there are any."""
    from ceasefire.check import check

    faults = check(data)
    for fault in faults:
        typer.echo(str(fault))
    if faults:
        files = len({fault.file for fault in faults})
        some = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        typer.echo(f"{some} in {files} file{'s' * (files != 1)}")
        raise typer.Exit(FAULTY)


def _named(words: list[str]) -> dict[str, str | int]:
    """Parameters typed as name=value; whole numbers become numbers, as papermill has it."""
    named: dict[str, str | int] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name.strip():
            raise ParameterError(
                f"parameter {word!r}: accepted: name=value, such as -p as_of=2018-10-16"
            )
        digits = value.removeprefix("-")
        named[name.strip()] = int(value) if digits.isascii() and digits.isdigit() else value
    return named


def main(words: list[str] | None = None) -> None:
    """Run one command; `words` are those after the program's name, the shell's own if None."""
    try:
        app(words, prog_name="ceasefire")
    except BuildError as error:
        _leave(str(error), FAULTY)
    except UserError as error:
        _leave(str(error), MISUSED)
    except OSError as error:
        _leave(f"{error.filename or 'a file'}: {error.strerror or error}", FAULTY)


def _leave(message: str, code: int) -> None:
    """Say one line where errors belong, and end with this code."""
    typer.echo(message, err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
