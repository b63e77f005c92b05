/** What bundle.ts knows when it bundles, and puts in place of this name. */
declare const BUILT: {
  /** Names of the migrations that this release was made for. */
  readonly migrations: readonly string[];
  /** What browsers load, in the folder `assets` beside the program. */
  readonly files: { readonly docs: readonly string[]; readonly account: readonly string[] };
};
