"""The second step of signing in: the code that an app on somebody's phone shows, or one of ten codes on paper."""

import hmac
import re
import secrets
import time
import unicodedata
from datetime import datetime

import pyotp
from sqlalchemy import ForeignKey, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from coprod.accounts.models import User
from coprod.database import Base, UTCDateTime, db, now
from coprod.sealing import KEYED, Broken, Sealed, a_place, new_place, ring

STEP = 30  # seconds that a code stands in the app
DRIFT = 1  # steps that a phone's clock may be behind or ahead
RECOVERY_CODES = 10
# Without letters and digits that look alike or sound alike. Twelve of them: 58 bits.
ALPHABET = "abcdefghjkmnpqrstwxyz23456789"


class SecondStep(Base):
    """Somebody's authenticator app: the key it shares with us, sealed, and the last code that was used.

    `last_step` counts 30-second steps since 1970: a code of that step or an earlier one is never taken again.
    """

    __tablename__ = "second_step"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True, autoincrement=False)
    place: Mapped[int] = a_place()
    sealed_key: Mapped[bytes]
    last_step: Mapped[int]
    set_up_at: Mapped[datetime] = mapped_column(UTCDateTime)

    unsealed_key = Sealed("sealed_key")

    def __init__(self, *, user: User, key: str) -> None:
        super().__init__(user_id=user.id, place=new_place(), unsealed_key=key, last_step=0, set_up_at=now())

    @classmethod
    def of(cls, user: User, *, lock: bool = False) -> "SecondStep | None":
        """This person's, or None; `lock` holds it until the transaction ends, so that a code works once."""
        query = select(cls).where(cls.user_id == user.id)
        return db.session.scalar(query.with_for_update() if lock else query)

    @classmethod
    def forget(cls, user: User) -> None:
        """The phone is lost: set up again at the next sign-in. Every session and every recovery code ends."""
        db.session.execute(delete(cls).where(cls.user_id == user.id))
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
        user.end_sessions()

    @property
    def key(self) -> str:
        """The key, as an app has it; '' when it can no longer be unsealed."""
        try:
            return self.unsealed_key
        except Broken:
            return ""

    def accept(self, code: str) -> bool:
        """Whether the app shows this code now, one step ago or one ahead, and it was not used before."""
        step = step_of(self.key, code, after=self.last_step)
        if step is None:
            return False
        self.last_step = step
        return True

    def replace(self, key: str, code: str) -> bool:
        """Another app takes this one's place, if it shows this code."""
        step = step_of(key, code, after=0)
        if step is None:
            return False
        self.unsealed_key, self.last_step, self.set_up_at = key, step, now()
        return True


class RecoveryCode(Base):
    """One of ten codes on paper, for the day the phone is lost. Each works once; only its keyed hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True, info=KEYED)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    def __init__(self, *, user: User, code: str) -> None:
        super().__init__(user_id=user.id, digest=ring().digest(*_what_is_kept(user, code)), used_at=None)

    @classmethod
    def new_set(cls, user: User) -> list[str]:
        """Ten new codes, to be shown once. Those there were before no longer work."""
        db.session.execute(delete(cls).where(cls.user_id == user.id))
        codes = ["".join(secrets.choice(ALPHABET) for _ in range(12)) for _ in range(RECOVERY_CODES)]
        db.session.add_all(cls(user=user, code=code) for code in codes)
        return ["-".join((code[:4], code[4:8], code[8:])) for code in codes]

    @classmethod
    def use(cls, user: User, typed: str) -> bool:
        """Use up the code that was typed; whether it was one."""
        digests = ring().digests(*_what_is_kept(user, typed))
        query = select(cls).where(cls.user_id == user.id, cls.digest.in_(digests), cls.used_at.is_(None))
        found = db.session.scalar(query.with_for_update())
        if found is None:
            return False
        found.used_at = now()
        return True

    @classmethod
    def left(cls, user: User) -> int:
        """How many of this person's still work."""
        unused = select(func.count()).where(cls.user_id == user.id, cls.used_at.is_(None))
        return db.session.scalar(unused) or 0


def new_key() -> str:
    """A key for an app: 160 random bits in base32."""
    return pyotp.random_base32()


def address_of(key: str, user: User, site: str) -> str:
    """What an app reads from the square code: the key, and under which name to list it."""
    return pyotp.TOTP(key).provisioning_uri(name=user.email, issuer_name=site.replace(":", " "))


def code_now(key: str) -> str:
    """What an app with this key shows at this moment."""
    return pyotp.TOTP(key).at(int(time.time()))


def step_of(key: str, code: str, *, after: int) -> int | None:
    """The time step, later than `after`, in which an app with this key shows this code; None if there is none."""
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", code))
    if not key or not re.fullmatch(r"[0-9]{6}", digits):
        return None
    app, this = pyotp.TOTP(key), int(time.time()) // STEP
    fitting = [
        step
        for step in range(this - DRIFT, this + DRIFT + 1)
        if hmac.compare_digest(app.generate_otp(step), digits) and step > after
    ]
    return fitting[0] if fitting else None


def _what_is_kept(user: User, code: str) -> tuple[str, str]:
    """For which purpose, and of what, the keyed hash of a recovery code is made."""
    plain = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", code[:100]).lower())
    return "recovery code", f"{user.id} {plain}"
