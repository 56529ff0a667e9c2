-- 0006_create_edits on SQLite: makes the table.

CREATE TABLE edits (
    id BLOB NOT NULL,
    draft_id BLOB NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT edits_pkey PRIMARY KEY (id),
    CONSTRAINT edits_draft_id_fkey FOREIGN KEY (draft_id) REFERENCES drafts (id) ON DELETE CASCADE,
    CONSTRAINT edits_text_check CHECK (length(text) <= 40)
) STRICT;

CREATE INDEX edits_draft_id_idx ON edits (draft_id);
