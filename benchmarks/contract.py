"""Whether the API keeps what its OpenAPI promises, by thousands of requests: `python -m benchmarks.contract [--json]`.

schemathesis makes requests of the right and of the wrong shape for every operation, sessions and the merchant's desk
included, and looks at each answer: no 5xx, no status, body or header that is not described, nothing of the wrong shape
taken in, nothing open without a key. The requests go to a real service in a home of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.processes import ROOT, WORK, fresh_home, shopmate
from bot.gateway.customers import CustomerTokens
from bot.keys import customer_keys
from catalog.settings import load_settings

#: A customer of the demo shop who has orders.
CUSTOMER = "C0037"
_KEY = re.compile(r"shown this once: (\S+)")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=160, help="of each operation and kind of request")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true", help="one line of JSON alone on stdout")
    arguments = parser.parse_args()
    # A mail server that nobody is: codes are offered, and no letter leaves.
    home = fresh_home(mail={"host": "127.0.0.1", "port": 9, "shop": "desk@shop.example"})
    with shopmate(home) as (address, _):
        found = measure(home, home / "service.out", address, arguments.examples, arguments.seed, quiet=arguments.json)
    print(json.dumps(found))
    return 1 if found["deviations"] or found["errors"] else 0


def measure(home: Path, console: Path, address: str, examples: int, seed: int, *, quiet: bool = True) -> dict[str, Any]:
    """Asks the service of `home`; what it said at its first start stands in `console`.

    Returns: cases, operations (tested), server_errors (kinds of 5xx), deviations (a line each), errors (of the
        measurement itself), seconds.
    """
    WORK.mkdir(parents=True, exist_ok=True)
    report, said = WORK / "contract.json", WORK / "contract.txt"
    report.unlink(missing_ok=True)
    command = [str(ROOT / ".venv/bin/schemathesis"), "--config-file", str(ROOT / "benchmarks/schemathesis.toml"), "run"]
    command += [f"{address}/openapi.json", "--max-examples", str(examples), "--seed", str(seed), "--no-color"]
    command += ["--generation-database", "none", "--continue-on-failure", "--request-timeout", "30"]
    command += ["--suppress-health-check", "all", "--report", "json", "--report-json-path", str(report)]
    started = time.monotonic()
    with said.open("w") as output:
        where = {"stdout": output if quiet else None, "stderr": subprocess.STDOUT if quiet else None}
        subprocess.run(command, cwd=WORK, env=_environment(home, console, address), check=False, **where)
    if not report.exists():
        raise RuntimeError(f"schemathesis did not come to its end; see {said}")
    return summary(json.loads(report.read_text(encoding="utf-8"))) | {"seconds": round(time.monotonic() - started)}


def summary(report: dict[str, Any]) -> dict[str, Any]:
    """The figures of schemathesis' report."""
    failures = report["failures"]
    return {
        "cases": report["test_cases"]["generated"],
        "operations": report["operations"]["tested"],
        "server_errors": sum(one["count"] for one in failures if one["type"] == "ServerError"),
        "deviations": [f"{one['title']}: {', '.join(one['operations'])}" for one in failures],
        "errors": [one["title"] for one in report["errors"]],
        "seed": report["seed"],
    }


def _environment(home: Path, console: Path, address: str) -> dict[str, str]:
    settings = load_settings(environ={"SHOPMATE_HOME": str(home)})
    signed = CustomerTokens(customer_keys(home), settings.name).sign(CUSTOMER, int(time.time()), 12 * 3600)
    key = _KEY.search(console.read_text(encoding="utf-8"))
    if key is None:
        raise RuntimeError(f"{console} does not tell the merchant's key; is it the home's first start?")
    ours = {"CONTRACT_ADDRESS": address, "CONTRACT_CUSTOMER": signed, "CONTRACT_KEY": key[1]}
    ours |= {"SCHEMATHESIS_HOOKS": str(ROOT / "benchmarks/contract_hooks.py"), "PYTHONPATH": str(ROOT)}
    return {**os.environ, **ours}


if __name__ == "__main__":
    sys.exit(main())
