/* @name FetchUnfamiliarSession */
-- A session that was begun with a browser that its owner never signed in with before. Nobody is told of the very first sign-in.
-- @primary
SELECT sessions.ip, sessions.user_agent, sessions.created_at, users.email, users.name, users.locale
FROM sessions
JOIN users ON users.id = sessions.user_id
WHERE sessions.id = :id!
  AND sessions.user_agent IS NOT NULL
  AND EXISTS (
    SELECT FROM audit_events AS earlier
    WHERE earlier.actor_id = sessions.user_id
      AND earlier.action = 'session.opened'
      AND earlier.session_id <> sessions.id
  )
  AND NOT EXISTS (
    SELECT FROM audit_events AS familiar
    WHERE familiar.actor_id = sessions.user_id
      AND familiar.action = 'session.opened'
      AND familiar.session_id <> sessions.id
      AND familiar.user_agent = sessions.user_agent
  );
