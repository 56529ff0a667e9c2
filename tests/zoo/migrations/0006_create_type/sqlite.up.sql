-- 0006_create_type on SQLite: makes the table.

CREATE TABLE type (
    match BLOB NOT NULL,
    type TEXT NOT NULL,
    f TEXT NOT NULL,
    parent BLOB,
    first_id BLOB NOT NULL,
    other_id BLOB,
    CONSTRAINT type_pkey PRIMARY KEY (match),
    CONSTRAINT type_parent_fkey FOREIGN KEY (parent) REFERENCES type (match) ON DELETE RESTRICT,
    CONSTRAINT type_first_id_fkey FOREIGN KEY (first_id) REFERENCES "order" (id) ON DELETE CASCADE,
    CONSTRAINT type_other_id_fkey FOREIGN KEY (other_id) REFERENCES "order" (id) ON DELETE SET NULL,
    CONSTRAINT type_type_check CHECK (type IN ('a', 'type', 'fn')),
    CONSTRAINT type_f_check CHECK (length(f) <= 1)
) STRICT;

CREATE INDEX type_parent_f_idx ON type (parent, f);

CREATE INDEX type_first_id_idx ON type (first_id);

CREATE INDEX type_other_id_idx ON type (other_id);
