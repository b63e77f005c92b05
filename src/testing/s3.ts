/** A bucket on loopback: as much of S3's protocol as backups speak, and as strict about signatures as the real one. */
import { createHash, createHmac } from "node:crypto";

export interface S3Server {
  readonly url: string;
  /** By bucket and key: "bucket/prefix/name". */
  readonly objects: Map<string, Uint8Array>;
  /** Uploads in parts that were begun, and neither completed nor given up. */
  readonly uploads: Map<string, Map<number, Uint8Array>>;
  stop(): Promise<void>;
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Fewer than S3's thousand, so that a list has pages. */
const PAGE = 3;

export function startS3(credentials: Credentials): S3Server {
  const objects = new Map<string, Uint8Array>();
  const uploads = new Map<string, Map<number, Uint8Array>>();
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: async (request) => {
      const body = await request.bytes();
      if (!isSigned(request, body, credentials)) return failure(403, "SignatureDoesNotMatch");
      return answer(request, body, objects, uploads);
    },
  });
  return { url: server.url.href, objects, uploads, stop: () => server.stop(true) };
}

function answer(
  { method, url }: Request,
  body: Uint8Array,
  objects: S3Server["objects"],
  uploads: S3Server["uploads"],
): Response {
  const { pathname, searchParams } = new URL(url);
  const key = decodeURIComponent(pathname.slice(1));
  const upload = searchParams.get("uploadId");
  if (searchParams.get("list-type") === "2") return list(key.replace(/\/$/, ""), searchParams, objects);
  if (method === "POST" && searchParams.has("uploads")) return begin(uploads);
  if (upload !== null) return part({ method, key, upload, searchParams, body }, objects, uploads);
  if (method === "PUT") return put(key, body, objects);
  if (method === "DELETE") return remove(key, objects);
  const object = objects.get(key);
  if (object === undefined) return failure(404, "NoSuchKey");
  return new Response(object.slice(), { headers: { etag: etagOf(object) } });
}

function put(key: string, body: Uint8Array, objects: S3Server["objects"]): Response {
  objects.set(key, body);
  return new Response(null, { headers: { etag: etagOf(body) } });
}

function remove(key: string, objects: S3Server["objects"]): Response {
  objects.delete(key);
  return new Response(null, { status: 204 });
}

function begin(uploads: S3Server["uploads"]): Response {
  const id = crypto.randomUUID();
  uploads.set(id, new Map());
  return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
}

interface PartRequest {
  readonly method: string;
  readonly key: string;
  readonly upload: string;
  readonly searchParams: URLSearchParams;
  readonly body: Uint8Array;
}

function part(
  { method, key, upload, searchParams, body }: PartRequest,
  objects: S3Server["objects"],
  uploads: S3Server["uploads"],
): Response {
  const parts = uploads.get(upload);
  if (parts === undefined) return failure(404, "NoSuchUpload");
  if (method === "PUT") {
    parts.set(Number(searchParams.get("partNumber")), body);
    return new Response(null, { headers: { etag: etagOf(body) } });
  }
  uploads.delete(upload);
  if (method === "DELETE") return new Response(null, { status: 204 });
  const inOrder = [...parts].sort(([one], [other]) => one - other).map(([, bytes]) => bytes);
  objects.set(key, Buffer.concat(inOrder));
  return xml("<CompleteMultipartUploadResult></CompleteMultipartUploadResult>");
}

function list(bucket: string, parameters: URLSearchParams, objects: S3Server["objects"]): Response {
  const start = `${bucket}/${parameters.get("prefix") ?? ""}`;
  const after = `${bucket}/${parameters.get("start-after") ?? ""}`;
  const keys = [...objects.keys()].filter((key) => key.startsWith(start) && key > after).sort();
  const contents = keys
    .slice(0, PAGE)
    .map((key) => `<Contents><Key>${key.slice(bucket.length + 1)}</Key></Contents>`);
  return xml(
    `<ListBucketResult><IsTruncated>${keys.length > PAGE}</IsTruncated>${contents.join("")}</ListBucketResult>`,
  );
}

const etagOf = (bytes: Uint8Array) => `"${createHash("md5").update(bytes).digest("hex")}"`;

const xml = (body: string, status = 200) =>
  new Response(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`, {
    status,
    headers: { "content-type": "application/xml" },
  });

const failure = (status: number, code: string) =>
  xml(`<Error><Code>${code}</Code><Message>${code}, says the bucket</Message></Error>`, status);

/** Signature version 4: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
function isSigned(
  request: Request,
  body: Uint8Array,
  { accessKeyId, secretAccessKey }: Credentials,
): boolean {
  const pattern =
    /Credential=([^/]+)\/(\d+)\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)$/;
  const [, id, day = "", region = "", names = "", signature] =
    pattern.exec(request.headers.get("authorization") ?? "") ?? [];
  const claimed = request.headers.get("x-amz-content-sha256") ?? "";
  if (id !== accessKeyId || (claimed !== "UNSIGNED-PAYLOAD" && claimed !== sha256(body))) return false;
  const canonical = canonicalRequest(request, names.split(";"), claimed);
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", request.headers.get("x-amz-date"), scope, sha256(canonical)].join("\n");
  const key = [day, region, "s3", "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return hmac(key, toSign).toString("hex") === signature;
}

function canonicalRequest({ method, url, headers }: Request, names: readonly string[], hash: string): string {
  const { pathname, search } = new URL(url);
  const query = search
    .slice(1)
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => (pair.includes("=") ? pair : `${pair}=`))
    .sort()
    .join("&");
  const lines = names.map((name) => `${name}:${headers.get(name)?.trim()}\n`).join("");
  return [method, pathname, query, lines, names.join(";"), hash].join("\n");
}

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
