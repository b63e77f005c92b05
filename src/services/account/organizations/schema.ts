/** What a client may say about an organization, and what it gets to see of one. */
import { t } from "elysia";
import { Id, JsonChanges, JsonObject, Timestamp } from "../../../plugins/schema.ts";
import { SLUG_MAX_LENGTH, SLUG_MIN_LENGTH, SLUG_PATTERN } from "./limits.ts";

const Name = t.String({
  minLength: 1,
  maxLength: 200,
  pattern: "\\S",
  description: "More than white space.",
  examples: ["Acme"],
});

const Slug = t.String({
  pattern: SLUG_PATTERN,
  minLength: SLUG_MIN_LENGTH,
  maxLength: SLUG_MAX_LENGTH,
  description: "The name in URLs: lower case letters, digits and single hyphens.",
  examples: ["acme"],
});

export const NewOrganization = t.Object({
  name: Name,
  slug: t.Optional({ ...Slug, description: "Left out, it is made from the name." }),
});

export const OrganizationChanges = t.Object(
  {
    name: t.Optional(Name),
    slug: t.Optional(Slug),
    settings: t.Optional(
      JsonChanges("Merged into the settings there are, key by key; null takes a key away."),
    ),
  },
  { minProperties: 1 },
);

export const NewOwner = t.Object({ user_id: Id });

export const OrganizationItem = t.Object({
  id: Id,
  slug: t.String(),
  name: t.String(),
  role: t.String({ description: "Yours." }),
  joined_at: Timestamp,
  member_count: t.Integer(),
});

export const Organization = t.Object({
  id: Id,
  slug: t.String(),
  name: t.String(),
  settings: JsonObject,
  created_at: Timestamp,
  updated_at: Timestamp,
});
