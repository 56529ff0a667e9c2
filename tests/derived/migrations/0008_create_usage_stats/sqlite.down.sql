-- 0008_create_usage_stats on SQLite: takes the table back.

DROP TABLE usage_stats;
