-- 0001_create_order on SQLite: makes the table.

CREATE TABLE "order" (
    id BLOB NOT NULL,
    "select" INTEGER NOT NULL DEFAULT 7,
    rank INTEGER NOT NULL,
    active INTEGER NOT NULL DEFAULT 1,
    code TEXT NOT NULL,
    stage TEXT NOT NULL DEFAULT 'new',
    note TEXT NOT NULL DEFAULT 'it''s C:\',
    born TEXT,
    label TEXT,
    seen_at INTEGER,
    at TEXT,
    held_at TEXT,
    small INTEGER,
    ratio REAL NOT NULL DEFAULT 0.5,
    raw BLOB,
    waits INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT order_pkey PRIMARY KEY (id),
    CONSTRAINT order_code_stage_key UNIQUE (code, stage),
    CONSTRAINT order_rank_check CHECK (rank BETWEEN -1 AND 1),
    CONSTRAINT order_active_check CHECK (active IN (0, 1)),
    CONSTRAINT order_code_check CHECK (length(code) <= 20),
    CONSTRAINT order_stage_check CHECK (stage IN ('new', 'in_work')),
    CONSTRAINT order_label_check CHECK (length(label) <= 10 AND label NOT LIKE '% '),
    CONSTRAINT order_ratio_check CHECK (ratio BETWEEN 0.0 AND 1.0)
) STRICT;

CREATE UNIQUE INDEX order_code_key ON "order" (code) WHERE active = 1;

CREATE UNIQUE INDEX order_label_small_seen_at_key ON "order" (coalesce(label, x''), coalesce(small, x''), coalesce(seen_at, x''));

CREATE UNIQUE INDEX order_stage_born_key ON "order" (stage, coalesce(born, x'')) WHERE active = 1;

CREATE INDEX order_select_rank_idx ON "order" ("select", rank DESC);

-- 0002_create_an_entity_whose_table_has_a_name_that_is_long on SQLite: makes the table.

CREATE TABLE an_entity_whose_table_has_a_name_that_is_long (
    id INTEGER NOT NULL,
    first_of_the_columns_in_it INTEGER NOT NULL,
    second_of_the_columns_in_it TEXT NOT NULL,
    parent_id INTEGER,
    CONSTRAINT an_entity_whose_table_has_a_name_that_is_long_pkey PRIMARY KEY (id),
    CONSTRAINT an_entity_whose_table_has_a_name_that_is_long_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES an_entity_whose_table_has_a_name_that_is_long (id) ON DELETE SET NULL,
    CONSTRAINT an_entity_whose_table_has_a_name_that_is_long_fi_63f6d4b1_check CHECK (first_of_the_columns_in_it IN (1, 2)),
    CONSTRAINT an_entity_whose_table_has_a_name_that_is_long_se_540651e1_check CHECK (length(second_of_the_columns_in_it) BETWEEN 2 AND 9)
) STRICT;

CREATE INDEX an_entity_whose_table_has_a_name_that_is_long_firs_49430ea0_idx ON an_entity_whose_table_has_a_name_that_is_long (first_of_the_columns_in_it, second_of_the_columns_in_it);

CREATE INDEX an_entity_whose_table_has_a_name_that_is_long_parent_id_idx ON an_entity_whose_table_has_a_name_that_is_long (parent_id);
