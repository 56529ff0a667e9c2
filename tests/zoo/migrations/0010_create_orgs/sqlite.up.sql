-- 0010_create_orgs on SQLite: makes the table.

CREATE TABLE orgs (
    id INTEGER NOT NULL,
    org_code TEXT NOT NULL,
    CONSTRAINT orgs_pkey PRIMARY KEY (id),
    CONSTRAINT orgs_org_code_key UNIQUE (org_code),
    CONSTRAINT orgs_org_code_check CHECK (length(org_code) BETWEEN 2 AND 20 AND org_code NOT LIKE '% ')
) STRICT;
