-- 0005_create_lines on PostgreSQL: makes the table.

CREATE TABLE lines (
    number smallint NOT NULL,
    title varchar(50) NOT NULL,
    CONSTRAINT lines_pkey PRIMARY KEY (number)
);
