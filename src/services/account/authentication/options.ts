/** What signing in needs of the rest of the app; handed in by whoever puts it together. */
import type { Db } from "../../../database/db.ts";
import type { ProductAnalytics } from "../product-events.ts";
import type { Lifetimes } from "../sessions/opening.ts";
import type { Passwords } from "./password.ts";

export interface AuthenticationOptions {
  readonly database: Db;
  readonly passwords: Passwords;
  readonly lifetimes: Lifetimes;
  readonly analytics: ProductAnalytics;
}
