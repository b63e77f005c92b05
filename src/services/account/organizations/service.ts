/** Organizations: what people share. Everybody sees those that they are members of, and no others. */
import type { Json } from "../../../database/codec.ts";
import { type Db, onConstraint, type Tx } from "../../../database/index.ts";
import { AppError } from "../../../errors.ts";
import * as organizations from "../../../repositories/organizations.ts";
import type { Scope } from "../../../scope.ts";
import { record } from "../audit/record.ts";
import type { Slice } from "../listing.ts";
import type { ProductAnalytics } from "../product-events.ts";
import { takeAuthority, workplace } from "./authority.ts";
import { SETTINGS_MAX_LENGTH } from "./limits.ts";
import { slugOf } from "./slug.ts";
import { transferOwnership } from "./transfer.ts";

export interface NewOrganization {
  readonly name: string;
  /** Left out: made from the name. */
  readonly slug?: string;
}

export interface OrganizationChanges {
  readonly name?: string;
  readonly slug?: string;
  /** Merged into those that there are; null removes a key. */
  readonly settings?: Readonly<Record<string, Json>>;
}

export type OrganizationService = ReturnType<typeof organizationService>;

export interface OrganizationOptions {
  readonly database: Db;
  readonly analytics: ProductAnalytics;
}

export const organizationService = ({ database, analytics }: OrganizationOptions) => ({
  /** The caller's own, in the order in which they were made. */
  async list({ userId }: Scope, slice: Slice) {
    return await organizations.fetchOrganizationsByUser(database, { userId, ...slice });
  },

  /**
   * Whoever is signed in has proven an address, and may found any number.
   * @throws {AppError} slug_taken
   */
  async create(scope: Scope, { name, slug }: NewOrganization) {
    return await database.transaction(async (tx) => {
      const chosen = slug ?? (await freeSlug(tx, name));
      const { id } = await organizations
        .insertOrganization(tx, { name, slug: chosen, ownerId: scope.userId })
        .catch(slugTaken);
      await record(tx, scope, {
        action: "organization.created",
        organizationId: id,
        subject: { type: "organization", id },
        details: { name, slug: chosen },
      });
      const who = { userId: scope.userId, organizationId: id };
      tx.afterCommit(() => analytics.capture("organization created", who, {}));
      return await fetch(tx, id);
    });
  },

  /** @throws {AppError} organization_not_found */
  async read(scope: Scope) {
    return await fetch(database, workplace(scope, "organization.read"));
  },

  /** @throws {AppError} slug_taken, settings_too_large */
  async change(scope: Scope, { name, slug, settings }: OrganizationChanges) {
    return await database.transaction(async (tx) => {
      const { organizationId: id } = await takeAuthority(tx, scope, "organization.update");
      if (name !== undefined || slug !== undefined) {
        await organizations.modifyOrganization(tx, { id, name, slug }).catch(slugTaken);
      }
      if (settings !== undefined) await mergeSettings(tx, id, settings);
      await record(tx, scope, {
        action: "organization.changed",
        organizationId: id,
        subject: { type: "organization", id },
        details: { name: name ?? null, slug: slug ?? null, settings: Object.keys(settings ?? {}) },
      });
      return await fetch(tx, id);
    });
  },

  async dissolve(scope: Scope): Promise<void> {
    await database.transaction(async (tx) => {
      const { organizationId: id } = await takeAuthority(tx, scope, "organization.delete");
      await organizations.modifyOrganizationAsDeleted(tx, { id });
      await record(tx, scope, {
        action: "organization.deleted",
        organizationId: id,
        subject: { type: "organization", id },
      });
      const who = { userId: scope.userId, organizationId: id };
      tx.afterCommit(() => analytics.capture("organization deleted", who, {}));
    });
  },

  /** @throws {AppError} owners_only, member_not_found, member_not_active */
  async transfer(scope: Scope, userId: string): Promise<void> {
    await database.transaction((tx) => transferOwnership(tx, scope, userId));
  },
});

async function fetch(db: Db, id: string): Promise<organizations.FetchOrganizationByIdRow> {
  const organization = await organizations.fetchOrganizationById(db, { id });
  if (organization === null) throw new AppError("organization_not_found");
  return organization;
}

const slugTaken = onConstraint("organizations_slug_key", () => new AppError("slug_taken"));

/** @throws {AppError} slug_taken when fifty organizations of that name are there */
async function freeSlug(tx: Tx, name: string): Promise<string> {
  const free = await organizations.fetchFreeOrganizationSlug(tx, { slug: slugOf(name) });
  if (free === null) throw new AppError("slug_taken");
  return free.slug;
}

async function mergeSettings(tx: Tx, id: string, changes: Json): Promise<void> {
  const merged = await organizations.modifyOrganizationSettings(tx, { id, changes });
  if (JSON.stringify(merged?.settings).length > SETTINGS_MAX_LENGTH) throw new AppError("settings_too_large");
}
