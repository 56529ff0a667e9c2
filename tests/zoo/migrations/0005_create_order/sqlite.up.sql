-- 0005_create_order on SQLite: makes the table.

CREATE TABLE "order" (
    id BLOB NOT NULL,
    "group" TEXT NOT NULL,
    type INTEGER NOT NULL DEFAULT 1,
    user TEXT NOT NULL,
    key TEXT NOT NULL,
    match INTEGER NOT NULL,
    "select" INTEGER NOT NULL,
    "references" TEXT,
    "default" TEXT DEFAULT 'x',
    "where" INTEGER,
    "from" TEXT,
    "table" TEXT,
    "index" INTEGER,
    "limit" INTEGER,
    row INTEGER,
    at INTEGER,
    rank INTEGER,
    "values" TEXT,
    async INTEGER,
    loop INTEGER NOT NULL DEFAULT 0,
    end INTEGER,
    interval INTEGER,
    "order" INTEGER,
    CONSTRAINT order_pkey PRIMARY KEY (id),
    CONSTRAINT order_key_match_key UNIQUE (key, match),
    CONSTRAINT order_user_key UNIQUE (user),
    CONSTRAINT order_group_check CHECK (length("group") <= 10),
    CONSTRAINT order_user_check CHECK (length(user) <= 20 AND user NOT LIKE '% '),
    CONSTRAINT order_key_check CHECK (length(key) <= 20 AND key NOT LIKE '% '),
    CONSTRAINT order_select_check CHECK ("select" IN (0, 1)),
    CONSTRAINT order_default_check CHECK (length("default") <= 10),
    CONSTRAINT order_values_check CHECK (json_valid("values")),
    CONSTRAINT order_async_check CHECK (async IN (0, 1))
) STRICT;

CREATE INDEX order_group_type_idx ON "order" ("group", type DESC);

CREATE INDEX order_select_idx ON "order" ("select");

CREATE INDEX order_where_idx ON "order" ("where");
