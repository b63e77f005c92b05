/** An organization with people in it, for tests of who may do what: owner, admin and member, signed in. */
import type { Db } from "../database/db.ts";
import * as roles from "../repositories/roles.ts";
import type { SignedInClient, TestApp } from "./app.ts";
import { createMember, createOrganization } from "./factories.ts";

export type BuiltInRole = "owner" | "admin" | "member";

export interface Staff extends Readonly<Record<BuiltInRole, SignedInClient>> {
  readonly organizationId: string;
  /** "/organizations/<id>" and what is below it. */
  path(below?: string): string;
}

/** A new organization with one of each. */
export async function staff(app: TestApp, db: Db): Promise<Staff> {
  const { organization, owner } = await createOrganization(db);
  const organizationId = organization.id;
  const [admin, member] = [
    await createMember(db, { organizationId, role: "admin" }),
    await createMember(db, { organizationId, role: "member" }),
  ];
  return {
    organizationId,
    path: (below = "") => `/organizations/${organizationId}${below}`,
    owner: await app.as(owner),
    admin: await app.as(admin.user),
    member: await app.as(member.user),
  };
}

/** The ids of the built-in roles. */
export async function builtInRoles(db: Db): Promise<Record<BuiltInRole, string>> {
  const idOf = async (name: BuiltInRole) => (await roles.fetchBuiltInRole(db, { name }))?.id ?? "";
  return { owner: await idOf("owner"), admin: await idOf("admin"), member: await idOf("member") };
}

/** The session's renewal, which a 402 asks for. */
export async function renew(client: SignedInClient): Promise<SignedInClient> {
  await client.request("POST", "/session/revalidation");
  return client;
}

/** What a test asserts of a refusal. */
export const refusal = ({ status, body }: { readonly status: number; readonly body: { code?: string } }) => [
  status,
  body.code,
];
