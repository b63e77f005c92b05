/** From names in SQL to names in TypeScript. */
import type { Verb } from "../database/query.ts";

const TITLE = /^(?<verb>Fetch|Insert|Modify|Destroy)[A-Z0-9]/;

/** The verb that a title begins with. */
export const verbOf = (title: string): Verb | undefined =>
  TITLE.exec(title)?.groups?.verb as Verb | undefined;

/** "FetchUserByEmail" → "fetchUserByEmail". */
export const functionName = (title: string): string => title.charAt(0).toLowerCase() + title.slice(1);

export const queryName = (title: string): string => `${functionName(title)}Query`;

/** "audit-events" → "auditEvents". */
export const namespaceName = (repository: string): string =>
  repository.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** "user_status" → "UserStatus", also for names that only quoting makes possible in SQL. */
function typeName(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return /^\p{L}/u.test(pascal) ? pascal : `T${pascal}`;
}

/** Type names that generated files use for themselves, or that every file has. */
const TAKEN = new Set(["Array", "Date", "Db", "Json", "Promise", "Record", "Uint8Array"]);
const GENERATED = /^(Fetch|Insert|Modify|Destroy).*(Params|Row)$/;

export interface NamedType {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
}

/** One TypeScript name for each enum of the schema, the same in every file. */
export function enumNames(enums: readonly NamedType[]): Map<number, string> {
  const plain = enums.map((type) => typeName(type.name));
  return new Map(
    enums.map((type, index) => {
      const name = plain[index] ?? "";
      const shared = plain.filter((other) => other === name).length > 1;
      const unique = shared ? typeName(`${type.schema}_${type.name}`) : name;
      return [type.oid, TAKEN.has(unique) || GENERATED.test(unique) ? `${unique}Enum` : unique];
    }),
  );
}

/** A property in an object type or literal. */
export const propertyKey = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
