import { expect, test } from "bun:test";
import { curl } from "./curl.ts";

test("a request as a command that a shell takes as it was meant, without its secrets", () => {
  const request = new Request("http://api.test/a%20b?x=1&access_token=s3cret", {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer s3cret", "x-other": "y" },
  });
  expect(curl(request, { name: "O'Hara", password: "s3cret" })).toBe(
    `curl -X POST 'http://api.test/a%20b?x=1&access_token=***' -H 'content-type: application/json' ` +
      `-H 'authorization: ***' --data '{"name":"O'\\''Hara","password":"***"}'`,
  );
});
