/** How long things may take on a busy machine: bounds that only what hangs exceeds, no measure of speed. */

/** A server that has to be started, migrated and copied. */
export const SETUP_TIMEOUT_MS = 60_000;

/** A test that talks to a database; `bun test`'s own 5 seconds are too few when everything runs at once. */
export const TEST_TIMEOUT_MS = 30_000;
