/**
 * Pages on Bun. A compiled binary carries them along, bundled with everything else. From source they are bundled when
 * somebody looks: anew each time while developing, so that a change of a script needs nothing but a reload.
 */
import { basename } from "node:path";
import type { HTMLBundle } from "bun";
import { withAssetsAt } from "./page.ts";
import type { BrowserPage } from "./platform.ts";

interface Bundle {
  readonly document: Blob;
  readonly assets: ReadonlyMap<string, Blob>;
}

/** @param keep whether what was bundled from source stays as it is */
export function bunPage(page: HTMLBundle, { keep }: { readonly keep: boolean }): BrowserPage {
  const make = () => (page.files === undefined ? fromSource(page.index) : compiled(page.files));
  let made: Promise<Bundle> | undefined;
  return {
    async document(assetsPath) {
      if (!keep) made = undefined;
      made ??= make();
      const { document, assets } = await made;
      return withAssetsAt(await document.text(), assets.keys(), assetsPath);
    },
    async asset(name) {
      made ??= make();
      return (await made).assets.get(name) ?? null;
    },
  };
}

async function fromSource(index: string): Promise<Bundle> {
  const { outputs } = await Bun.build({ entrypoints: [index], publicPath: "/", minify: true });
  return bundleOf(outputs.map((output) => [output.path, output]));
}

const compiled = async (files: NonNullable<HTMLBundle["files"]>): Promise<Bundle> =>
  bundleOf(files.map(({ path, headers }) => [path, Bun.file(path, { type: headers["content-type"] })]));

function bundleOf(files: readonly (readonly [path: string, file: Blob])[]): Bundle {
  const document = files.find(([path]) => path.endsWith(".html"))?.[1];
  if (document === undefined) throw new Error("a page was bundled, and there is no HTML in the bundle");
  const rest = files.filter(([, file]) => file !== document);
  return { document, assets: new Map(rest.map(([path, file]) => [basename(path), file])) };
}
