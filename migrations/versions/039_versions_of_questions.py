"""versions of questions: a questionnaire is published in versions, and what people pick is counted row by row"""

import json
from collections import defaultdict
from itertools import groupby

import sqlalchemy as sa
from alembic import op

revision = "039"
down_revision = "038"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KINDS = (
    "one_choice", "several_choices", "dropdown", "picture_choice", "short_text", "long_text", "number", "date", "scale",
    "agree", "ranking", "information",
)  # fmt: skip
OLD_KINDS = ("one_choice", "several_choices", "short_text", "long_text", "ranking", "agree")
TESTS = (
    "is", "is_not", "any_of", "none_of", "all_of", "at_least", "at_most", "more", "less", "before", "after",
)  # fmt: skip
AUDIENCES = ("young_person", "parent_carer", "professional", "organisation", "not_said")
SOURCES = ("online", "paper", "spoken")
BEING_WRITTEN = sa.text("published_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("questionnaire") as batch_op:
        batch_op.add_column(sa.Column("grace_days", sa.Integer(), nullable=False, server_default="3"))
        batch_op.add_column(sa.Column("asks_id", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(batch_op.f("ck_questionnaire_grace_days"), "grace_days BETWEEN 0 AND 14")
    with op.batch_alter_table("questionnaire") as batch_op:
        batch_op.alter_column("grace_days", server_default=None)
    with op.batch_alter_table("question") as batch_op:
        batch_op.drop_constraint("uq_question_questionnaire_id_slug", type_="unique")
        batch_op.alter_column("slug", new_column_name="key")
    with op.batch_alter_table("question") as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_question_questionnaire_id_key"), ["questionnaire_id", "key"])
    make_versions()
    make_pages()
    make_picks()
    with op.batch_alter_table("answer") as batch_op:
        batch_op.add_column(sa.Column("option", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("version_id", sa.Integer(), nullable=True))
    move_up(op.get_bind())
    drop_the_old()


def drop_the_old() -> None:
    with op.batch_alter_table("answer", recreate="always") as batch_op:
        batch_op.drop_constraint(op.f("ck_answer_value_or_words"), type_="check")
        batch_op.drop_constraint("fk_answer_wording_id", type_="foreignkey")
        batch_op.drop_column("value")
        batch_op.drop_column("wording_id")
        batch_op.alter_column("submission_id", nullable=False)
        batch_op.alter_column("version_id", nullable=False)
        batch_op.alter_column("option", server_default=None)
        batch_op.drop_constraint("pk_answer", type_="primary")
        batch_op.create_primary_key("pk_answer", ["response_id", "question_id", "option"])
        batch_op.create_foreign_key(batch_op.f("fk_answer_version_id"), "question_version", ["version_id"], ["id"])
    op.drop_table("question_option")
    with op.batch_alter_table("question") as batch_op:
        batch_op.drop_constraint(op.f("ck_question_choices"), type_="check")
        batch_op.drop_constraint(op.f("ck_question_max_length"), type_="check")
        batch_op.drop_constraint(op.f("ck_question_kind"), type_="check")
        batch_op.drop_constraint("fk_question_wording_id", type_="foreignkey")
        for name in OF_A_QUESTION:
            batch_op.drop_column(name)
    with op.batch_alter_table("questionnaire") as batch_op:
        batch_op.create_foreign_key(
            batch_op.f("fk_questionnaire_asks_id"), "questionnaire_version", ["asks_id"], ["id"]
        )


OF_A_QUESTION = (
    "position", "page", "page_title", "kind", "wording_id", "hint", "required", "max_length", "choices",
)  # fmt: skip


def make_versions() -> None:
    op.create_table(
        "question_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="kind", native_enum=False, length=30), nullable=False),
        sa.Column("wording_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("official", "hint")),
        sa.Column("required", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("longest", "fewest", "most", "lowest", "highest")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("low_words", "high_words")),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("shuffled", "says_more", "counts_with_earlier")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("easy_read", "picture", "read_by")),
        sa.Column("read_on", sa.Date(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("recording", "bsl_link")),
        sa.CheckConstraint("number > 0", name=op.f("ck_question_version_number")),
        sa.CheckConstraint(
            "(kind IN ('long_text', 'short_text')) = (longest IS NOT NULL) AND longest > 0",
            name=op.f("ck_question_version_longest"),
        ),
        sa.CheckConstraint(
            "kind IN ('several_choices', 'ranking') OR (fewest IS NULL AND most IS NULL)",
            name=op.f("ck_question_version_limits"),
        ),
        sa.CheckConstraint("kind <> 'ranking' OR most IS NOT NULL", name=op.f("ck_question_version_ranks")),
        sa.CheckConstraint("fewest > 0 AND most > 0 AND fewest <= most", name=op.f("ck_question_version_fewest")),
        sa.CheckConstraint(
            "kind IN ('number', 'scale') OR (lowest IS NULL AND highest IS NULL)",
            name=op.f("ck_question_version_bounds"),
        ),
        sa.CheckConstraint(
            "kind <> 'scale' OR (lowest IS NOT NULL AND highest IS NOT NULL)", name=op.f("ck_question_version_scale")
        ),
        sa.CheckConstraint("lowest < highest", name=op.f("ck_question_version_lowest")),
        sa.CheckConstraint("kind <> 'information' OR NOT required", name=op.f("ck_question_version_nothing_to_answer")),
        sa.CheckConstraint(f"kind IN ({_listed(KINDS)})", name=op.f("ck_question_version_kind")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_version_question_id")),
        sa.ForeignKeyConstraint(["wording_id"], ["wording.id"], name=op.f("fk_question_version_wording_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_version")),
        sa.UniqueConstraint("question_id", "number", name=op.f("uq_question_version_question_id_number")),
    )
    op.create_table(
        "option_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("key", "label", "plain", "picture")),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("wording_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question_version.id"], name=op.f("fk_option_version_question_version_id")
        ),
        sa.ForeignKeyConstraint(["wording_id"], ["wording.id"], name=op.f("fk_option_version_wording_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_option_version")),
        sa.UniqueConstraint("question_version_id", "key", name=op.f("uq_option_version_question_version_id_key")),
    )


def make_pages() -> None:
    op.create_table(
        "questionnaire_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_questionnaire_version_number")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["user_account.id"], name=op.f("fk_questionnaire_version_published_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["activity.id"], name=op.f("fk_questionnaire_version_questionnaire_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_version")),
        sa.UniqueConstraint(
            "questionnaire_id", "number", name=op.f("uq_questionnaire_version_questionnaire_id_number")
        ),
    )
    op.create_index(
        "ix_questionnaire_version_draft",
        "questionnaire_version",
        ["questionnaire_id"],
        unique=True,
        sqlite_where=BEING_WRITTEN,
        postgresql_where=BEING_WRITTEN,
    )
    op.create_table(
        "questionnaire_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("key", "title")),
        of_version("questionnaire_page"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_page")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_questionnaire_page_version_id_key")),
    )
    op.create_table(
        "placed_question",
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("id", "version_id", "page_id", "question_id", "question_version_id", "position")
        ),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.CheckConstraint("minutes IN (2, 10)", name=op.f("ck_placed_question_minutes")),
        of_version("placed_question"),
        sa.ForeignKeyConstraint(
            ["page_id"], ["questionnaire_page.id"], name=op.f("fk_placed_question_page_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_placed_question_question_id")),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question_version.id"], name=op.f("fk_placed_question_question_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placed_question")),
        sa.UniqueConstraint("version_id", "question_id", name=op.f("uq_placed_question_version_id_question_id")),
    )
    op.create_index("ix_placed_question_page_id", "placed_question", ["page_id"])
    op.create_index("ix_placed_question_question_version_id", "placed_question", ["question_version_id"])
    make_rules()


def make_rules() -> None:
    op.create_table(
        "rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("page_key", sa.String(), nullable=True),
        sa.Column("question_key", sa.String(), nullable=True),
        sa.Column("all_of", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(page_key IS NULL) <> (question_key IS NULL)", name=op.f("ck_rule_page_or_question")),
        of_version("rule"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule")),
        sa.UniqueConstraint("version_id", "page_key", name=op.f("uq_rule_version_id_page_key")),
        sa.UniqueConstraint("version_id", "question_key", name=op.f("uq_rule_version_id_question_key")),
    )
    op.create_table(
        "condition",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "rule_id", "position")),
        sa.Column("question_key", sa.String(), nullable=True),
        sa.Column("test", sa.Enum(*TESTS, name="test", native_enum=False, length=30), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(test IN ('is', 'is_not', 'any_of', 'none_of', 'all_of')) = (number IS NULL)",
            name=op.f("ck_condition_number_or_options"),
        ),
        sa.CheckConstraint(f"test IN ({_listed(TESTS)})", name=op.f("ck_condition_test")),
        sa.ForeignKeyConstraint(["rule_id"], ["rule.id"], name=op.f("fk_condition_rule_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition")),
    )
    op.create_index("ix_condition_rule_id", "condition", ["rule_id"])


def make_picks() -> None:
    op.create_table(
        "pick",
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("option", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Enum(*AUDIENCES, name="audience", native_enum=False, length=30), nullable=False),
        sa.Column("district", sa.String(), nullable=True),
        sa.Column("source", sa.Enum(*SOURCES, name="source", native_enum=False, length=30), nullable=False),
        sa.CheckConstraint(f"audience IN ({_listed(AUDIENCES)})", name=op.f("ck_pick_audience")),
        sa.CheckConstraint(f"source IN ({_listed(SOURCES)})", name=op.f("ck_pick_source")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_pick_question_id")),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_pick_response_id")),
        sa.ForeignKeyConstraint(["version_id"], ["question_version.id"], name=op.f("fk_pick_version_id")),
        sa.PrimaryKeyConstraint("response_id", "question_id", "option", name=op.f("pk_pick")),
    )
    op.create_index("ix_pick_question_id_option", "pick", ["question_id", "option"])


def of_version(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["version_id"], ["questionnaire_version.id"], name=op.f(f"fk_{table}_version_id"), ondelete="CASCADE"
    )


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


# --- what is there -----------------------------------------------------------------------------------------


def reflected(connection: sa.Connection) -> dict[str, sa.Table]:
    tables = sa.MetaData()
    tables.reflect(connection, only=[name for name in TABLES if sa.inspect(connection).has_table(name)])
    return dict(tables.tables)


TABLES = (
    "activity", "wording", "questionnaire", "question", "question_option", "question_version", "option_version",
    "questionnaire_version", "questionnaire_page", "placed_question", "response", "answer", "pick", "contribution",
)  # fmt: skip


def new_row(connection: sa.Connection, table: sa.Table, **values: object) -> int:
    return connection.execute(table.insert().values(values)).inserted_primary_key[0]


def move_up(connection: sa.Connection) -> None:
    """The first version of each questionnaire, with the words of each question that people have read."""
    t = reflected(connection)
    written = sa.select(t["questionnaire"].c.id, t["activity"].c.opens_at).join(
        t["activity"], t["activity"].c.id == t["questionnaire"].c.id
    )
    newest: dict[int, dict[tuple[int, bool], int]] = {}
    for id, opens_at in connection.execute(written).all():
        version = new_row(connection, t["questionnaire_version"], questionnaire_id=id, number=1, published_at=opens_at)
        asked = t["question"]
        rows = connection.execute(
            sa.select(asked).where(asked.c.questionnaire_id == id).order_by(asked.c.position)
        ).mappings()
        for number, (_, questions) in enumerate(groupby(list(rows), key=lambda row: row["page"]), start=1):
            place_page(connection, t, version, number, list(questions), newest)
        connection.execute(t["questionnaire"].update().where(t["questionnaire"].c.id == id).values(asks_id=version))
    move_answers_up(connection, t, newest)


def place_page(connection, t, version, number, questions, newest) -> None:
    page_id = new_row(
        connection,
        t["questionnaire_page"],
        version_id=version,
        number=number,
        key=f"page-{number}",  # as it was shown: a page to which questions went back was another one
        title=questions[0]["page_title"],
    )
    for position, question in enumerate(questions, start=1):
        versions = newest[question["id"]] = versions_of(connection, t, question)
        new_row(
            connection,
            t["placed_question"],
            version_id=version,
            page_id=page_id,
            question_id=question["id"],
            question_version_id=versions[(question["wording_id"], False)],
            position=position,
        )


def versions_of(connection, t, question) -> dict[tuple[int, bool], int]:
    """A version for each wording that there was, and one more with the options that were replaced since: by both."""
    wordings, options = t["wording"], t["question_option"]
    of_question = (wordings.c.part == question["key"], wordings.c.activity_id == question["questionnaire_id"])
    ids = list(connection.scalars(sa.select(wordings.c.id).where(*of_question).order_by(wordings.c.id)))
    ids = [id for id in ids if id != question["wording_id"]] + [question["wording_id"]]
    rows = connection.execute(
        sa.select(options).where(options.c.question_id == question["id"]).order_by(options.c.position)
    ).mappings()
    everything = list(rows)
    replaced = {row["replaces_id"] for row in everything}
    offered = [row for row in everything if row["id"] not in replaced]
    wanted = [(id, True) for id in ids if len(offered) < len(everything)] + [(id, False) for id in ids]
    # The one that is asked now comes last.
    return {
        (id, with_old): new_version(
            connection, t, question, number, id, everything if with_old or id != ids[-1] else offered
        )
        for number, (id, with_old) in enumerate(wanted, start=1)
    }


def new_version(connection, t, question, number, wording_id, options) -> int:
    empty = dict.fromkeys(("official", "low_words", "high_words", "easy_read", "picture", "read_by"), "")
    says_no = dict.fromkeys(("shuffled", "says_more"), False)
    id = new_row(
        connection,
        t["question_version"],
        question_id=question["id"],
        number=number,
        kind=question["kind"],
        wording_id=wording_id,
        hint=question["hint"],
        required=question["required"],
        longest=question["max_length"],
        most=question["choices"],
        recording="",
        bsl_link="",
        counts_with_earlier=number > 1,
        **empty,
        **says_no,
    )
    for position, option in enumerate(options, start=1):
        new_row(
            connection,
            t["option_version"],
            question_version_id=id,
            key=option["slug"],
            label=option["label"],
            plain=option["plain"],
            picture="",
            position=position,
        )
    return id


def move_answers_up(connection, t, newest) -> None:
    """Words keep their row; whatever was ticked becomes a row for each thing."""
    answer, response, contribution = t["answer"], t["response"], t["contribution"]
    offered = defaultdict(set)
    for version_id, key in connection.execute(
        sa.select(t["option_version"].c.question_version_id, t["option_version"].c.key)
    ):
        offered[version_id].add(key)
    who = (contribution.c.audience, contribution.c.district_slug, contribution.c.source)
    joined = sa.select(answer, *who).join(response, response.c.id == answer.c.response_id)
    rows = connection.execute(joined.join(contribution, contribution.c.id == response.c.contribution_id)).mappings()
    rankings = set(connection.scalars(sa.select(t["question"].c.id).where(t["question"].c.kind == "ranking")))
    picks, read = [], []
    for row in rows.all():
        versions = newest[row["question_id"]]
        value = json.loads(row["value"]) if isinstance(row["value"], str) else row["value"]
        version_id = versions[(row["wording_id"], False)]
        if value and not set(value) <= offered[version_id]:
            version_id = versions.get((row["wording_id"], True), version_id)
        if value is None:
            read.append({"r": row["response_id"], "q": row["question_id"], "v": version_id})
            continue
        said = value.items() if isinstance(value, dict) else ((key, "") for key in value)
        for place, (key, opinion) in enumerate(said, start=1):
            picks.append({
                "response_id": row["response_id"], "question_id": row["question_id"], "option": key,
                "detail": opinion, "number": place if row["question_id"] in rankings else None,
                "version_id": version_id, "audience": row["audience"],
                "district": row["district_slug"], "source": row["source"],
            })  # fmt: skip
    if picks:
        connection.execute(t["pick"].insert(), picks)
    if read:
        here = (answer.c.response_id == sa.bindparam("r"), answer.c.question_id == sa.bindparam("q"))
        connection.execute(answer.update().where(*here).values(version_id=sa.bindparam("v")), read)
    connection.execute(answer.delete().where(answer.c.submission_id.is_(None)))


# --- and back ----------------------------------------------------------------------------------------------


def downgrade() -> None:
    with op.batch_alter_table("questionnaire") as batch_op:
        batch_op.drop_constraint("fk_questionnaire_asks_id", type_="foreignkey")
    with op.batch_alter_table("question") as batch_op:
        batch_op.drop_constraint("uq_question_questionnaire_id_key", type_="unique")
        batch_op.alter_column("key", new_column_name="slug")
    with op.batch_alter_table("question") as batch_op:
        batch_op.create_unique_constraint("uq_question_questionnaire_id_slug", ["questionnaire_id", "slug"])
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("page", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("page_title", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("kind", sa.String(length=30), nullable=True))
        batch_op.add_column(sa.Column("hint", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("required", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("max_length", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("choices", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("wording_id", sa.Integer(), nullable=True))
    op.create_table(
        "question_option",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "question_id")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("slug", "label", "plain")),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name="fk_question_option_question_id"),
        sa.ForeignKeyConstraint(["replaces_id"], ["question_option.id"], name="fk_question_option_replaces_id"),
        sa.PrimaryKeyConstraint("id", name="pk_question_option"),
        sa.UniqueConstraint("question_id", "slug", name="uq_question_option_question_id_slug"),
        sa.UniqueConstraint("replaces_id", name="uq_question_option_replaces_id"),
    )
    answers_down()
    drop_the_new()


def answers_down() -> None:
    with op.batch_alter_table("answer", recreate="always") as batch_op:
        batch_op.drop_constraint("fk_answer_version_id", type_="foreignkey")
        batch_op.drop_constraint("pk_answer", type_="primary")
        batch_op.add_column(sa.Column("value", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("wording_id", sa.Integer(), nullable=True))
        batch_op.alter_column("submission_id", nullable=True)
        batch_op.alter_column("version_id", nullable=True)
    move_down(op.get_bind())
    with op.batch_alter_table("answer", recreate="always") as batch_op:
        batch_op.drop_column("option")
        batch_op.drop_column("version_id")
        batch_op.alter_column("wording_id", nullable=False)
        batch_op.create_primary_key("pk_answer", ["response_id", "question_id"])
        batch_op.create_foreign_key("fk_answer_wording_id", "wording", ["wording_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_answer_value_or_words"), "(value IS NULL) <> (submission_id IS NULL)"
        )


def drop_the_new() -> None:
    for table in ("pick", "condition", "rule", "placed_question", "questionnaire_page", "questionnaire_version"):
        op.drop_table(table)
    for table in ("option_version", "question_version"):
        op.drop_table(table)
    with op.batch_alter_table("question") as batch_op:
        for name in ("position", "page", "page_title", "kind", "hint", "required", "wording_id"):
            batch_op.alter_column(name, nullable=False)
        batch_op.create_foreign_key("fk_question_wording_id", "wording", ["wording_id"], ["id"])
        batch_op.create_check_constraint(batch_op.f("ck_question_choices"), "choices BETWEEN 1 AND 5")
        batch_op.create_check_constraint(batch_op.f("ck_question_max_length"), "max_length > 0")
        batch_op.create_check_constraint(batch_op.f("ck_question_kind"), f"kind IN ({_listed(OLD_KINDS)})")
    with op.batch_alter_table("questionnaire") as batch_op:
        batch_op.drop_constraint(op.f("ck_questionnaire_grace_days"), type_="check")
        batch_op.drop_column("asks_id")
        batch_op.drop_column("grace_days")


def move_down(connection: sa.Connection) -> None:
    """Each question as it is asked now. A kind that is not known below goes, and with it what was answered to it."""
    t = reflected(connection)
    placed, page, version = t["placed_question"], t["questionnaire_page"], t["question_version"]
    rows = connection.execute(
        sa.select(placed, page.c.number.label("page"), page.c.title, version)
        .join(page, page.c.id == placed.c.page_id)
        .join(version, version.c.id == placed.c.question_version_id)
        .join(t["questionnaire"], t["questionnaire"].c.asks_id == placed.c.version_id)
        .where(version.c.kind.in_(OLD_KINDS))
        .order_by(placed.c.version_id, page.c.number, placed.c.position)
    ).mappings()
    kept = []
    for position, row in enumerate(rows.all(), start=1):
        kept.append(row["question_id"])
        values = {
            "position": position, "page": row["page"], "page_title": row["title"], "kind": row["kind"],
            "hint": row["hint"], "required": row["required"], "max_length": row["longest"],
            "choices": row["most"] and min(row["most"], 5), "wording_id": row["wording_id"],
        }  # fmt: skip
        if row["kind"] != "ranking":
            values["choices"] = None
        question = t["question"]
        connection.execute(question.update().where(question.c.id == row["question_id"]).values(values))
        options_down(connection, t, row)
    answers_back(connection, t, kept)
    others = [id for id in connection.scalars(sa.select(t["question"].c.id)) if id not in kept]
    for table, column in (("pick", "question_id"), ("placed_question", "question_id")):
        connection.execute(t[table].delete().where(t[table].c[column].in_(others)))
    theirs = sa.select(version.c.id).where(version.c.question_id.in_(others)).scalar_subquery()
    connection.execute(t["option_version"].delete().where(t["option_version"].c.question_version_id.in_(theirs)))
    connection.execute(version.delete().where(version.c.question_id.in_(others)))
    connection.execute(t["question"].delete().where(t["question"].c.id.in_(others)))


def options_down(connection, t, row) -> None:
    options = t["option_version"]
    there = connection.execute(
        sa.select(options).where(options.c.question_version_id == row["question_version_id"])
    ).mappings()
    for option in there.all():
        new_row(
            connection,
            t["question_option"],
            question_id=row["question_id"],
            slug=option["key"],
            label=option["label"],
            plain=option["plain"],
            position=option["position"],
        )


def answers_back(connection, t, kept) -> None:
    answer, pick, version = t["answer"], t["pick"], t["question_version"]
    connection.execute(answer.delete().where((answer.c.option != "") | answer.c.question_id.not_in(kept)))
    read = sa.select(version.c.wording_id).where(version.c.id == answer.c.version_id).scalar_subquery()
    connection.execute(answer.update().values(wording_id=read))
    order = (pick.c.response_id, pick.c.question_id, pick.c.number, pick.c.option)
    rows = connection.execute(
        sa.select(pick, version.c.wording_id)
        .join(version, version.c.id == pick.c.version_id)
        .where(pick.c.question_id.in_(kept))
        .order_by(*order)
    ).mappings()
    back = []
    for (response_id, question_id), group in groupby(rows.all(), key=lambda r: (r["response_id"], r["question_id"])):
        theirs = list(group)
        value = [each["option"] for each in theirs]
        if theirs[0]["detail"]:
            value = {each["option"]: each["detail"] for each in theirs}
        words = {"wording_id": theirs[0]["wording_id"], "version_id": theirs[0]["version_id"]}
        back.append({"response_id": response_id, "question_id": question_id, "option": "", "value": value} | words)
    if back:
        connection.execute(answer.insert(), back)
