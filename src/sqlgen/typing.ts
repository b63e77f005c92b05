/** From a type's oid to its row of the table in database/types.ts: through domains and arrays, with enums as unions. */
import { arrayType, enumType, type SqlType, sqlType, textType } from "../database/types.ts";
import type { Catalog, SchemaType } from "./catalog.ts";
import type { EnumModel } from "./model.ts";
import { enumNames } from "./naming.ts";

export interface Typed {
  readonly type: SqlType;
  /** The enum that the type names, if it does. */
  readonly enums: readonly EnumModel[];
}

/** Oids below this are Postgres' own: https://www.postgresql.org/docs/18/system-catalog-initial-data.html */
const FIRST_USER_OID = 16_384;

/** Of the catalog's own tables: arrays by their kind, but written as `1 2 3`. */
const VECTORS: ReadonlySet<string> = new Set(["int2vector", "oidvector"]);

export class Typing {
  readonly #catalog: Catalog;
  readonly #names: ReadonlyMap<number, string>;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    this.#names = enumNames([...catalog.types.values()].filter(({ kind }) => kind === "enum"));
  }

  of(oid: number): Typed {
    const type = this.#catalog.types.get(oid);
    if (type === undefined) return { type: textType, enums: [] };
    if (type.kind === "domain") return this.of(type.base);
    if (type.kind === "enum") return this.#enum(type);
    if (type.element !== 0 && !VECTORS.has(type.name)) return this.#array(type.element);
    return {
      type: type.kind === "base" || type.kind === "pseudo" ? sqlType(type.name) : textType,
      enums: [],
    };
  }

  /** For a cast in SQL. */
  sqlName(oid: number): string {
    const type = this.#catalog.types.get(oid);
    return type === undefined ? "text" : `${quoteName(type.schema)}.${quoteName(type.name)}`;
  }

  #enum(type: SchemaType): Typed {
    const name = this.#names.get(type.oid) ?? "string";
    const comment = type.comment === undefined ? {} : { comment: type.comment };
    return { type: enumType(name), enums: [{ name, labels: type.labels, ...comment }] };
  }

  #array(element: number): Typed {
    const { type, enums } = this.of(element);
    const builtin = element < FIRST_USER_OID;
    return { type: arrayType(this.#baseName(element), type, { builtin, nullableElements: true }), enums };
  }

  /** The name of the type under all domains. */
  #baseName(oid: number): string {
    const type = this.#catalog.types.get(oid);
    if (type?.kind === "domain") return this.#baseName(type.base);
    return type?.name ?? "text";
  }
}

const quoteName = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
