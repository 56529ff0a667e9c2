-- 0010_create_events on SQLite: makes the table.

CREATE TABLE events (
    starts_at INTEGER NOT NULL,
    holiday_day TEXT,
    plan TEXT,
    title TEXT NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (starts_at),
    CONSTRAINT events_holiday_day_fkey FOREIGN KEY (holiday_day) REFERENCES holidays (day) ON DELETE SET NULL,
    CONSTRAINT events_plan_fkey FOREIGN KEY (plan) REFERENCES plans (kind) ON DELETE NO ACTION,
    CONSTRAINT events_plan_check CHECK (length(plan) <= 4),
    CONSTRAINT events_title_check CHECK (length(title) <= 50)
) STRICT;

CREATE INDEX events_holiday_day_idx ON events (holiday_day);

CREATE INDEX events_plan_idx ON events (plan);
