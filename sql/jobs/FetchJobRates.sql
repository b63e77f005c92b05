/* @name FetchJobRates */
-- What ended in the last `seconds`, by queue and state.
SELECT
  queue,
  count(*) FILTER (WHERE state = 'done') AS "done!",
  count(*) FILTER (WHERE state = 'dead') AS "dead!",
  count(*) FILTER (WHERE state = 'cancelled') AS "cancelled!"
FROM jobs
WHERE state IN ('done', 'dead', 'cancelled')
  AND finished_at > now() - make_interval(secs => :seconds!)
GROUP BY queue
ORDER BY queue;
