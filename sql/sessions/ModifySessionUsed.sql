/* @name ModifySessionUsed */
-- Notes a use and moves the idle expiry on. At most once a minute: of the requests that come together one writes.
UPDATE sessions
SET last_used_at = now(),
  ip = coalesce(:ip, ip),
  idle_expires_at = least(now() + make_interval(secs => :idleSeconds!), expires_at)
WHERE id = :id!
  AND last_used_at < now() - interval '1 minute';
