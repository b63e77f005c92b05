/** A `Db` that is looked up each time it is used: for whoever is put together before there is one. */
import type { Db } from "./db.ts";

export const lateDatabase = (current: () => Db): Db => ({
  one: (query, params) => current().one(query, params),
  maybe: (query, params) => current().maybe(query, params),
  many: (query, params) => current().many(query, params),
  count: (query, params) => current().count(query, params),
  transaction: (work, options) => current().transaction(work, options),
});
