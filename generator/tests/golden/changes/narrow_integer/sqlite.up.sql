-- 0002_narrow_integer on SQLite: changes order.

UPDATE "order" SET total = 'does not fit' WHERE total NOT BETWEEN -32768 AND 32767;
