-- 0010_create_events on PostgreSQL: makes the table.

CREATE TABLE events (
    starts_at timestamptz NOT NULL,
    holiday_day date,
    plan varchar(4),
    title varchar(50) NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (starts_at),
    CONSTRAINT events_holiday_day_fkey FOREIGN KEY (holiday_day) REFERENCES holidays (day) ON DELETE SET NULL,
    CONSTRAINT events_plan_fkey FOREIGN KEY (plan) REFERENCES plans (kind) ON DELETE NO ACTION
);

CREATE INDEX events_holiday_day_idx ON events (holiday_day);

CREATE INDEX events_plan_idx ON events (plan);
