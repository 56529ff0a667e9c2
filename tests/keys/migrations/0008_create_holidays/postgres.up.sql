-- 0008_create_holidays on PostgreSQL: makes the table.

CREATE TABLE holidays (
    day date NOT NULL,
    title varchar(50) NOT NULL,
    events integer NOT NULL DEFAULT 0,
    CONSTRAINT holidays_pkey PRIMARY KEY (day)
);
