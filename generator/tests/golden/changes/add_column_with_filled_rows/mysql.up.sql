-- 0002_add_column_with_filled_rows on MySQL: changes users.

-- Looks for values of users.handle that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE (lower(login)) IS NULL
LIMIT 4;

-- Looks for rows that would get a value in users.handle which it does not take.
-- Nothing is changed while there are any.
SELECT id
FROM (
    SELECT id, CAST((lower(login)) AS CHAR) AS handle
    FROM users
) AS filled
WHERE CHAR_LENGTH(handle) > 60
LIMIT 4;

-- Adds users.handle, null until the rows that are there are filled.
ALTER TABLE users ADD COLUMN handle VARCHAR(60), ALGORITHM=INSTANT;

-- Fills users.handle where it is null, in batches.
UPDATE users SET handle = (lower(login)) WHERE handle IS NULL;

-- Fills the few rows that came in between.
UPDATE users SET handle = (lower(login)) WHERE handle IS NULL;

-- Lets no more nulls into users.handle.
ALTER TABLE users
    MODIFY COLUMN handle VARCHAR(60) NOT NULL,
    ALGORITHM=INPLACE, LOCK=NONE;

-- Adds users.token, null until the rows that are there are filled.
ALTER TABLE users ADD COLUMN token BINARY(16), ALGORITHM=INSTANT;

-- Fills users.token where it is null, in batches.
UPDATE users
SET token = UNHEX(CONCAT(LPAD(HEX(FLOOR(UNIX_TIMESTAMP(NOW(6)) * 1000)), 12, '0'), '7', SUBSTR(SHA2(CONCAT(UUID(), RAND()), 256), 1, 3), HEX(8 + FLOOR(RAND() * 4)), SUBSTR(SHA2(CONCAT(RAND(), UUID()), 256), 1, 15)))
WHERE token IS NULL;

-- Fills the few rows that came in between.
UPDATE users
SET token = UNHEX(CONCAT(LPAD(HEX(FLOOR(UNIX_TIMESTAMP(NOW(6)) * 1000)), 12, '0'), '7', SUBSTR(SHA2(CONCAT(UUID(), RAND()), 256), 1, 3), HEX(8 + FLOOR(RAND() * 4)), SUBSTR(SHA2(CONCAT(RAND(), UUID()), 256), 1, 15)))
WHERE token IS NULL;

-- Lets no more nulls into users.token.
ALTER TABLE users
    MODIFY COLUMN token BINARY(16) NOT NULL,
    ALGORITHM=INPLACE, LOCK=NONE;
