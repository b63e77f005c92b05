/**
 * What browsers load, where it does not come along inside of the program: files that the bundler has laid out beside it
 * (see entry/bundle.ts). Only those that it names are ever read.
 */
import { withAssetsAt } from "./page.ts";
import type { Platform } from "./platform.ts";

export interface BuiltFiles {
  /** Names in `docs/`. */
  readonly docs: readonly string[];
  /** Names in `account/`, besides index.html. */
  readonly account: readonly string[];
}

/** Gives the bytes of a file, by its path: "docs/swagger-ui.css". */
export type ReadFile = (path: string) => Promise<Uint8Array<ArrayBuffer>>;

export function builtFiles(
  { docs, account }: BuiltFiles,
  read: ReadFile,
): Pick<Platform, "docsAsset" | "accountPage"> {
  const fileOf = async (folder: string, names: readonly string[], name: string) =>
    names.includes(name) ? new Blob([await read(`${folder}/${name}`)], { type: typeOf(name) }) : null;
  return {
    docsAsset: (name) => fileOf("docs", docs, name),
    accountPage: {
      document: async (assetsPath) => {
        const html = await new Blob([await read("account/index.html")]).text();
        return withAssetsAt(html, account, assetsPath);
      },
      asset: (name) => fileOf("account", account, name),
    },
  };
}

const typeOf = (name: string): string =>
  name.endsWith(".css") ? "text/css;charset=utf-8" : "text/javascript;charset=utf-8";
