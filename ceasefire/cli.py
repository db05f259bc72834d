"""The shell command `ceasefire`: words to calls, no logic.

In: what a person types. Out: lines on the screen and an exit code: 0 all is well, 1 faults were
found or nothing could be made, 2 the command was used wrongly. A person's mistake never shows a
traceback: `main` is the one place that turns it into a line. Each command imports what it needs,
so that help comes at once.
"""

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from ceasefire.errors import BuildError, ParameterError, UserError

FAULTY, MISUSED, STOPPED = 1, 2, 130
LISTED = 20  # what cannot be checked is listed so far, and beyond that counted

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
    for citation in result.by_url[:LISTED]:
        typer.echo(f"  {citation}")
    if len(result.by_url) > LISTED:
        typer.echo(f"  and {len(result.by_url) - LISTED} more")
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


@app.command("harvest")
def take_in_harvest(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="Folder of the harvest's files.")],
    data: Data = "",
) -> None:
    """Make the rows of the wider record anew from a harvest of public pages.

    Rows that a person wrote stay; what was decided about a harvested row stands in
    `raw/recodings.csv`, who and what is meant in the package's folder `harvest`.

    Example: `ceasefire harvest harvests/2026-11-22`
    """
    from ceasefire.ingest.harvest import convert
    from ceasefire.package import open_package, write_raw

    package = open_package(data)
    tables = convert(Path(folder), package.root / "harvest", package)
    changed = write_raw(package, tables)
    typer.echo(
        f"{sum(map(len, tables.values()))} rows in {len(tables)} tables; "
        + (f"changed: {', '.join(changed)}" if changed else "nothing changed")
    )


Out = _folder("--out", "Folder of the site; _build/site in the project if not given.")
Jobs = Annotated[int, typer.Option("--jobs", min=0, help="Tasks at a time; 0: one a processor.")]


@app.command("build")
def build_book(
    edition: Annotated[
        list[str] | None,
        typer.Option("--edition", "-e", metavar="NAME", help="An edition's name; repeatable."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every edition of the list.")] = False,
    parameters: Annotated[
        list[str] | None,
        typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="One parameter; repeatable."),
    ] = None,
    out: Out = "",
    data: Data = "",
    jobs: Jobs = 0,
    scheduler: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Run notebooks on a Dask cluster: tcp://…:8786")
    ] = "",
    url: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Where the site will be: https://…; kept for later."),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of each notebook why it runs, or does not.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what fails.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="End with a summary as JSON.")] = False,
) -> None:
    """Bring the book up to date: run what changed, build its editions, put each in place whole.

    Without an edition, the first of the list (`ceasefire editions`). With parameters of your own,
    an edition of its own, beside the others. What fails leaves what was published as it was.

    Examples: `ceasefire build` · `ceasefire build --all` · `ceasefire build -p as_of=2018-10-16` ·
    `ceasefire build --edition viewpoint-russia --explain`

    Ends with 0: all is well; 1: faults in the data, or something could not be built; 2: used
    wrongly; 130: stopped by Ctrl-C.
    """
    from ceasefire.publish.build import refresh
    from ceasefire.publish.progress import shown
    from ceasefire.publish.workers import cluster

    own = _named(parameters or [])
    if (data or "data_dir" in own) and not out:
        raise ParameterError(
            "other data need a site of their own, or they would take the place of this one; "
            "accepted: --data DIR with --out DIR"
        )
    chosen = _editions(edition or [], every, own)
    place = cluster(scheduler) if scheduler else nullcontext()
    with shown(quiet or as_json) as progress, place as executor:
        summary = refresh(
            chosen,
            Path(out) if out else None,
            data or str(own.get("data_dir", "")),
            jobs,
            progress,
            executor,
            url,
        )
    if explain and not as_json:  # the summary has them too
        typer.echo("\n".join(summary.reasons))
    if as_json:
        typer.echo(summary.as_json())
    elif not quiet:
        typer.echo(summary.in_words())
        typer.echo(f"The book: {summary.first_page}")


