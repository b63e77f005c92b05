/**
 * Where to go after signing in. It comes from the URL, so it may come from anybody: only a path within the app is
 * followed, or else our login would lead to somebody else's copy of it (an open redirect).
 */

const SOMEWHERE = "https://app.invalid";

/** A path that begins with exactly one slash; "/" for everything else. */
export function returnPath(wanted: string | undefined): string {
  // Browsers take a backslash for a slash and skip tabs and line breaks: with those the form proves nothing. And the
  // cookie that it waits in has room for 4 KB.
  if (wanted === undefined || !/^\/[^\\\p{Cc}]{0,500}$/u.test(wanted)) return "/";
  const url = URL.parse(wanted, SOMEWHERE);
  if (url === null || url.origin !== SOMEWHERE) return "/";
  const path = `${url.pathname}${url.search}${url.hash}`;
  // "/.//evil.example" becomes "//evil.example" when the dot is resolved.
  return path.startsWith("//") ? "/" : path;
}
