-- Why: what a session remembers must never outlive the facts. Whatever changes them, the API, a job or somebody in psql,
-- flags exactly the sessions that are concerned, in the same transaction: once the change is visible, so is the flag.
--
-- Two races decide how this is written:
-- * A session that is being renewed must not lose a flag. So invalidate_sessions() updates flagged rows too, instead of
--   passing them over: it waits for the renewal's lock and flags the session again.
-- * A session that is being created is not visible yet. So whoever takes a snapshot locks the account first, and
--   invalidate_sessions() asks for a lock that conflicts: either the snapshot sees the change, or the flag sees the session.
-- Locks are always taken on users first and then on sessions, in the order of ids: no deadlock.

-- Up Migration

-- What a session remembers, as of now. No row: the account may not sign in. An organization that the person does not
-- belong to (any more) reads as none.
CREATE FUNCTION session_snapshot(for_user uuid, in_organization uuid)
RETURNS TABLE (
  user_id uuid,
  email citext,
  name text,
  locale text,
  email_verified boolean,
  organization_id uuid,
  organization_slug text,
  organization_name text,
  role_name citext,
  permissions text[]
)
LANGUAGE sql STABLE AS $$
  SELECT
    users.id,
    users.email,
    users.name,
    users.locale,
    users.email_verified_at IS NOT NULL,
    place.organization_id,
    place.slug,
    place.name,
    place.role_name,
    coalesce(place.permissions, '{}') || ARRAY(
      SELECT permissions.name
      FROM permissions
      WHERE permissions.operators_only
        AND users.operator
      ORDER BY permissions.name
    )
  FROM users
  LEFT JOIN LATERAL (
    SELECT
      organizations.id AS organization_id,
      organizations.slug,
      organizations.name,
      roles.name AS role_name,
      ARRAY(
        SELECT role_permissions.permission
        FROM role_permissions
        WHERE role_permissions.role_id = roles.id
        ORDER BY role_permissions.permission
      ) AS permissions
    FROM memberships
    JOIN organizations ON organizations.id = memberships.organization_id AND organizations.deleted_at IS NULL
    JOIN roles ON roles.id = memberships.role_id
    WHERE memberships.user_id = users.id
      AND memberships.organization_id = in_organization
      AND memberships.status = 'active'
  ) AS place ON true
  WHERE users.id = for_user
    AND users.status = 'active'
    AND users.deleted_at IS NULL
$$;

COMMENT ON FUNCTION session_snapshot IS 'What a session remembers, read from the tables as they are now.';

