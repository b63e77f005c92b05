/**
 * Keeps secrets out of logs, twice: values under a telling key are replaced before something foreign (headers, a body)
 * is logged, and whatever slipped into a text is recognised by its pattern in the finished line.
 */

const MASK = "***";

const SECRET_KEY =
  /password|passwd|passphrase|secret|token|authorization|cookie|credential|api[-_]?key|private[-_]?key|session[-_]?id|csrf|otp|card[-_]?number|\bcvv?\b|\bcvc\b|\bcode\b|signature/i;

/** Keys that only sound like secrets. */
const HARMLESS_KEY = /^(token_type|secret_name)$/;

export const isSecretKey = (key: string): boolean => SECRET_KEY.test(key) && !HARMLESS_KEY.test(key);

const MAX_DEPTH = 6;
const MAX_ITEMS = 50;
const MAX_TEXT = 500;

/** A copy to log: secrets masked by key at any depth, long texts and lists cut, what is deeper left out. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value;
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return value;
  if (depth >= MAX_DEPTH) return "…";
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => redact(item, depth + 1));
  const entries = Object.entries(value).slice(0, MAX_ITEMS);
  return Object.fromEntries(
    entries.map(([key, item]) => [key, isSecretKey(key) ? MASK : redact(item, depth + 1)]),
  );
}

const SECRET_NAME = String.raw`[\w-]*(?:password|passwd|secret|token|authorization|cookie|api[-_]?key)[\w-]*`;

/** In a finished line; the part that is kept is captured, what follows it is the secret. */
const SECRET_TEXT = new RegExp(
  [
    String.raw`(?<scheme>\b(?:Bearer|Basic)\s+)[\w.~+/=-]{6,}`,
    String.raw`(?<member>"${SECRET_NAME}"\s*:\s*")(?:[^"\\]|\\.)+`,
    // JSON as a text in JSON, where each quote has a backslash and each backslash another one.
    String.raw`(?<inner>\\"${SECRET_NAME}\\"\s*:\s*\\")(?:[^"\\]|\\{4}|\\{3}"|\\{2}[^"\\])+`,
    String.raw`(?<parameter>\b${SECRET_NAME}=)[^\s&"'\\;]+`,
    String.raw`(?<userinfo>\b[a-z][a-z0-9+.-]*://[^\s:/@"]*:)[^\s@/"]+(?=@)`,
  ].join("|"),
  "gi",
);

/**
 * Numbers as cards have them: 13 to 19 digits, alone or in groups. What is part of an id or of a fraction is none, nor what
 * begins with a 1: times since 1970 do, and cards that pay do not (ISO/IEC 7812-1, "major industry identifier").
 */
const CARD_TEXT =
  /(?<![\w.-])[2-6]\d{3}(?:(?<gap>[ -]?)\d{4}\k<gap>\d{4}\k<gap>\d{1,7}|(?<amex>[ -])\d{6}\k<amex>\d{5})(?![\w.-])/g;

/** One that may be a number of JSON, not a text: what stands in its place must be a number too. */
const CARD_NUMBER = /(?<=[:[,])[2-6]\d{12,18}(?=[,}\]])/g;

/** What every secret text contains. Most lines have none of it, and looking for it costs a tenth of the above. */
const SUSPICIOUS = /bearer|basic|passw|secret|token|authorization|cookie|api.?key|:\/\//i;
const CARD = /\d{4}[ -]?\d{4,6}[ -]?\d{4,5}/;

/** The line with everything masked that looks like a secret. */
export function redactText(line: string): string {
  const withoutCards = CARD.test(line) ? maskCards(line) : line;
  if (!SUSPICIOUS.test(withoutCards)) return withoutCards;
  return withoutCards.replace(SECRET_TEXT, (...match) => {
    const groups = match.at(-1) as Record<string, string | undefined>;
    const kept = Object.values(groups).find((group) => group !== undefined);
    return `${kept ?? ""}${MASK}`;
  });
}

const maskCards = (line: string): string =>
  line
    .replace(CARD_NUMBER, (digits) => (hasCheckDigit(digits) ? "0" : digits))
    .replace(CARD_TEXT, (text) => (hasCheckDigit(text.replaceAll(/\D/g, "")) ? MASK : text));

/** Luhn's: nine in ten numbers of another kind do not pass. ISO/IEC 7812-1, annex B */
function hasCheckDigit(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
