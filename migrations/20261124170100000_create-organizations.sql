-- Why: people work together in organizations, and what somebody may do is decided there. A membership has one role,
-- a role holds permissions; the API asks for permissions only, so that organizations can shape roles of their own.

-- Up Migration

CREATE TABLE organizations (
  id uuid DEFAULT uuidv7(),
  slug text NOT NULL,
  name text NOT NULL,
  settings jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  CONSTRAINT organizations_pkey PRIMARY KEY (id),
  CONSTRAINT organizations_slug_check CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) BETWEEN 2 AND 63),
  CONSTRAINT organizations_name_check CHECK (length(name) BETWEEN 1 AND 200),
  CONSTRAINT organizations_settings_check CHECK (jsonb_typeof(settings) = 'object')
);

CREATE UNIQUE INDEX organizations_slug_key ON organizations (slug) WHERE deleted_at IS NULL;

CREATE TRIGGER organizations_set_updated_at BEFORE UPDATE ON organizations
FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION set_updated_at();

COMMENT ON TABLE organizations IS 'What people share: members, roles, data. Deleting is soft.';
COMMENT ON COLUMN organizations.slug IS 'The name in URLs: lower case letters, digits and single hyphens.';
COMMENT ON COLUMN organizations.settings IS 'Choices of the organization; a JSON object.';
COMMENT ON COLUMN organizations.deleted_at IS 'NULL: the organization lives.';

CREATE TABLE permissions (
  name text,
  description text NOT NULL,
  operators_only boolean NOT NULL DEFAULT false,
  CONSTRAINT permissions_pkey PRIMARY KEY (name),
  CONSTRAINT permissions_name_check CHECK (name ~ '^[a-z_]+\.[a-z_]+$')
);

COMMENT ON TABLE permissions IS 'Everything that can be allowed. Written by migrations only: the code asks for these names.';
COMMENT ON COLUMN permissions.name IS '"<what>.<verb>", e.g. "members.invite".';
COMMENT ON COLUMN permissions.description IS 'One sentence for the person who ticks it.';
COMMENT ON COLUMN permissions.operators_only IS 'Concerns the whole installation: operators hold it, no role can.';

CREATE TABLE roles (
  id uuid DEFAULT uuidv7(),
  organization_id uuid,
  name citext NOT NULL,
  description text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT roles_pkey PRIMARY KEY (id),
  CONSTRAINT roles_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
  CONSTRAINT roles_name_key UNIQUE NULLS NOT DISTINCT (organization_id, name),
  CONSTRAINT roles_name_check CHECK (length(name) BETWEEN 1 AND 60),
  -- A role of one's own called "owner" would be taken for the real one.
  CONSTRAINT roles_reserved_name_check CHECK (organization_id IS NULL OR name NOT IN ('owner', 'admin', 'member'))
);

CREATE TRIGGER roles_set_updated_at BEFORE UPDATE ON roles
FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION set_updated_at();

COMMENT ON TABLE roles IS 'A named set of permissions that a membership holds.';
COMMENT ON COLUMN roles.organization_id IS 'The organization whose own role it is; NULL: built in, the same everywhere.';

CREATE TABLE role_permissions (
  role_id uuid,
  permission text,
  CONSTRAINT role_permissions_pkey PRIMARY KEY (role_id, permission),
  CONSTRAINT role_permissions_role_id_fkey FOREIGN KEY (role_id) REFERENCES roles (id) ON DELETE CASCADE,
  CONSTRAINT role_permissions_permission_fkey FOREIGN KEY (permission) REFERENCES permissions (name)
    ON UPDATE CASCADE ON DELETE CASCADE
);

CREATE INDEX role_permissions_permission_idx ON role_permissions (permission);

COMMENT ON TABLE role_permissions IS 'Which role allows what.';

-- Whoever may shape an organization's roles must not reach beyond the organization by it.
CREATE FUNCTION check_role_permission() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM permissions
  WHERE name = NEW.permission
    AND operators_only;
  IF FOUND THEN
    RAISE EXCEPTION 'permission % is for operators only', NEW.permission
      USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER role_permissions_operators_only_check BEFORE INSERT OR UPDATE ON role_permissions
FOR EACH ROW EXECUTE FUNCTION check_role_permission();

-- A role of another organization must never be given, whatever the path: API, job or psql.
CREATE FUNCTION check_role_organization() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM roles
  WHERE id = NEW.role_id
    AND organization_id IS DISTINCT FROM NEW.organization_id
    AND organization_id IS NOT NULL;
  IF FOUND THEN
    RAISE EXCEPTION 'role % belongs to another organization', NEW.role_id
      USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
  END IF;
  RETURN NEW;
END
$$;

CREATE TYPE membership_status AS ENUM ('active', 'suspended');

CREATE TABLE memberships (
  id uuid DEFAULT uuidv7(),
  organization_id uuid NOT NULL,
  user_id uuid NOT NULL,
  role_id uuid NOT NULL,
  status membership_status NOT NULL DEFAULT 'active',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT memberships_pkey PRIMARY KEY (id),
  CONSTRAINT memberships_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
  CONSTRAINT memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  -- No cascade: a role that somebody holds cannot be deleted.
  CONSTRAINT memberships_role_id_fkey FOREIGN KEY (role_id) REFERENCES roles (id),
  CONSTRAINT memberships_user_id_key UNIQUE (organization_id, user_id)
);

