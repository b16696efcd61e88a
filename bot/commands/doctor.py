"""shopmate doctor: check the installation."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.markup import escape

from bot.commands.output import out, show_results
from bot.commands.run import Port, RasaPort


def doctor(
    port: Port = 8000,
    rasa_port: RasaPort = 5005,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a list.")] = False,
) -> None:
    """Check the installation, say what is wrong and how to mend it; ends with 1 when something is wrong."""
    from bot.doctor import examine
    from catalog.settings import load_settings

    findings = []
    for finding in examine(load_settings(), port=port, rasa_port=rasa_port):
        findings.append(finding)
        if not as_json:
            mark = "[red]wrong[/red]" if finding.is_wrong else "[yellow] note[/yellow]" if finding.mend else "   ok"
            out.print(f"{mark}  {finding.what}: {escape(finding.found)}", soft_wrap=True)
            if finding.mend:
                out.print(f"       {escape(finding.mend)}", soft_wrap=True)
    wrong = sum(finding.is_wrong for finding in findings)
    if as_json:
        show_results("", {"ok": not wrong, "findings": [asdict(finding) for finding in findings]}, as_json=True)
    if wrong:
        raise typer.Exit(1)