@app.command("pdf")
def print_book(
    edition: Annotated[
        str | None,
        typer.Option("--edition", "-e", metavar="NAME", help="The first one if not given."),
    ] = None,
    out: Annotated[
        str | None, typer.Option("--out", metavar="FILE", help="_build/NAME.pdf if not given.")
    ] = None,
) -> None:
    """Bring one edition up to date and print it: one tagged PDF, with Chromium.

    Examples: `ceasefire pdf` · `ceasefire pdf --edition wider-record --out idlib.pdf`
    """
    from ceasefire.publish.build import SITE, refresh
    from ceasefire.publish.paper import must_be_writable, write_pdf
    from ceasefire.publish.progress import shown

    chosen = _editions([] if edition is None else [edition], False, {})
    target = SITE.parent / f"{chosen[0].name}.pdf" if out is None else Path(out)
    SITE.parent.mkdir(exist_ok=True)
    must_be_writable(target)
    with shown(False) as progress:
        refresh(chosen, progress=progress)
    sheets = write_pdf(SITE / chosen[0].name, chosen[0].title, target)
    typer.echo(f"{sheets} pages: {target.resolve()}")


@app.command("editions")
def list_editions(out: Out = "") -> None:
    """List the editions: name, title, parameters, and whether each is published.

    Example: `ceasefire editions`
    """
    from ceasefire.publish import site
    from ceasefire.publish.build import SITE
    from ceasefire.publish.editions import read_editions

    there = site.published(Path(out) if out else SITE)
    listed = read_editions()
    width = max(len(edition.name) for edition in listed)
    for edition in listed:
        chosen = ", ".join(f"{k}={v}" for k, v in edition.parameters.items()) or "all defaults"
        state = "published" if edition.name in there else "not built"
        typer.echo(f"{edition.name:<{width}}  {state:<9}  {edition.title} ({chosen})")
    for name in there:
        if name not in {edition.name for edition in listed}:
            typer.echo(f"{name:<{width}}  published  {there[name]} (not in the list)")


@app.command("serve")
def serve_book(
    out: Out = "",
    port: Annotated[int, typer.Option(help="Where the browser finds it; 0: any free one.")] = 8000,
) -> None:
    """Show the first edition in the browser, and build it anew whenever a file is saved.

    Example: `ceasefire serve`
    """
    from ceasefire.publish.serve import serve

    serve(Path(out) if out else None, port, tell=typer.echo)


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
        if name.strip() in named:
            raise ParameterError(
                f"parameter {name.strip()!r}: given twice, {named[name.strip()]!r} and {value!r}; "
                "accepted: each once"
            )
        digits = value.removeprefix("-")
        named[name.strip()] = int(value) if digits.isascii() and digits.isdigit() else value
    return named


def _editions(names: list[str], every: bool, own: dict[str, str | int]) -> list:
    """The editions that a person asks for; ParameterError for a name that is not in the list."""
    from ceasefire.parameters import closest
    from ceasefire.publish.editions import edition_of, read_editions

    listed = {edition.name: edition for edition in read_editions()}
    for name in names:
        if name not in listed:
            raise ParameterError(
                f"edition {name!r} is unknown{closest(name, listed)}; accepted: "
                f"{', '.join(listed)}, or parameters of your own with -p"
            )
    chosen = list(listed.values()) if every else [listed[name] for name in dict.fromkeys(names)]
    chosen = chosen or [next(iter(listed.values()))]
    if not {name for name in own if name != "data_dir"}:
        return chosen
    if every or len(chosen) > 1:
        raise ParameterError("-p goes with one edition; accepted: --edition NAME -p name=value")
    return [edition_of({**chosen[0].parameters, **own})]


def main(words: list[str] | None = None) -> None:
    """Run one command; `words` are those after the program's name, the shell's own if None."""
    try:
        app(words, prog_name="ceasefire")
    except SystemExit as end:
        if end.code == STOPPED:  # Ctrl-C
            _leave("stopped; what was published stands as it was", STOPPED)
        raise
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
