"""Who the shop says a visitor is: a token that the shop's own server signs and the widget hands over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import jwt

from bot.gateway.errors import ApiError
from bot.gateway.logging import logger
from catalog.records import Proof

AUDIENCE = "shopmate"
CLOCK_SKEW_SECONDS = 30
LONGEST_LIFE_SECONDS = 24 * 3600
SHORTEST_SECRET = 32
LONGEST_CUSTOMER = 64


class CustomerKeyError(ValueError):
    """SHOPMATE_CUSTOMER_KEYS cannot be used; the message says how it has to look."""


def read_customer_keys(text: str) -> dict[str, str]:
    """Key id -> secret, from "id:secret,id:secret". The first one signs; all of them are believed,
    so that a new key can be put in front before the old one is taken away."""
    keys: dict[str, str] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        name, colon, secret = entry.partition(":")
        if not (name and colon) or len(secret) < SHORTEST_SECRET or name in keys:
            raise CustomerKeyError(
                f"SHOPMATE_CUSTOMER_KEYS: entry {len(keys) + 1} is not usable. Allowed: id:secret pairs separated by "
                f"commas, each id once, each secret at least {SHORTEST_SECRET} characters without a comma."
            )
        keys[name] = secret
    return keys


class CustomerTokens:
    """Believes HS256 tokens of this shop alone: signed with one of `keys`, made for us, not run out."""

    def __init__(self, keys: Mapping[str, str], shop: str) -> None:
        self._keys = dict(keys)
        self._shop = shop

    @property
    def keys(self) -> frozenset[str]:
        """The ids of the keys that are believed."""
        return frozenset(self._keys)

    def proof(self, token: str) -> Proof:
        """Whom a valid token shows, and until when. Raises: ApiError 401 for every other one.

        The answer does not say why: the reason would help who forges. The log does, for who sets the shop up.
        """
        try:
            claims = jwt.decode(
                token,
                self._key_of(token),
                algorithms=["HS256"],
                audience=AUDIENCE,
                issuer=self._shop,
                leeway=CLOCK_SKEW_SECONDS,
                options={"require": ["exp", "iat", "sub", "iss", "aud"]},
            )
        except KeyError as error:
            raise refusal(f"kid {error} is no id of SHOPMATE_CUSTOMER_KEYS") from error
        except jwt.InvalidTokenError as error:
            raise refusal(_reason(error, self._shop)) from error
        customer = str(claims["sub"])
        if not customer.isprintable():
            raise refusal("sub holds characters that cannot be printed")
        if not customer or len(customer) > LONGEST_CUSTOMER:
            raise refusal(f"sub has {len(customer)} characters; allowed: 1 to {LONGEST_CUSTOMER}")
        if int(claims["exp"]) - int(claims["iat"]) > LONGEST_LIFE_SECONDS:  # both were read as numbers above
            raise refusal(f"exp is more than {LONGEST_LIFE_SECONDS} seconds after iat")
        until = datetime.fromtimestamp(int(claims["exp"]) + CLOCK_SKEW_SECONDS, UTC)
        return Proof(customer, str(jwt.get_unverified_header(token)["kid"])[:64], until, str(claims.get("jti") or ""))

    def sign(self, customer: str, issued_at: int, life_seconds: int = 3600) -> str:
        """A token as the shop's server would make it; the demo page's login and the tests use it."""
        kid, secret = next(iter(self._keys.items()))
        claims = {
            "sub": customer,
            "iss": self._shop,
            "aud": AUDIENCE,
            "iat": issued_at,
            "exp": issued_at + life_seconds,
        }
        return jwt.encode(claims, secret, algorithm="HS256", headers={"kid": kid})

    def _key_of(self, token: str) -> str:
        header = jwt.get_unverified_header(token)
        return self._keys[str(header.get("kid", ""))]


def _reason(error: jwt.InvalidTokenError, shop: str) -> str:
    """What is wrong, in words that name the claim; never the token or who it is about."""
    match error:
        case jwt.ExpiredSignatureError():
            return "exp has passed; is the clock of your server right?"
        case jwt.ImmatureSignatureError():
            return "iat or nbf is in the future; is the clock of your server right?"
        case jwt.InvalidIssuerError():
            return f"iss is not the shop's name, {shop!r} (shop.name in config.yml)"
        case jwt.InvalidAudienceError():
            return f"aud is not {AUDIENCE!r}"
        case jwt.InvalidSignatureError():
            return "the signature was not made with the secret of this kid"
        case jwt.InvalidAlgorithmError():
            return "alg is not HS256"
        case jwt.MissingRequiredClaimError():
            return f"the claim {error.claim} is missing"
    return "it is not a JSON Web Token"


def refusal(reason: str) -> ApiError:
    logger.warning("customer token refused", extra={"facts": {"reason": reason}})
    message = "The customer token is not valid for this shop. Ask the shop's server for a new one and try again."
    return ApiError(401, "invalid_customer_token", message)
