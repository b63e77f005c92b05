/** What a page consists of once it is bundled, on every runtime the same: a document, and files that it loads by name. */

/** Pages are bundled with their files at the root; this puts them where they are served. */
export const withAssetsAt = (html: string, names: Iterable<string>, path: string): string =>
  [...names].reduce((text, name) => text.replaceAll(`"/${name}"`, `"${path}/${name}"`), html);
