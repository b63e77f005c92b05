/** Readiness: whether a request would find what it needs. Says which part is missing, and nothing about why. */
import type { Db } from "../../database/db.ts";
import { AppError } from "../../errors.ts";
import * as health from "../../repositories/health.ts";

export interface ReadinessOptions {
  readonly database: Db;
  /** Names of the migrations that this release was made for. */
  readonly migrations: readonly string[];
  readonly lifecycle: { readonly draining: boolean };
}

/** @throws {AppError} not_ready while stopping, without a database, or with an older schema than the code's */
export async function checkReadiness({ database, migrations, lifecycle }: ReadinessOptions) {
  if (lifecycle.draining) throw notReady("The process is stopping.");
  const pending = await health
    .fetchPendingMigrations(database, { names: migrations })
    .catch((cause: unknown) => {
      throw notReady("The database does not answer.", cause);
    });
  if (pending.length > 0) throw notReady("Migrations are missing.");
  return { status: "ready" } as const;
}

const notReady = (detail: string, cause?: unknown) => new AppError("not_ready", { detail, cause });
