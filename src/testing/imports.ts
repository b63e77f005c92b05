/** What source files import, for tests of how the project is built. Reads text: good enough for what a formatter has laid out. */

/** Modules that statements and calls of `import()` name, those of types included. */
export function specifiersOf(text: string): string[] {
  const statements = withoutComments(text).matchAll(
    /(?:^|\n)(?:import|export)\b(?:[^"';=(]*?\bfrom)?\s*"([^"]+)"|\bimport\(\s*"([^"]+)"/g,
  );
  return [...statements].map(([, statement, call]) => statement ?? call ?? "");
}

export const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/[^\n]*/g, "$1");
