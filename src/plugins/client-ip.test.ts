import { describe, expect, test } from "bun:test";
import { clientIpReader } from "./client-ip.ts";

const request = (forwarded?: string) =>
  new Request(
    "http://localhost/",
    forwarded === undefined ? {} : { headers: { "x-forwarded-for": forwarded } },
  );

describe("without trusted proxies", () => {
  const clientIp = clientIpReader([]);

  test("the peer is the client, whatever it claims", () => {
    expect(clientIp("203.0.113.9", request("1.2.3.4"))).toBe("203.0.113.9");
  });

  test("IPv4 inside of IPv6 is IPv4", () => {
    expect(clientIp("::ffff:203.0.113.9", request())).toBe("203.0.113.9");
  });

  test("no socket, no address", () => {
    expect(clientIp(null, request("1.2.3.4"))).toBeNull();
  });
});

describe("behind trusted proxies", () => {
  const clientIp = clientIpReader(["10.0.0.0/8", "192.0.2.1", "2001:db8::/32"]);

  test.each([
    ["one proxy", "10.1.2.3", "203.0.113.9", "203.0.113.9"],
    ["two proxies", "10.1.2.3", "203.0.113.9, 192.0.2.1", "203.0.113.9"],
    [
      "what the client itself wrote to the left does not count",
      "10.1.2.3",
      "1.1.1.1, 203.0.113.9",
      "203.0.113.9",
    ],
    ["a client that claims to be a proxy of ours", "10.1.2.3", "10.9.9.9, 203.0.113.9", "203.0.113.9"],
    ["a peer that is no proxy is not believed", "203.0.113.9", "1.1.1.1", "203.0.113.9"],
    ["rubbish ends the chain", "10.1.2.3", "203.0.113.9, unknown", "10.1.2.3"],
    ["an empty header", "10.1.2.3", "", "10.1.2.3"],
    ["a port after IPv4", "10.1.2.3", "203.0.113.9:4711", "203.0.113.9"],
    ["IPv6 in brackets with a port", "2001:db8::1", "[2001:4860::8888]:4711", "2001:4860::8888"],
    ["proxies all the way: the leftmost of them", "10.1.2.3", "10.0.0.7", "10.0.0.7"],
  ])("%s", (_, peer, forwarded, expected) => {
    expect(clientIp(peer, request(forwarded))).toBe(expected);
  });
});
