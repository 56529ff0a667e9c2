-- 0015_create_errands on SQLite: makes the table.

CREATE TABLE errands (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    owner TEXT,
    helper_id INTEGER,
    rank INTEGER,
    label TEXT,
    kind TEXT,
    born_on TEXT,
    weight REAL,
    due_at INTEGER,
    made_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    done INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT errands_pkey PRIMARY KEY (id),
    CONSTRAINT errands_helper_id_fkey FOREIGN KEY (helper_id) REFERENCES authors (id) ON DELETE SET NULL,
    CONSTRAINT errands_code_check CHECK (length(code) <= 10 AND code NOT LIKE '% '),
    CONSTRAINT errands_owner_check CHECK (length(owner) <= 10),
    CONSTRAINT errands_label_check CHECK (length(label) <= 10),
    CONSTRAINT errands_kind_check CHECK (kind IN ('b', 'a')),
    CONSTRAINT errands_done_check CHECK (done IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX errands_code_key ON errands (code) WHERE done = 0;

CREATE UNIQUE INDEX errands_code_key2 ON errands (code) WHERE done = 1;

CREATE INDEX errands_owner_due_at_idx ON errands (owner, due_at DESC);

CREATE INDEX errands_owner_due_at_idx2 ON errands (owner, due_at);

CREATE INDEX errands_rank_due_at_idx ON errands (rank, due_at DESC);

CREATE INDEX errands_label_rank_idx ON errands (label DESC, rank);

CREATE INDEX errands_kind_born_on_weight_label_rank_due_at_idx ON errands (kind, born_on DESC, weight, label, rank DESC, due_at);

CREATE INDEX errands_kind_made_at_idx ON errands (kind, made_at DESC) WHERE due_at IS NULL;

CREATE INDEX errands_kind_made_at_idx2 ON errands (kind, made_at DESC) WHERE due_at IS NOT NULL;

CREATE INDEX errands_kind_made_at_idx3 ON errands (kind, made_at DESC);

CREATE INDEX errands_helper_id_kind_idx ON errands (helper_id, kind);

CREATE INDEX errands_rank_label_idx ON errands (rank, label) WHERE weight > 0.0;
