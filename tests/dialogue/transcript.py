"""Talks to a running shop and prints what was said, to be read aloud.

    .venv/bin/python -m tests.dialogue.transcript http://127.0.0.1:8000 < sentences.txt

An empty line starts a new conversation.
"""

from __future__ import annotations

import sys

import httpx

from tests.service import Visitor


def main() -> None:
    address = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    visitor = _visitor(address)
    for line in sys.stdin:
        text = line.strip()
        if not text:
            print("\n" + "-" * 60)
            visitor = _visitor(address)
            continue
        print(f"\n> {text}")
        for message in visitor.say(text):
            print(message["text"])
            if message["quick_replies"]:
                print("  " + "  ".join(f"[{reply}]" for reply in message["quick_replies"]))


def _visitor(address: str) -> Visitor:
    visitor = Visitor(httpx.Client(base_url=address, timeout=30.0, trust_env=False))
    visitor.open_session()
    return visitor


if __name__ == "__main__":
    main()
