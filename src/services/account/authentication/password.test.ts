import { describe, expect, test } from "bun:test";
import { bunPasswordHasher } from "../../../platform/bun-password.ts";
import { commonPasswords } from "./common-passwords.ts";
import { createPasswords, needsRehash, PASSWORD_HASH_PREFIX } from "./password.ts";
import { checkNewPassword } from "./password-policy.ts";

const passwords = createPasswords({ hasher: bunPasswordHasher, concurrency: 2, queueMax: 32 });

/** The code that a new password is refused with; "taken" when it is not. */
function verdict(password: string, personal: readonly string[] = []): string {
  try {
    checkNewPassword(password, personal);
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "taken";
}

describe("a new password", () => {
  test.each([
    ["8 characters", "kqzvwxjy"],
    ["256 characters", "kqzvwxjy".repeat(32)],
    ["8 emojis", "🦊🐻🐼🐨🐯🦁🐮🐷"],
    ["spaces within and around", "  correct horse  "],
    ["other scripts", "пароль-из-слов"],
    ["a NUL", "kqzv\u0000wxjy"],
  ])("is taken: %s", (_, password) => {
    expect(verdict(password)).toBe("taken");
  });

  test.each([
    ["password_too_short", "7 characters", "kqzvwxj"],
    ["password_too_short", "7 emojis, which are 14 UTF-16 units", "🦊🐻🐼🐨🐯🦁🐮"],
    ["password_too_short", "8 code points that NFC makes 4", "e\u0301".repeat(4)],
    ["password_too_short", "nothing", ""],
    ["password_too_long", "257 characters", "k".repeat(257)],
    ["invalid_input", "half a surrogate pair", "kqzvwxjy\ud800"],
    ["password_too_common", "one of the first guesses", "Password1"],
    ["password_too_common", "one character over and over", "zzzzzzzzzzzzzzzzz"],
  ])("is refused as %s: %s", (code, _, password) => {
    expect(verdict(password)).toBe(code);
  });

  test("is refused when it is the person's own address or name", () => {
    const personal = ["ada.lovelace@example.test", "Ada Lovelace"];
    expect(verdict("Ada.Lovelace@example.test", personal)).toBe("password_too_common");
    expect(verdict("ada.lovelace", personal)).toBe("password_too_common");
    expect(verdict("ada lovelace", personal)).toBe("password_too_common");
    expect(verdict("ada.lovelace and more", personal)).toBe("taken");
  });

  test("is compared with thousands of guesses, none of which the length alone refuses", () => {
    expect(commonPasswords.size).toBe(4000);
    expect([...commonPasswords].filter((word) => word.length < 8 || word !== word.toLowerCase())).toEqual([]);
  });
});

describe("a password's hash", () => {
  test("is a PHC string with OWASP's parameters, salted, and holds nothing of the password", async () => {
    const [one, two] = await Promise.all([passwords.hash("correct horse"), passwords.hash("correct horse")]);
    expect(one).toStartWith(PASSWORD_HASH_PREFIX);
    expect(one).not.toBe(two);
    expect(one).not.toContain("correct");
    expect(needsRehash(one)).toBe(false);
  });

  test("is matched by the password alone, byte for byte", async () => {
    const phc = await passwords.hash("パスワードäß-Ünï");
    expect(await passwords.verify("パスワードäß-Ünï", phc)).toBe(true);
    for (const wrong of ["パスワードäß-Üni", "パスワードäß-ünï", "パスワードäß-Ünï ", "", "\ud800"]) {
      expect(await passwords.verify(wrong, phc)).toBe(false);
    }
  });

  test("does not care how the keyboard makes an accent", async () => {
    const phc = await passwords.hash("cafe\u0301-cafe\u0301");
    expect(await passwords.verify("caf\u00e9-caf\u00e9", phc)).toBe(true);
  });

  test("of other parameters or another kind is to be made again", async () => {
    const weaker = await Bun.password.hash("correct horse", {
      algorithm: "argon2id",
      memoryCost: 4096,
      timeCost: 1,
    });
    const bcrypt = await Bun.password.hash("correct horse", { algorithm: "bcrypt", cost: 4 });
    for (const phc of [weaker, bcrypt]) {
      expect(await passwords.verify("correct horse", phc)).toBe(true);
      expect(needsRehash(phc)).toBe(true);
    }
  });
});

describe("an account that does not exist", () => {
  test("is compared with a hash of today's parameters, so that it takes as long, and never matches", async () => {
    const compared: string[] = [];
    const verify = async (_password: string, phc: string) => {
      compared.push(phc);
      return true;
    };
    const recording = createPasswords({
      hasher: { ...bunPasswordHasher, verify },
      concurrency: 1,
      queueMax: 0,
    });
    expect(await recording.verify("correct horse", null)).toBe(false);
    expect(compared).toHaveLength(1);
    expect(needsRehash(compared[0] ?? "")).toBe(false);
  });

  test("goes through the real hasher, too", async () => {
    expect(await passwords.verify("correct horse", null)).toBe(false);
  });
});

test("more logins at once than may wait are turned away, the others are answered", async () => {
  const busy = createPasswords({ hasher: bunPasswordHasher, concurrency: 1, queueMax: 2 });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, () => busy.verify("correct horse", null)),
  );
  const answered = outcomes.filter(({ status }) => status === "fulfilled");
  const turnedAway = outcomes.filter(
    (outcome) => outcome.status === "rejected" && outcome.reason.code === "unavailable",
  );
  expect([answered.length, turnedAway.length]).toEqual([3, 5]);
});
