-- 0005_create_order on PostgreSQL: makes the table.

CREATE TABLE "order" (
    id uuid NOT NULL,
    "group" varchar(10) NOT NULL,
    type integer NOT NULL DEFAULT 1,
    "user" varchar(20) NOT NULL,
    key varchar(20) NOT NULL,
    match bigint NOT NULL,
    "select" boolean NOT NULL,
    "references" text,
    "default" varchar(10) DEFAULT 'x',
    "where" integer,
    "from" date,
    "table" text,
    index integer,
    "limit" integer,
    row integer,
    at timestamptz,
    rank integer,
    values jsonb,
    async boolean,
    loop integer NOT NULL DEFAULT 0,
    "end" integer,
    interval bigint,
    "order" integer,
    CONSTRAINT order_pkey PRIMARY KEY (id),
    CONSTRAINT order_key_match_key UNIQUE (key, match),
    CONSTRAINT order_user_key UNIQUE ("user"),
    CONSTRAINT order_user_check CHECK ("user" NOT LIKE '% '),
    CONSTRAINT order_key_check CHECK (key NOT LIKE '% ')
);

CREATE INDEX order_group_type_idx ON "order" ("group", type DESC);

CREATE INDEX order_select_idx ON "order" ("select");

CREATE INDEX order_where_idx ON "order" ("where");
