-- 0012_create_notes on SQLite: makes the table.

CREATE TABLE notes (
    id INTEGER NOT NULL,
    org_code TEXT NOT NULL,
    member_id BLOB NOT NULL,
    key TEXT,
    day TEXT NOT NULL,
    hits INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT notes_pkey PRIMARY KEY (id),
    CONSTRAINT notes_org_code_fkey FOREIGN KEY (org_code) REFERENCES orgs (org_code) ON DELETE CASCADE,
    CONSTRAINT notes_org_code_member_id_fkey FOREIGN KEY (org_code, member_id) REFERENCES members (org_code, id) ON DELETE CASCADE,
    CONSTRAINT notes_org_code_check CHECK (length(org_code) <= 20 AND org_code NOT LIKE '% '),
    CONSTRAINT notes_key_check CHECK (length(key) <= 10 AND key NOT LIKE '% '),
    CONSTRAINT notes_done_check CHECK (done IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX notes_org_code_key_day_key ON notes (org_code, coalesce(key, x''), day);

CREATE INDEX notes_org_code_member_id_idx ON notes (org_code, member_id);
