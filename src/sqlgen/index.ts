/**
 * The door of the generator: `.sql` files in, repositories out. It needs `database` and a server on which it may make a
 * database; packages: @pgtyped/query, @pgtyped/wire and libpg-query. What it writes needs `database` alone.
 */
export { methodSignature } from "./emit-query.ts";
export { type Finding, findingAt, formatFinding } from "./finding.ts";
export { Generator, type GeneratorOptions, type Run } from "./generator.ts";
export type { QueryModel } from "./model.ts";
export { verbOf } from "./naming.ts";
export { MIGRATIONS_FOLDER, SQL_FOLDER, unlessGone } from "./project.ts";
export { watchRepositories } from "./watch.ts";
export { connect, StatementError, type Wire } from "./wire.ts";
