"""Faults that the running shop meets, one after the other; what was damaged before its start comes first."""

from __future__ import annotations

import io
import json
import shutil
import signal
import socket
import sqlite3
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

import httpx
import jwt
import psutil
from PIL import Image

from benchmarks.breaking import RUNNING, Fault, hold, processes_of, refusal, shopmate, spoil, within
from bot.conversations import conversations_file
from bot.gateway.customers import AUDIENCE
from bot.gateway.health import LOW_DISK_BYTES
from bot.gateway.rasa import APOLOGY
from bot.keys import HOME_KEY, customer_key_file, merchant_key_file, own_key
from bot.ports import PortTakenError, check_free
from bot.training import model_file
from catalog.settings import load_settings
from tests.service import RunningShop, free_port

INDEX = Path("index") / "products.npz"
TRAINING_SECONDS = 1200.0


def damage(home: Path) -> None:
    """All that is damaged at once before the start."""
    with closing(sqlite3.connect(conversations_file(home))) as talks, talks:
        talks.execute("CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, data TEXT)")
        talks.executemany("INSERT INTO events (data) VALUES (?)", [("word " * 200,)] * 200)
    merchant_key_file(home).write_text("no hash\n")
    own_key(home)
    for file in (conversations_file(home), customer_key_file(home), model_file(home), home / INDEX):
        spoil(file)
    spoil(_first_picture(home))


def damaged_conversations(shop: RunningShop) -> str:
    told = _repaired(shop, "conversations.db")
    hold(list(shop.home.glob("conversations.db.damaged-*")), "nothing was put aside")
    return told


def damaged_merchant_key(shop: RunningShop) -> str:
    told = _repaired(shop, "merchant.key")
    hold("The merchant's key, shown this once" in shop.output.read_text(), "no new key was shown")
    return told


def damaged_customer_key(shop: RunningShop) -> str:
    told = _repaired(shop, "customer.key")
    with shop.visitor() as visitor:
        visitor.open_session(_token(shop, "C0037"))
    return told


def damaged_model(shop: RunningShop) -> str:
    told = _repaired(shop, "dialogue")
    _talks(shop)
    return told


def damaged_index(shop: RunningShop) -> str:
    with shop.visitor() as visitor:
        hold(any(said["products"] for said in visitor.say("red running shoes")), "nothing is found")
    return "the search finds"


def damaged_picture(shop: RunningShop) -> str:
    name = _first_picture(shop.home).relative_to(shop.home / "images")
    hold(_get(shop, f"/images/{name}").status_code in (200, 404), "not served")
    with shop.visitor() as visitor:
        whole = next(path for path in sorted((shop.home / "images").glob("*.webp"))[10:] if _is_picture(path))
        within(120, lambda: any(said["products"] for said in visitor.show(whole)), "the photo search answers")
    return "the others are shown and found"


def killed_rasa(shop: RunningShop) -> str:
    with shop.visitor() as visitor:
        _rasa(shop).kill()
        said = visitor.text("hello")
        shop.wait_ready(120)
        hold(visitor.text("hello") != APOLOGY, "no answer after its return")
        return said


def nobody_stands_in_for_rasa(shop: RunningShop) -> str:
    _rasa(shop).kill()
    tries = 0
    while shop.health().get("status") != "ok":
        with suppress(PortTakenError):
            check_free(shop.rasa_port, "RASA_PORT")
            hold(False, "the port was free")
        tries += 1
    return f"the port was taken at each of {tries} tries while Rasa was away"


def hung_rasa(shop: RunningShop) -> str:
    hung = _rasa(shop)
    hung.suspend()
    health = httpx.get(f"{shop.address}/health", timeout=10, trust_env=False)
    hold(health.status_code == 503 and health.json()["rasa"] == "hanging", health.text)
    within(120, lambda: not hung.is_running() or hung.status() == psutil.STATUS_ZOMBIE, "it is ended")
    shop.wait_ready(120)
    _talks(shop)
    return "told as hanging, ended and started again"


