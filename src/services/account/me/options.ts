/** What changes of one's own account need of the rest of the app. */
import type { Db } from "../../../database/db.ts";
import type { Passwords } from "../authentication/password.ts";
import type { ProductAnalytics } from "../product-events.ts";

export interface MeOptions {
  readonly database: Db;
  readonly passwords: Passwords;
  readonly analytics: ProductAnalytics;
}
