"""One-time codes: one a subject, counted, locked after wrong tries."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from catalog.desk_tables import LoginCodeRow
from catalog.records import Outgoing, now
from catalog.store.database import Database
from catalog.store.outbox import queue
from catalog.tables import CustomerRow, OrderRow


@dataclass(frozen=True)
class Rules:
    """How many wrong codes and how many letters before the `pause`; `life`: how long a code is good."""

    wrong_tries: int
    codes: int
    pause: timedelta
    life: timedelta


class LoginCodeStore(Database):
    def customer_of_order(self, number: str, email: str) -> str | None:
        """Whose order it is, if that customer has this e-mail address, however both are written."""
        # Looked up by the index: a search through all orders would take longer for one that is not there.
        spelled = {number, number.upper(), number.lower()}
        query = select(OrderRow.customer_id).join(CustomerRow).where(OrderRow.number.in_(spelled))
        query = query.where(CustomerRow.email != "")
        with self.reading() as connection:
            return connection.scalar(query.where(func.lower(CustomerRow.email) == email.lower()))

    def keep_code(self, subject: str, customer_id: str | None, code_hash: str, letter: Outgoing, rules: Rules) -> bool:
        """Keeps a code in the place of the former one and queues its letter; False while the subject is locked."""
        moment = now()
        with self.writing() as connection:
            row = _counted(connection, subject, moment)
            if row is None:
                start = {"wrong_tries": 0, "codes_sent": 0, "locked_until": None, "expires_at": moment}
                row_facts = {"subject": subject, "customer_id": customer_id, "code_hash": "", **start}
                connection.execute(insert(LoginCodeRow).values(**row_facts))
            elif row.locked_until:
                return False
            sent = (row.codes_sent if row else 0) + 1
            values: dict[str, Any] = {"customer_id": customer_id, "code_hash": code_hash, "codes_sent": sent}
            values["expires_at"] = moment + rules.life
            values["locked_until"] = moment + rules.pause if sent > rules.codes else None
            connection.execute(update(LoginCodeRow).where(LoginCodeRow.subject == subject).values(**values))
            if sent <= rules.codes:
                queue(connection, [letter])
            return sent <= rules.codes

    def use_code(self, subject: str, code_hash: str, rules: Rules) -> str | None:
        """The customer of the right code, which is used up; None and one more wrong try for any other."""
        moment = now()
        with self.writing() as connection:
            row = _counted(connection, subject, moment)
            if row is None or row.locked_until:
                return None
            same = hmac.compare_digest(row.code_hash, code_hash)
            right = same and row.expires_at > moment and row.customer_id is not None
            wrong = row.wrong_tries + (not right)
            values: dict[str, Any] = {"wrong_tries": wrong, "code_hash": "" if right else row.code_hash}
            values["locked_until"] = moment + rules.pause if wrong >= rules.wrong_tries else None
            if right:
                values |= {"wrong_tries": 0, "codes_sent": 0}
            connection.execute(update(LoginCodeRow).where(LoginCodeRow.subject == subject).values(**values))
            return str(row.customer_id) if right else None

    def forget_codes_before(self, moment: datetime) -> int:
        """Forgets codes that ended, and locks that were over, before `moment`; how many went."""
        over = (LoginCodeRow.expires_at < moment) & func.coalesce(LoginCodeRow.locked_until < moment, True)
        with self.writing() as connection:
            return connection.execute(delete(LoginCodeRow).where(over)).rowcount


def _counted(connection: Connection, subject: str, moment: datetime) -> Any:
    """The subject's row, held until the transaction ends; a lock that is over starts the counts afresh."""
    query = select(LoginCodeRow).where(LoginCodeRow.subject == subject).with_for_update()
    row = connection.execute(query).first()
    if row is None or row.locked_until is None or row.locked_until > moment:
        return row
    afresh = update(LoginCodeRow).where(LoginCodeRow.subject == subject)
    connection.execute(afresh.values(wrong_tries=0, codes_sent=0, locked_until=None, code_hash=""))
    return connection.execute(query).first()
