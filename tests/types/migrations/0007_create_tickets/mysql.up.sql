-- 0007_create_tickets on MySQL: makes the table.

CREATE TABLE tickets (
    id BIGINT AUTO_INCREMENT NOT NULL,
    title VARCHAR(40) NOT NULL,
    state VARCHAR(7) NOT NULL DEFAULT 'open',
    mood VARCHAR(5),
    first_mood VARCHAR(5) NOT NULL DEFAULT 'so-so',
    priority INT NOT NULL DEFAULT 0,
    tags JSON NOT NULL DEFAULT ('[]'),
    counts JSON NOT NULL DEFAULT ('[1,2]'),
    watchers JSON,
    times JSON,
    shares JSON,
    notes JSON,
    title_unique VARCHAR(40) GENERATED ALWAYS AS (CASE WHEN state <> 'closed' THEN title END) VIRTUAL,
    CONSTRAINT tickets_pkey PRIMARY KEY (id),
    CONSTRAINT tickets_title_key UNIQUE (title_unique),
    CONSTRAINT tickets_title_check CHECK (title NOT LIKE '% '),
    CONSTRAINT tickets_state_check CHECK (state IN ('open', 'waiting', 'closed')),
    CONSTRAINT tickets_mood_check CHECK (mood IN ('happy', 'so-so', 'sad')),
    CONSTRAINT tickets_first_mood_check CHECK (first_mood IN ('happy', 'so-so', 'sad')),
    KEY tickets_state_priority_idx (state, priority DESC, id DESC),
    KEY tickets_title_idx (title)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
