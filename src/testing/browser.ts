/**
 * A real Chromium for tests of pages: `const browser = testBrowser();`. It is not installed with the packages; where
 * there is none, such tests are skipped and say so, unless REQUIRE_BROWSER=1.
 */
import { afterAll, afterEach, beforeAll, test } from "bun:test";
import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { SETUP_TIMEOUT_MS, TEST_TIMEOUT_MS } from "./patience.ts";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
];

/** Root has no sandbox, and containers have next to no /dev/shm. */
const ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"];

/** Less than a test's own, so that what never came is named. */
const PAGE_TIMEOUT_MS = TEST_TIMEOUT_MS / 2;

export interface TestBrowser {
  /** `test`, or `test.skip` where there is no browser. */
  readonly test: typeof test;
  /** A page in a profile of its own; what goes wrong in it fails with `errors`. */
  open(url: string): Promise<{ readonly page: Page; readonly errors: string[] }>;
}

export function testBrowser(): TestBrowser {
  const path = [process.env.CHROMIUM_PATH, ...PLACES].find(
    (place) => place !== undefined && existsSync(place),
  );
  if (path === undefined) return withoutBrowser();
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: path, args: ARGUMENTS });
  }, SETUP_TIMEOUT_MS);
  afterEach(async () => {
    for (const context of browser?.contexts() ?? []) await context.close();
  });
  afterAll(async () => await browser?.close());
  return {
    test,
    async open(url) {
      if (browser === undefined) throw new Error("the browser is there inside tests and hooks only");
      const page = await browser.newPage();
      page.setDefaultTimeout(PAGE_TIMEOUT_MS);
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      await page.goto(url);
      return { page, errors };
    },
  };
}

function withoutBrowser(): TestBrowser {
  const said = "no Chromium here (apt install chromium, or CHROMIUM_PATH)";
  if (process.env.REQUIRE_BROWSER === "1") throw new Error(said);
  console.warn(`Tests in a browser are skipped: ${said}`);
  return { test: test.skip as typeof test, open: () => Promise.reject(new Error(said)) };
}