-- The lists are parallel: an account, and the organization that the change concerns (NULL: every session of the account).
-- SECURITY DEFINER, as whoever may change a role need not be allowed to touch sessions.
CREATE FUNCTION invalidate_sessions(user_ids uuid[], organization_ids uuid[], reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM users
  WHERE id = ANY (user_ids)
  ORDER BY id
  FOR NO KEY UPDATE;

  UPDATE sessions
  SET needs_revalidate = true,
    revalidate_reason = reason,
    revalidate_source = current_setting('application_name'),
    revalidate_since = now()
  FROM unnest(user_ids, organization_ids) AS affected (user_id, organization_id)
  WHERE sessions.user_id = affected.user_id
    AND (affected.organization_id IS NULL OR sessions.organization_id = affected.organization_id);
END
$$;

COMMENT ON FUNCTION invalidate_sessions IS 'Flags the sessions that a change concerns; they are served again after POST /session/revalidation.';

CREATE FUNCTION users_invalidate_sessions() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  change record;
BEGIN
  FOR change IN
    SELECT array_agg(before.id) AS user_ids, changed.reason
    FROM before
    JOIN after ON after.id = before.id
    CROSS JOIN LATERAL (
      SELECT CASE
        WHEN after.deleted_at IS DISTINCT FROM before.deleted_at THEN 'user.deleted'
        WHEN after.status <> before.status THEN 'user.status'
        WHEN after.email <> before.email THEN 'user.email'
        WHEN after.operator <> before.operator THEN 'user.operator'
        WHEN (after.email_verified_at IS NULL) <> (before.email_verified_at IS NULL) THEN 'user.email_verified'
        WHEN after.password_hash IS DISTINCT FROM before.password_hash THEN 'user.password'
        WHEN after.name <> before.name THEN 'user.name'
        WHEN after.locale <> before.locale THEN 'user.locale'
      END AS reason
    ) AS changed
    WHERE changed.reason IS NOT NULL
    GROUP BY changed.reason
  LOOP
    PERFORM invalidate_sessions(change.user_ids, array_fill(NULL::uuid, ARRAY[cardinality(change.user_ids)]), change.reason);
  END LOOP;
  RETURN NULL;
END
$$;

CREATE TRIGGER users_invalidate_sessions AFTER UPDATE ON users
REFERENCING OLD TABLE AS before NEW TABLE AS after
FOR EACH STATEMENT EXECUTE FUNCTION users_invalidate_sessions();

-- Joining an organization changes no session: none can be in it yet.
CREATE FUNCTION memberships_invalidate_sessions() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  reason text := CASE TG_OP WHEN 'DELETE' THEN 'membership.removed' ELSE 'membership.changed' END;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    PERFORM invalidate_sessions(array_agg(before.user_id), array_agg(before.organization_id), reason)
    FROM before
    JOIN after ON after.id = before.id
    WHERE (after.user_id, after.organization_id, after.role_id, after.status)
      IS DISTINCT FROM (before.user_id, before.organization_id, before.role_id, before.status)
    HAVING count(*) > 0;
  ELSE
    PERFORM invalidate_sessions(array_agg(before.user_id), array_agg(before.organization_id), reason)
    FROM before
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER memberships_update_invalidate_sessions AFTER UPDATE ON memberships
REFERENCING OLD TABLE AS before NEW TABLE AS after
FOR EACH STATEMENT EXECUTE FUNCTION memberships_invalidate_sessions();

CREATE TRIGGER memberships_delete_invalidate_sessions AFTER DELETE ON memberships
REFERENCING OLD TABLE AS before
FOR EACH STATEMENT EXECUTE FUNCTION memberships_invalidate_sessions();

CREATE FUNCTION roles_invalidate_sessions() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM invalidate_sessions(array_agg(memberships.user_id), array_agg(memberships.organization_id), 'role.name')
  FROM before
  JOIN after ON after.id = before.id
  JOIN memberships ON memberships.role_id = after.id
  WHERE after.name <> before.name
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;

CREATE TRIGGER roles_invalidate_sessions AFTER UPDATE ON roles
REFERENCING OLD TABLE AS before NEW TABLE AS after
FOR EACH STATEMENT EXECUTE FUNCTION roles_invalidate_sessions();

CREATE FUNCTION role_permissions_invalidate_sessions() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM invalidate_sessions(array_agg(memberships.user_id), array_agg(memberships.organization_id), 'role.permissions')
  FROM memberships
  WHERE memberships.role_id IN (SELECT role_id FROM changed)
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;

CREATE TRIGGER role_permissions_insert_invalidate_sessions AFTER INSERT ON role_permissions
REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION role_permissions_invalidate_sessions();

CREATE TRIGGER role_permissions_delete_invalidate_sessions AFTER DELETE ON role_permissions
REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION role_permissions_invalidate_sessions();

-- A row that moves from one role to another concerns both: one trigger sees where it came from, one where it went.
CREATE TRIGGER role_permissions_update_old_invalidate_sessions AFTER UPDATE ON role_permissions
REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION role_permissions_invalidate_sessions();

CREATE TRIGGER role_permissions_update_new_invalidate_sessions AFTER UPDATE ON role_permissions
REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION role_permissions_invalidate_sessions();

CREATE FUNCTION organizations_invalidate_sessions() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM invalidate_sessions(array_agg(sessions.user_id), array_agg(sessions.organization_id), 'organization.changed')
  FROM before
  JOIN after ON after.id = before.id
  JOIN sessions ON sessions.organization_id = after.id
  WHERE (after.slug, after.name, after.deleted_at) IS DISTINCT FROM (before.slug, before.name, before.deleted_at)
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;

CREATE TRIGGER organizations_invalidate_sessions AFTER UPDATE ON organizations
REFERENCING OLD TABLE AS before NEW TABLE AS after
FOR EACH STATEMENT EXECUTE FUNCTION organizations_invalidate_sessions();

-- Before the row goes: the foreign key's SET NULL would hide which sessions were in it.
CREATE FUNCTION organizations_delete_invalidate_sessions() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM invalidate_sessions(array_agg(sessions.user_id), array_agg(sessions.organization_id), 'organization.deleted')
  FROM sessions
  WHERE sessions.organization_id = OLD.id
  HAVING count(*) > 0;
  RETURN OLD;
END
$$;

CREATE TRIGGER organizations_delete_invalidate_sessions BEFORE DELETE ON organizations
FOR EACH ROW EXECUTE FUNCTION organizations_delete_invalidate_sessions();

-- A permission that appears or goes concerns whoever holds it: members by the cascade to role_permissions, operators by this.
CREATE FUNCTION permissions_invalidate_sessions() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM invalidate_sessions(array_agg(users.id), array_agg(NULL::uuid), 'operator.permissions')
  FROM users
  WHERE users.operator
    AND EXISTS (SELECT FROM changed WHERE changed.operators_only)
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;

CREATE TRIGGER permissions_insert_invalidate_sessions AFTER INSERT ON permissions
REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION permissions_invalidate_sessions();

CREATE TRIGGER permissions_update_old_invalidate_sessions AFTER UPDATE ON permissions
REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION permissions_invalidate_sessions();

CREATE TRIGGER permissions_update_new_invalidate_sessions AFTER UPDATE ON permissions
REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION permissions_invalidate_sessions();

CREATE TRIGGER permissions_delete_invalidate_sessions AFTER DELETE ON permissions
REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION permissions_invalidate_sessions();

-- Emptying a table concerns whoever is signed in.
CREATE FUNCTION truncate_invalidate_sessions() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM invalidate_sessions(array_agg(sessions.user_id), array_agg(NULL::uuid), TG_TABLE_NAME || '.truncated')
  FROM sessions
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;

CREATE TRIGGER memberships_truncate_invalidate_sessions AFTER TRUNCATE ON memberships
FOR EACH STATEMENT EXECUTE FUNCTION truncate_invalidate_sessions();

CREATE TRIGGER role_permissions_truncate_invalidate_sessions AFTER TRUNCATE ON role_permissions
FOR EACH STATEMENT EXECUTE FUNCTION truncate_invalidate_sessions();

-- Down Migration

DROP TRIGGER permissions_delete_invalidate_sessions ON permissions;
DROP TRIGGER permissions_update_new_invalidate_sessions ON permissions;
DROP TRIGGER permissions_update_old_invalidate_sessions ON permissions;
DROP TRIGGER permissions_insert_invalidate_sessions ON permissions;
DROP TRIGGER role_permissions_truncate_invalidate_sessions ON role_permissions;
DROP TRIGGER memberships_truncate_invalidate_sessions ON memberships;
DROP TRIGGER organizations_delete_invalidate_sessions ON organizations;
DROP TRIGGER organizations_invalidate_sessions ON organizations;
DROP TRIGGER role_permissions_update_new_invalidate_sessions ON role_permissions;
DROP TRIGGER role_permissions_update_old_invalidate_sessions ON role_permissions;
DROP TRIGGER role_permissions_delete_invalidate_sessions ON role_permissions;
DROP TRIGGER role_permissions_insert_invalidate_sessions ON role_permissions;
DROP TRIGGER roles_invalidate_sessions ON roles;
DROP TRIGGER memberships_delete_invalidate_sessions ON memberships;
DROP TRIGGER memberships_update_invalidate_sessions ON memberships;
DROP TRIGGER users_invalidate_sessions ON users;
DROP FUNCTION truncate_invalidate_sessions;
DROP FUNCTION permissions_invalidate_sessions;
DROP FUNCTION organizations_delete_invalidate_sessions;
DROP FUNCTION organizations_invalidate_sessions;
DROP FUNCTION role_permissions_invalidate_sessions;
DROP FUNCTION roles_invalidate_sessions;
DROP FUNCTION memberships_invalidate_sessions;
DROP FUNCTION users_invalidate_sessions;
DROP FUNCTION invalidate_sessions;
DROP FUNCTION session_snapshot;
