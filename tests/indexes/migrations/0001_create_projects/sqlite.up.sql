-- 0001_create_projects on SQLite: makes the table.

CREATE TABLE projects (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT projects_pkey PRIMARY KEY (id),
    CONSTRAINT projects_name_check CHECK (length(name) <= 50)
) STRICT;
