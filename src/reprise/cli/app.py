"""The commands, each in a file of its own."""

from __future__ import annotations

import typer

from reprise.cli import daily, doctor, papers, results, run, words

app = typer.Typer(
    name="reprise",
    help="Representation learning that people can run.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("list")(papers.list_papers)
app.command("show")(papers.show)
app.command("run")(run.run)
app.command("results")(results.results)
app.command("doctor")(doctor.doctor)
app.add_typer(words.app, name="words")
app.add_typer(daily.app, name="daily")


@app.callback(invoke_without_command=True)
def version(show: bool = typer.Option(False, "--version", help="Print the version and stop.")) -> None:
    """Representation learning that people can run."""
    if show:
        from reprise import __version__

        print(__version__)
        raise typer.Exit