def second_service(shop: RunningShop) -> str:
    ports = {"PORT": str(free_port()), "RASA_PORT": str(free_port())}
    return refusal(shop.home, "run", words="already being served", **ports)


def full_disk(shop: RunningShop) -> str:
    filler = shop.home.parent / "filler"
    with shop.visitor() as visitor, filler.open("wb") as file:
        visitor.say("red running shoes")
        with suppress(OSError):
            while True:
                file.write(bytes(2**20))
                file.flush()
        hold(shutil.disk_usage(shop.home).free < LOW_DISK_BYTES, "the disk is not full")
        said = [visitor.text(text) for text in ("in blue", "hello", "do you ship abroad?")]
        hold(all(said) and APOLOGY not in said, said)
        health = httpx.get(f"{shop.address}/health", timeout=10, trust_env=False)
        hold(health.status_code == 503 and "disk" in health.json()["failing"], health.text)
    filler.unlink()
    within(60, lambda: shop.health().get("status") == "ok", "well again when there is room")
    _talks(shop)
    return "answered, /health 503 with disk, well again"


def locked_database(shop: RunningShop) -> str:
    with shop.visitor() as visitor, closing(sqlite3.connect(shop.home / "shop.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        said = visitor.text("hello")
        other.rollback()
    hold(said and said != APOLOGY, said)
    return "answered while another wrote"


def damaged_photo(shop: RunningShop) -> str:
    with shop.visitor() as visitor:
        visitor.show(next((shop.home / "images").glob("*.webp")))
        for photo in list((shop.home / "photos").glob("*.jpg")):
            spoil(photo)
        said = visitor.text("only the black ones")
    hold(said and APOLOGY not in said, said)
    return said.splitlines()[0]


def deleted_logs(shop: RunningShop) -> str:
    shutil.rmtree(shop.home / "logs")
    _talks(shop)
    return "the talk goes on"


def long_names(shop: RunningShop) -> str:
    names = ("a" * 300 + ".webp", "%00.webp", "%ED%A0%80.webp", "a/" * 3000 + "b.webp", "..%2f..%2fshop.db")
    seen = {_get(shop, f"/{part}/{name}").status_code for part in ("images", "widget", "demo") for name in names}
    hold(seen <= {400, 404, 414}, seen)
    return f"statuses {sorted(seen)}"


def odd_customer_tokens(shop: RunningShop) -> str:
    odd = ({"exp": "soon"}, {"exp": str(int(time.time()) + 600)}, {"sub": "\ud800"}, {"exp": 10**30}, {"iat": []})
    odd += ({"sub": {"a": 1}}, {"aud": None}, {"exp": float("1e400")}, {"jti": "\x00" * 900})
    seen = set()
    for claims in odd:
        answer = _post(shop, "/api/sessions", {"customer_token": _token(shop, **{"sub": "C0037", **claims})})
        hold(answer.status_code in (201, 401, 422), answer.text)
        seen.add(answer.status_code)
    return f"statuses {sorted(seen)}"


def odd_bearer_for_rasa(shop: RunningShop) -> str:
    head = "POST /webhooks/rest/webhook HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nAuthorization: Bearer "
    answer = _raw(shop.rasa_port, f"{head}\u00fc\u2603\r\n\r\n{{}}".encode())
    hold(b" 401 " in answer.partition(b"\r\n")[0], answer)
    return answer.partition(b"\r\n")[0].decode()


def long_strip_as_photo(shop: RunningShop) -> str:
    buffer = io.BytesIO()
    Image.new("L", (65_000, 380)).save(buffer, "JPEG")
    with shop.visitor() as visitor:
        answer = visitor.http.post("/api/photos", files={"photo": ("a.jpg", buffer.getvalue())})
    hold(answer.status_code == 422 and "strip" in answer.text, answer.text)
    return str(answer.json()["error"]["message"])


def odd_bodies(shop: RunningShop) -> str:
    deep = b'{"text": ' + b"[" * 20_000 + b"]" * 20_000 + b"}"
    bodies = (deep, b'{"text": 1e999}', b'{"text": "\\ud800"}', b"\xff\xfe", b'{"text": "a", "text": "b"}', b"null")
    with shop.visitor() as visitor:
        headers = {"Content-Type": "application/json"}
        seen = {visitor.http.post("/api/messages", content=one, headers=headers).status_code for one in bodies}
    hold(seen <= {200, 400, 413, 422}, seen)
    return f"statuses {sorted(seen)}"


def odd_requests(shop: RunningShop) -> str:
    heads = (
        b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/messages HTTP/1.1\r\nHost: a\r\nContent-Length: \xb2\r\n\r\n",
        b"POST /api/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
        b"GET /api/shop HTTP/1.1\r\nHost: a\r\nCookie: shopmate_session=\xff\xfe; ;=;\r\nConnection: close\r\n\r\n",
        b"GET /api/messages HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \xfc\xff\r\nConnection: close\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n\r\n",
    )
    seen = {_raw(shop.port, head).partition(b"\r\n")[0].decode("latin-1") or "closed" for head in heads}
    hold(not any(" 5" in line for line in seen), seen)
    _talks(shop)
    return ", ".join(sorted(seen))


def a_stop_in_the_middle_of_a_turn(shop: RunningShop) -> str:
    with shop.visitor() as visitor:
        rasa, answers = _rasa(shop), list[str]()
        rasa.suspend()
        turn = threading.Thread(target=lambda: answers.append(visitor.text("hello")))
        turn.start()
        time.sleep(0.5)
        hold(shop.process is not None, "")
        shop.process.send_signal(signal.SIGTERM)  # type: ignore[union-attr]
        time.sleep(0.5)
        rasa.resume()
        turn.join(30)
        code = shop.process.wait(60)  # type: ignore[union-attr]
    hold(code == 0 and answers and answers[0] != APOLOGY, f"exit {code}, {answers}")
    hold("Traceback" not in shop.output.read_text(), "a traceback on the console")
    shop.start()
    shop.wait_ready()
    return "the turn was answered, then it stopped"


def a_killed_service(shop: RunningShop) -> str:
    """kill -9, and the dialogue's fingerprint is damaged before the next start, which trains again."""
    with shop.visitor() as visitor:
        visitor.say("red running shoes")
        time.sleep(1)  # the history is written behind the answer
        hold(shop.process is not None, "")
        shop.process.kill()  # type: ignore[union-attr]
        shop.process.wait()  # type: ignore[union-attr]
        within(30, lambda: not processes_of(shop.home, RUNNING), "Rasa ends with it")
        spoil(shop.home / "rasa" / "dialogue.fingerprint")
        shop.start()
        shop.wait_ready(TRAINING_SECONDS)
        told = visitor.http.get("/api/messages").raise_for_status().json()["messages"]
        hold(told and told[0]["text"] == "red running shoes", told)
        hold(visitor.text("in blue") != APOLOGY, "no answer")
    return "no orphan, trained again, the conversation goes on"


def a_home_that_is_deleted(shop: RunningShop) -> str:
    with shop.visitor() as visitor:
        shutil.rmtree(shop.home)
        health = httpx.get(f"{shop.address}/health", timeout=10, trust_env=False)
        hold(health.status_code == 503, health.text)
        answer = visitor.http.post("/api/messages", json={"text": "hello"})
        hold(answer.status_code in (200, 503), answer.text)
        told = answer.json()["error"]["message"] if answer.status_code == 503 else answer.json()["messages"][0]["text"]
        photo = visitor.http.post("/api/photos", files={"photo": ("a.jpg", b"none")})
        hold(photo.status_code < 500 or photo.status_code == 503, photo.text)
    shopmate(shop.home, "messages")
    hold(shop.stop() in (0, 1), "did not stop")
    return f"/health {','.join(health.json()['failing'])}; a shopper heard {told[:60]!r}"


def _talks(shop: RunningShop) -> None:
    with shop.visitor() as visitor:
        said = visitor.text("hello")
    hold(said and said != APOLOGY, said)


def _repaired(shop: RunningShop, name: str) -> str:
    """The sentence about a file, which has to be on the console, in the log and in /health."""
    told = next((line for line in shop.health().get("repaired", ()) if name in line), "")
    hold(told, f"/health tells nothing of {name}: {shop.health()}")
    hold(told in " ".join(shop.output.read_text().split()), "not on the console")
    lines = (shop.home / "logs" / "service.log").read_text().splitlines()
    hold(any(json.loads(line).get("told") == told for line in lines), "not in the log")
    return str(told)


def _first_picture(home: Path) -> Path:
    return min((home / "images").glob("*.webp"))


def _is_picture(path: Path) -> bool:
    with suppress(OSError), Image.open(path) as image:
        return bool(image.size)
    return False


def _token(shop: RunningShop, sub: object, **claims: object) -> str:
    at, name = int(time.time()), load_settings(environ={"SHOPMATE_HOME": str(shop.home)}).name
    known = {"sub": sub, "iss": name, "aud": AUDIENCE, "iat": at, "exp": at + 600, **claims}
    # As any signer could write it: PyJWT refuses to sign some of these.
    body = jwt.utils.base64url_encode(json.dumps(known).encode())
    return jwt.api_jws.encode(jwt.utils.base64url_decode(body), own_key(shop.home), "HS256", {"kid": HOME_KEY})


def _get(shop: RunningShop, path: str) -> httpx.Response:
    return httpx.get(f"{shop.address}{path}", timeout=30, trust_env=False)


def _post(shop: RunningShop, path: str, body: object) -> httpx.Response:
    return httpx.post(f"{shop.address}{path}", json=body, timeout=30, trust_env=False)


def _raw(port: int, sent: bytes) -> bytes:
    """The first bytes of the answer to what no client would send; b"" when the connection is ended."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        with suppress(ConnectionError):
            connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionError):
            return connection.recv(4096)
    return b""


def _rasa(shop: RunningShop) -> psutil.Process:
    assert shop.process is not None
    children = psutil.Process(shop.process.pid).children(recursive=True)
    return next(child for child in children if RUNNING in " ".join(child.cmdline()))


FAULTS = (
    Fault("start: conversations.db damaged", "mended", damaged_conversations),
    Fault("start: merchant.key damaged", "mended", damaged_merchant_key),
    Fault("start: customer.key damaged", "mended", damaged_customer_key),
    Fault("start: dialogue model damaged", "mended", damaged_model),
    Fault("start: search index damaged", "mended", damaged_index),
    Fault("start: a product's picture damaged", "survived", damaged_picture),
    Fault("Rasa: killed", "mended", killed_rasa),
    Fault("Rasa: a program waits for its port", "refused", nobody_stands_in_for_rasa),
    Fault("Rasa: hangs", "mended", hung_rasa),
    Fault("home: a second service", "refused", second_service),
    Fault("disk: full while serving", "survived", full_disk),
    Fault("shop.db: locked by another program", "survived", locked_database),
    Fault("a shopper's photo damaged on disk", "survived", damaged_photo),
    Fault("logs: deleted while serving", "survived", deleted_logs),
    Fault("names of 300 to 6,000 characters", "refused", long_names),
    Fault("customer tokens with odd claims", "refused", odd_customer_tokens),
    Fault("Rasa's port: a bearer that is not ASCII", "refused", odd_bearer_for_rasa),
    Fault("a photo of 65,000 x 380", "refused", long_strip_as_photo),
    Fault("bodies: deep, half characters, no JSON", "refused", odd_bodies),
    Fault("requests that are none", "refused", odd_requests),
    Fault("service: stopped in a turn", "survived", a_stop_in_the_middle_of_a_turn),
    Fault("service: kill -9; fingerprint damaged", "mended", a_killed_service),
    Fault("home: deleted while serving", "survived", a_home_that_is_deleted),
)
