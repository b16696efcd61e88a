"""shopmate messages: what shoppers left for the people of the shop, and their answers."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer
from rich.markup import escape

from bot.commands.opened import opened_store, send_now
from bot.commands.output import err, out

app = typer.Typer(help="What shoppers left for the people of the shop; answer and close it.")
Number = Annotated[int, typer.Argument(help="The number of the message.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]


@app.callback(invoke_without_command=True)
def messages(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Closed messages too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the open messages, newest first, each with what the assistant knew."""
    if context.invoked_subcommand:
        return
    from catalog.messages import MessageDesk, as_facts

    with opened_store() as (settings, store):
        desk = MessageDesk(store, settings)
        found = [as_facts(message, desk.reach(message)) for message in store.shop_messages(only_open=not everything)]
    for facts in found:
        if as_json:
            print(json.dumps(facts, ensure_ascii=False))
            continue
        state = "" if facts["open"] else "  (closed)"
        out.print(f"[bold]{facts['number']}[/bold]  {facts['at']}  {escape(facts['contact'] or 'no address')}{state}")
        out.print(f"    {escape(facts['text'])}", soft_wrap=True)
        for name, value in facts["context"].items():
            told = "\n          ".join(value) if isinstance(value, list) else str(value)
            out.print(f"    [dim]{name}: {escape(told)}[/dim]", soft_wrap=True)
        if facts["answer"]:
            out.print(f"    answered: {escape(facts['answer'])}", soft_wrap=True)
    if not found:
        err.print("There is no message." if everything else "There is no open message.")


@app.command()
def close(number: Number) -> None:
    """Mark a message as dealt with."""
    from catalog.messages import MessageDesk

    with opened_store() as (settings, store):
        MessageDesk(store, settings).close(number)
    out.print(f"Message {number} is closed.")


@app.command()
def answer(
    number: Number, text: Annotated[str, typer.Argument(help="The answer; - reads it from standard input.")]
) -> None:
    """Answer a message, by e-mail and in the shopper's chat, and close it."""
    from catalog.messages import MessageDesk

    with opened_store() as (settings, store):
        reach = MessageDesk(store, settings).answer(number, sys.stdin.read() if text == "-" else text)
        sent = send_now(settings, store)
    told = "is sent" if sent else "is kept; it goes out as soon as the mail server takes it"
    out.print(f"The answer to message {number} {told if reach == 'mail' else 'stands in the chat'}.")