CREATE INDEX memberships_user_id_idx ON memberships (user_id);
CREATE INDEX memberships_role_id_idx ON memberships (role_id);

CREATE TRIGGER memberships_role_organization_check BEFORE INSERT OR UPDATE OF role_id, organization_id ON memberships
FOR EACH ROW EXECUTE FUNCTION check_role_organization();

CREATE TRIGGER memberships_set_updated_at BEFORE UPDATE ON memberships
FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION set_updated_at();

COMMENT ON TABLE memberships IS 'Who belongs to which organization, as what. Leaving deletes the row.';
COMMENT ON COLUMN memberships.status IS 'A suspended member keeps the place but may do nothing.';

CREATE TABLE invitations (
  id uuid DEFAULT uuidv7(),
  organization_id uuid NOT NULL,
  email citext NOT NULL,
  role_id uuid NOT NULL,
  invited_by uuid,
  token_hash bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  accepted_by uuid,
  revoked_at timestamptz,
  CONSTRAINT invitations_pkey PRIMARY KEY (id),
  CONSTRAINT invitations_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
  CONSTRAINT invitations_role_id_fkey FOREIGN KEY (role_id) REFERENCES roles (id),
  CONSTRAINT invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT invitations_accepted_by_fkey FOREIGN KEY (accepted_by) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT invitations_token_hash_key UNIQUE (token_hash),
  CONSTRAINT invitations_token_hash_check CHECK (octet_length(token_hash) = 32),
  CONSTRAINT invitations_email_check CHECK (email ~ '^[^@[:space:]]+@[^@[:space:]]+$' AND length(email) <= 254),
  CONSTRAINT invitations_expires_at_check CHECK (expires_at > created_at),
  CONSTRAINT invitations_outcome_check CHECK (num_nonnulls(accepted_at, revoked_at) <= 1)
);

-- One open invitation per address: asking again renews it.
CREATE UNIQUE INDEX invitations_open_email_key ON invitations (organization_id, email)
WHERE accepted_at IS NULL AND revoked_at IS NULL;
CREATE INDEX invitations_email_idx ON invitations (email);
CREATE INDEX invitations_organization_id_idx ON invitations (organization_id, id);
CREATE INDEX invitations_role_id_idx ON invitations (role_id);
CREATE INDEX invitations_invited_by_idx ON invitations (invited_by);
CREATE INDEX invitations_accepted_by_idx ON invitations (accepted_by);

CREATE TRIGGER invitations_role_organization_check BEFORE INSERT OR UPDATE OF role_id, organization_id ON invitations
FOR EACH ROW EXECUTE FUNCTION check_role_organization();

COMMENT ON TABLE invitations IS 'An address was asked to join an organization; open until accepted, revoked or expired.';
COMMENT ON COLUMN invitations.invited_by IS 'Who asked; NULL when that account is gone.';
COMMENT ON COLUMN invitations.token_hash IS 'SHA-256 of the token in the mailed link.';

-- The permissions that the account service asks for, and the three roles that every organization starts with.
-- A migration that adds a permission gives it to the built-in roles too.
INSERT INTO permissions (name, description) VALUES
  ('organization.read', 'See the organization and its settings.'),
  ('organization.update', 'Change the name, the address and the settings of the organization.'),
  ('organization.transfer', 'Hand the ownership to another member.'),
  ('organization.delete', 'Delete the organization.'),
  ('members.read', 'See who belongs to the organization.'),
  ('members.invite', 'Invite people and take invitations back.'),
  ('members.update', 'Change the role of members and suspend them.'),
  ('members.remove', 'Remove members from the organization.'),
  ('roles.read', 'See the roles and what they allow.'),
  ('roles.manage', 'Create, change and delete the organization''s own roles.'),
  ('audit.read', 'Read the log of security events.');

INSERT INTO permissions (name, description, operators_only) VALUES
  ('users.read', 'See every account of the installation.', true),
  ('users.manage', 'Suspend and reinstate accounts.', true);

INSERT INTO roles (name, description) VALUES
  ('owner', 'May do everything, and hand the organization over.'),
  ('admin', 'Runs the organization day to day.'),
  ('member', 'Works in the organization.');

INSERT INTO role_permissions (role_id, permission)
SELECT roles.id, permissions.name
FROM roles
CROSS JOIN permissions
WHERE roles.organization_id IS NULL
  AND NOT permissions.operators_only
  AND CASE roles.name
    WHEN 'owner' THEN true
    WHEN 'admin' THEN permissions.name NOT IN ('organization.transfer', 'organization.delete')
    ELSE permissions.name IN ('organization.read', 'members.read', 'roles.read')
  END;

-- Down Migration

DROP TABLE invitations;
DROP TABLE memberships;
DROP TYPE membership_status;
DROP FUNCTION check_role_organization;
DROP TABLE role_permissions;
DROP FUNCTION check_role_permission;
DROP TABLE roles;
DROP TABLE permissions;
DROP TABLE organizations;
