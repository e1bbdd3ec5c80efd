"""A worker holds in memory what it uses: none of these is loaded while people read and write on SQLite."""

import subprocess
import sys

from coprod.config import ROOT

NOT_USED = (
    "redis", "psycopg", "zxcvbn", "xlsxwriter", "phonenumbers", "alembic", "flask_migrate", "icalendar", "segno",
    "holidays", "PIL", "resvg_py", "py_svg_hush", "fontTools", "brotli", "sklearn", "scipy", "numpy",
)  # fmt: skip

SITE = """
import sys, tempfile
from datetime import timedelta
from pathlib import Path
from coprod import create_app
from coprod.activities.engagement import Engagement
from coprod.boards.models import Board
from coprod.config import Config
from coprod.database import db, now
from coprod.partnership.opening import SiteOpening

app = create_app(Config(instance=Path(tempfile.mkdtemp())))
with app.app_context():
    db.create_all()
    times = {"opens_at": now() - timedelta(days=1), "closes_at": now() + timedelta(days=1)}
    engagement = Engagement(slug="e", title="E", life="open")
    db.session.add(SiteOpening())
    db.session.add(Board(engagement=engagement, slug="b", title="B", questions=["?"], **times))
    db.session.commit()
client = app.test_client()
for address in ("/", "/engagements/e", "/boards/b", "/boards/b/add", "/receipt", "/staff/sign-in"):
    assert client.get(address).status_code == 200, address
print(*sorted({name.partition(".")[0] for name, module in sys.modules.items() if module is not None}))
"""


def run(program: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT, env={}
    ).stdout


def test_nothing_is_loaded_that_is_not_used():
    loaded = set(run(SITE).split())
    assert {"flask", "coprod", "sqlalchemy"} <= loaded
    assert loaded & set(NOT_USED) == set()


def test_flask_db_is_there_all_the_same():
    told = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "coprod", "db", "--help"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    ).stdout  # fmt: skip
    assert "upgrade" in told and "downgrade" in told and "Bring the database" in told


def test_what_is_kept_out_can_be_loaded_later():
    told = run(
        "import sys\n"
        "from coprod.loaded_when_used import when_used, without\n"
        "with without('segno'):\n"
        "    try:\n        import segno\n    except ImportError:\n        print('not there')\n"
        "print('segno' in sys.modules)\n"
        "print(when_used('segno').make('a').error, 'segno' in sys.modules)\n"
    )
    assert told.splitlines() == ["not there", "False", "M True"]
