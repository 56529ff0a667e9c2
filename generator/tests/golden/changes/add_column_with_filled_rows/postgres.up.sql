-- 0002_add_column_with_filled_rows on PostgreSQL: changes users.

-- Looks for values of users.handle that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE (lower(login)) IS NULL
LIMIT 4;

-- Looks for rows that would get a value in users.handle which it does not take.
-- Nothing is changed while there are any.
SELECT id
FROM (
    SELECT id, CAST((lower(login)) AS text) AS handle
    FROM users
) AS filled
WHERE char_length(handle) > 60
LIMIT 4;

-- Adds users.handle, null until the rows that are there are filled.
ALTER TABLE users ADD COLUMN handle varchar(60);

-- Adds users.token, null until the rows that are there are filled.
ALTER TABLE users ADD COLUMN token uuid;

-- Fills users.handle where it is null, in batches.
UPDATE users SET handle = (lower(login)) WHERE handle IS NULL;

-- Fills users.token where it is null, in batches.
UPDATE users
SET token = encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
WHERE token IS NULL;

-- Lets no more nulls into users.handle.
ALTER TABLE users ADD CONSTRAINT users_handle_required CHECK (handle IS NOT NULL) NOT VALID;

-- Lets no more nulls into users.token.
ALTER TABLE users ADD CONSTRAINT users_token_required CHECK (token IS NOT NULL) NOT VALID;

-- Fills the few rows that came in between.
UPDATE users
SET handle = CASE WHEN handle IS NULL THEN (lower(login)) ELSE handle END,
    token = CASE WHEN token IS NULL THEN encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid ELSE token END
WHERE (handle IS NULL OR token IS NULL);

-- Makes sure that no null is left, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_handle_required;

-- Needs no look at the rows: the check has proved it.
ALTER TABLE users ALTER COLUMN handle SET NOT NULL;
ALTER TABLE users DROP CONSTRAINT users_handle_required;

-- Makes sure that no null is left, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_token_required;

-- Needs no look at the rows: the check has proved it.
ALTER TABLE users ALTER COLUMN token SET NOT NULL;
ALTER TABLE users DROP CONSTRAINT users_token_required;
