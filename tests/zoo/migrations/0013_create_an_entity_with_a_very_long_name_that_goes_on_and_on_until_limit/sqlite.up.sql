-- 0013_create_an_entity_with_a_very_long_name_that_goes_on_and_on_until_limit on SQLite: makes the table.

CREATE TABLE an_entity_with_a_very_long_name_that_goes_on_and_on_until_limit (
    id BLOB NOT NULL,
    a_field_with_a_very_long_name_that_goes_on_and_on_until_limits INTEGER NOT NULL,
    another_field_with_a_long_name_that_goes_on_and_on_until_limit TEXT NOT NULL,
    text TEXT NOT NULL,
    search_tokens TEXT NOT NULL,
    search_id INTEGER,
    CONSTRAINT an_entity_with_a_very_long_name_that_goes_on_and_44eb2e4a_pkey PRIMARY KEY (id),
    CONSTRAINT an_entity_with_a_very_long_name_that_goes_on_and_o_7f67c250_key UNIQUE (a_field_with_a_very_long_name_that_goes_on_and_on_until_limits),
    CONSTRAINT an_entity_with_a_very_long_name_that_goes_on_and_o_a91a2bac_key UNIQUE (a_field_with_a_very_long_name_that_goes_on_and_on_until_limits, another_field_with_a_long_name_that_goes_on_and_on_until_limit),
    CONSTRAINT an_entity_with_a_very_long_name_that_goes_on_and_on_until_limit_search_id_key UNIQUE (search_id),
    CONSTRAINT an_entity_with_a_very_long_name_that_goes_on_and_4e32376b_check CHECK (a_field_with_a_very_long_name_that_goes_on_and_on_until_limits BETWEEN 0 AND 5)
) STRICT;

CREATE VIRTUAL TABLE an_entity_with_a_very_long_name_that_goes_on_and_on_until_limit_search USING fts5(search_tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');

CREATE TRIGGER an_entity_with_a_very_long_name_that_goes_on_and_on_until_limit_search_insert AFTER INSERT ON an_entity_with_a_very_long_name_that_goes_on_and_on_until_limit BEGIN
    UPDATE an_entity_with_a_very_long_name_that_goes_on_and_on_until_limit SET search_id = (SELECT coalesce(max(search_id), 0) + 1 FROM an_entity_with_a_very_long_name_that_goes_on_and_on_until_limit) WHERE rowid = new.rowid;
    INSERT INTO an_entity_with_a_very_long_name_that_goes_on_and_on_until_limit_search (rowid, search_tokens) SELECT search_id, search_tokens FROM an_entity_with_a_very_long_name_that_goes_on_and_on_until_limit WHERE rowid = new.rowid;
END;

CREATE TRIGGER an_entity_with_a_very_long_name_that_goes_on_and_on_until_limit_search_update AFTER UPDATE OF search_tokens ON an_entity_with_a_very_long_name_that_goes_on_and_on_until_limit BEGIN
    UPDATE an_entity_with_a_very_long_name_that_goes_on_and_on_until_limit_search SET search_tokens = new.search_tokens WHERE rowid = new.search_id;
END;

CREATE TRIGGER an_entity_with_a_very_long_name_that_goes_on_and_on_until_limit_search_delete AFTER DELETE ON an_entity_with_a_very_long_name_that_goes_on_and_on_until_limit BEGIN
    DELETE FROM an_entity_with_a_very_long_name_that_goes_on_and_on_until_limit_search WHERE rowid = old.search_id;
END;
