/** Kinds of variables: how the text in the environment becomes a value, and how it may be shown. */
import { isIP } from "node:net";

export const MASK = "***";

/** How the text of a variable becomes its value. `parse` gives undefined when the text is not of that kind. */
export interface Kind<T> {
  readonly expected: string;
  readonly parse: (text: string) => T | undefined;
  /** What of a secret may be shown; nothing unless the kind says otherwise. */
  readonly mask?: (text: string) => string;
}

export interface Variable<T> extends Kind<T> {
  readonly name: string;
  readonly about: string;
  /** As it would be written in the environment; undefined when there is none. */
  readonly fallback: string | undefined;
  /** Masked wherever it is shown. */
  readonly secret: boolean;
}

interface Details {
  readonly secret?: boolean;
}

export const define =
  <T>(kind: Kind<T>) =>
  (name: string, fallback: string, about: string, details: Details = {}): Variable<T> => ({
    ...kind,
    name,
    about,
    fallback,
    secret: details.secret ?? false,
  });

export const optional =
  <T>(kind: Kind<T>) =>
  (name: string, about: string, details: Details = {}): Variable<T | undefined> => ({
    ...kind,
    name,
    about,
    fallback: undefined,
    secret: details.secret ?? false,
  });

export const text: Kind<string> = { expected: "text", parse: (value) => value };

const list: Kind<readonly string[]> = {
  expected: "a list with commas between",
  parse: (value) =>
    value
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== ""),
};

export const matching = (pattern: RegExp, expected: string): Kind<string> => ({
  expected,
  parse: (value) => (pattern.test(value) ? value : undefined),
});

/** As OpenTelemetry writes headers; values are percent-encoded. */
export const keyValues: Kind<Readonly<Record<string, string>>> = {
  expected: "name=value with commas between, values percent-encoded",
  parse: (value) => {
    const pairs = list.parse(value)?.map((item) => /^([\w-]+)=((?:[^%]|%[0-7][0-9a-f])*)$/i.exec(item)) ?? [];
    if (pairs.includes(null)) return undefined;
    return Object.fromEntries(pairs.map((pair) => [pair?.[1], decodeURIComponent(pair?.[2] ?? "")]));
  },
};

/** IP addresses and CIDR ranges. */
export const addresses: Kind<readonly string[]> = {
  expected: "addresses or CIDR ranges with commas between, as in 10.0.0.0/8, ::1",
  parse: (value) => (list.parse(value)?.every(isRange) ? list.parse(value) : undefined),
};

function isRange(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const most = { 4: 32, 6: 128 }[isIP(address)];
  return (
    most !== undefined &&
    rest.length === 0 &&
    (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= most))
  );
}

const BOOLEANS = new Map([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);

export const boolean: Kind<boolean> = {
  expected: "true or false",
  parse: (value) => BOOLEANS.get(value.toLowerCase()),
};

export const integer = (min: number, max: number): Kind<number> => ({
  expected: `a whole number from ${min} to ${max}`,
  parse: (value) => within(/^-?\d+$/.test(value) ? Number(value) : Number.NaN, min, max),
});

export const decimal = (min: number, max: number): Kind<number> => ({
  expected: `a number from ${min} to ${max}`,
  parse: (value) => within(value.trim() === "" ? Number.NaN : Number(value), min, max),
});

const within = (value: number, min: number, max: number) =>
  value >= min && value <= max ? value : undefined;

export const choice = <const Options extends readonly string[]>(options: Options): Kind<Options[number]> => ({
  expected: `one of ${options.join(", ")}`,
  parse: (value) => options.find((option) => option === value),
});

export const url = (...schemes: readonly string[]): Kind<string> => ({
  expected: `a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`,
  parse: (value) => (schemes.includes(scheme(value)) && URL.canParse(value) ? value : undefined),
  mask: (value) => (schemes.includes(scheme(value)) && URL.canParse(value) ? withoutPassword(value) : MASK),
});

/** Which server it is may be seen, and as whom; parameters may hold a password too. */
function withoutPassword(value: string): string {
  const masked = new URL(value);
  if (masked.password) masked.password = MASK;
  masked.search = "";
  return masked.href;
}

const scheme = (value: string) => value.slice(0, Math.max(0, value.indexOf("://")));

/** The name is also the product's name in the mails. */
export const sender: Kind<{ readonly name: string; readonly address: string }> = {
  expected: 'a name and an address, as in "Scaffold <no-reply@example.com>"',
  parse: (value) => {
    const [, name, address] = /^\s*([^<>"\r\n]+?)\s*<([\w.+-]+@[a-zA-Z0-9.-]+)>\s*$/.exec(value) ?? [];
    return name !== undefined && address !== undefined ? { name, address } : undefined;
  },
};

/** Names with a number each, "default:20,mail:5"; the number may be left out. */
export const queueLimits: Kind<ReadonlyMap<string, number | undefined>> = {
  expected: "names with commas between, each with how many at once, as in default:20,mail:5",
  parse: (value) => {
    const entries = list.parse(value)?.map((item) => /^([a-z0-9_-]+)(?::([1-9]\d{0,3}))?$/.exec(item)) ?? [];
    if (entries.some((match) => match === null)) return undefined;
    return new Map(
      entries.map((match) => [match?.[1] ?? "", match?.[2] === undefined ? undefined : Number(match[2])]),
    );
  },
};
