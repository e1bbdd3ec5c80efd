"""An application as `gunicorn --preload` makes it, once, and with its connections open when the workers are forked."""

from sqlalchemy import text

from coprod import create_app, jobs
from coprod.database import db

app = create_app()
with app.app_context():
    db.session.execute(text("SELECT 1"))
    db.session.remove()
jobs.huey.storage.queue_size()
