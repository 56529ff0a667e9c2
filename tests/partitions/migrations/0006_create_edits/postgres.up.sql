-- 0006_create_edits on PostgreSQL: makes the table.

CREATE TABLE edits (
    id uuid NOT NULL,
    draft_id uuid NOT NULL,
    text varchar(40) NOT NULL,
    CONSTRAINT edits_pkey PRIMARY KEY (id),
    CONSTRAINT edits_draft_id_fkey FOREIGN KEY (draft_id) REFERENCES drafts (id) ON DELETE CASCADE
);

CREATE INDEX edits_draft_id_idx ON edits (draft_id);
