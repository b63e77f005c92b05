/**
 * The door of the database part. It gives `openDatabase`, the types that repositories and services see, and the errors
 * to catch. It needs a driver (platform/bun-sql.ts on Bun, platform/pg-sql.ts elsewhere), the package @opentelemetry/api
 * with semantic-conventions, and nothing else of this project. The codecs of codec.ts and the shape of query.ts are for generated code.
 */
export type {
  Database,
  Db,
  Isolation,
  Listener,
  PoolStats,
  QueryEvent,
  TransactionOptions,
  Tx,
} from "./db.ts";
export type { Driver } from "./driver.ts";
export { CardinalityError, DbError, type DbErrorKind, onConstraint } from "./errors.ts";
export { type DatabaseOptions, openDatabase } from "./open.ts";
export { withDeadline } from "./scope.ts";
