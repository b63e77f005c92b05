import { describe, expect, test } from "bun:test";
import { envExample, withTable } from "./config/docs.ts";
import { ConfigError, describeConfig, readConfig, readServingConfig, variables } from "./config.ts";

const problemsOf = (env: Record<string, string>, flags: Record<string, unknown> = {}): readonly string[] => {
  try {
    readConfig({ env, flags });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

describe("reading", () => {
  test("nothing set: development's defaults", () => {
    expect(readConfig({ env: {} })).toMatchObject({
      environment: "development",
      host: "127.0.0.1",
      port: 3000,
      databaseUrl: undefined,
      databasePrepare: true,
      trustedProxies: [],
      traceSampleRatio: 1,
    });
  });

  test("flags override the environment, that the defaults", () => {
    const env = { PORT: "4000", LOG_LEVEL: "warn" };
    expect(readConfig({ env, flags: { port: "5000", databasePoolMax: "3", json: true } })).toMatchObject({
      port: 5000,
      logLevel: "warn",
      databasePoolMax: 3,
    });
  });

  test("an empty value counts as unset", () => {
    expect(readConfig({ env: { PORT: "" } }).port).toBe(3000);
  });

  test("lists forgive spaces", () => {
    expect(readConfig({ env: { TRUSTED_PROXIES: " 10.0.0.0/8 , ::1 ," } }).trustedProxies).toEqual([
      "10.0.0.0/8",
      "::1",
    ]);
  });

  test.each([
    ["PORT", "80a"],
    ["PORT", "65536"],
    ["PORT", "1e3"],
    ["DATABASE_POOL_MAX", "0"],
    ["REQUEST_DEADLINE_MS", "0"],
    ["OTEL_TRACES_SAMPLER_ARG", "1.5"],
    ["OTEL_TRACES_SAMPLER_ARG", " "],
    ["DATABASE_PREPARE", "yes"],
    ["DATABASE_PREPARE", "constructor"],
    ["LOG_LEVEL", "loud"],
    ["DATABASE_URL", "localhost/app"],
    ["DATABASE_URL", "mysql://localhost/app"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "http://"],
    ["TRUSTED_PROXIES", "proxy.local"],
    ["TRUSTED_PROXIES", "10.0.0.0/33"],
    ["TRUSTED_PROXIES", "10.0.0.0/8/9"],
    ["MAIL_FROM", "nobody"],
  ])("%s=%s is a mistake, named", (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([expect.stringContaining(`${name}=`)]);
  });

  test("all mistakes at once, each with what is expected", () => {
    const problems = problemsOf({ PORT: "x", LOG_LEVEL: "loud" }, { databasePrepare: "maybe" });
    expect(problems).toEqual([
      expect.stringContaining("PORT=x: expected a whole number from 0 to 65535"),
      expect.stringContaining("DATABASE_PREPARE=maybe: expected true or false"),
      expect.stringContaining("LOG_LEVEL=loud: expected one of trace, debug"),
    ]);
  });
});

test("production needs a database of its own", () => {
  expect(problemsOf({ NODE_ENV: "production" })).toContainEqual(
    expect.stringContaining("DATABASE_URL is not set"),
  );
});

test("in production, who serves people must be able to reach them", () => {
  const env = { NODE_ENV: "production", DATABASE_URL: "postgres://db/app" };
  expect(readConfig({ env }).environment).toBe("production");
  expect(() => readServingConfig({ env })).toThrow(/APP_URL=http:\/\/localhost.*\n.*SMTP_URL is not set/);
  const complete = { ...env, APP_URL: "https://app.example.com", SMTP_URL: "smtp://mail.example.com" };
  expect(readServingConfig({ env: complete }).environment).toBe("production");
});

test("what is wrong by itself is one mistake, whatever else is asked of it", () => {
  const env = {
    NODE_ENV: "production",
    DATABASE_URL: "postgres://db/app",
    SMTP_URL: "smtp://mail.example.com",
  };
  expect(() => readServingConfig({ env: { ...env, APP_URL: "app.example.com" } })).toThrow(
    /^The configuration is wrong:\n {2}APP_URL=app.example.com: expected a URL that begins with [^\n]*$/,
  );
});

describe("secrets are never shown", () => {
  const shown = (name: string, value: string) =>
    describeConfig({ env: { [name]: value } }).find((setting) => setting.name === name)?.shown;

  test("of a URL, its password and its parameters", () => {
    expect(shown("DATABASE_URL", "postgres://app:hunter2@db:5432/app?password=hunter2")).toBe(
      "postgres://app:***@db:5432/app",
    );
  });

  test.each(["hunter2-that-is-long-enough-for-it", "abc:def-that-is-long-enough-for-this"])(
    "of %s, nothing",
    (secret) => {
      expect(shown("OAUTH_GITHUB_CLIENT_SECRET", secret)).toBe("***");
    },
  );

  test.each([
    ["DATABASE_URL", "postgres:/hunter2"],
    ["DATABASE_URL", "hunter2:hunter2"],
    ["SMTP_URL", "hunter2"],
  ])("a mistake in %s does not repeat it", (name, value) => {
    expect(problemsOf({ [name]: value }).join()).not.toContain("hunter2");
  });
});

test("where each value comes from is told", () => {
  const settings = describeConfig({ env: { PORT: "4000", HOST: "::" }, flags: { port: "5000" } });
  const source = (name: string) => settings.find((setting) => setting.name === name);
  expect(source("PORT")).toMatchObject({ shown: "5000", source: "flag" });
  expect(source("HOST")).toMatchObject({ shown: "::", source: "environment" });
  expect(source("LOG_LEVEL")).toMatchObject({ shown: "info", source: "default" });
});

describe("documentation", () => {
  test(".env.example, once its comments are taken away, is a configuration that holds", () => {
    const lines = envExample(variables).matchAll(/^# ([A-Z_]+)=(.*)$/gm);
    const env = Object.fromEntries([...lines].map(([, name, value]) => [name, value]));
    expect(Object.keys(env)).toEqual(Object.values(variables).map(({ name }) => name));
    expect(readConfig({ env })).toEqual(readConfig({ env: {} }));
  });

  test("the README's table is put between its marks, and the rest stays", () => {
    const readme =
      "before\n<!-- config: written by `scaffold config docs` -->\nSTALE\n<!-- /config -->\nafter";
    const written = withTable(readme, variables);
    expect(written).toStartWith("before\n");
    expect(written).toEndWith("<!-- /config -->\nafter");
    expect(written).toContain("| `PORT` | `3000` |");
    expect(written).not.toContain("STALE");
    expect(withTable(String(written), variables)).toBe(written);
  });

  test("a README without marks has no place for it", () => {
    expect(withTable("# Readme", variables)).toBeNull();
  });
});
