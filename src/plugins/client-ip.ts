/**
 * The client's address behind proxies: X-Forwarded-For is read from the right, as only the proxies that we trust wrote
 * truthfully, and the first address that is none of theirs is the client. Without trusted proxies the header is nothing.
 */
import { BlockList, isIP } from "node:net";

export type ClientIp = (peer: string | null, request: Request) => string | null;

/**
 * `trusted`: addresses and CIDR ranges, as in "10.0.0.0/8, ::1".
 * @throws {Error} naming the entry that is neither
 */
export function clientIpReader(trusted: readonly string[]): ClientIp {
  if (trusted.length === 0) return (peer) => (peer === null ? null : plainAddress(peer));
  const proxies = blockList(trusted);
  const isProxy = (address: string) => proxies.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

  return (peer, request) => {
    if (peer === null) return null;
    let client = plainAddress(peer);
    const hops = request.headers.get("x-forwarded-for")?.split(",") ?? [];
    while (isProxy(client)) {
      const before = plainAddress(hops.pop()?.trim() ?? "");
      if (isIP(before) === 0) break;
      client = before;
    }
    return client;
  };
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", prefix] = range.split("/");
    const version = isIP(address);
    const bits = prefix === undefined ? (version === 6 ? 128 : 32) : Number(prefix);
    if (version === 0 || !Number.isInteger(bits))
      throw new Error(`"${range}" is no address and no CIDR range`);
    list.addSubnet(address, bits, version === 6 ? "ipv6" : "ipv4");
  }
  return list;
}

/** IPv4 inside of IPv6, and the port that some proxies append, are taken off. */
function plainAddress(text: string): string {
  const address = text.replace(/^\[([^\]]*)\](:\d+)?$/, "$1").replace(/^::ffff:(?=\d+\.)/i, "");
  return /^\d+\.\d+\.\d+\.\d+:\d+$/.test(address) ? address.slice(0, address.lastIndexOf(":")) : address;
}
