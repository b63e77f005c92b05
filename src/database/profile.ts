/** What is worked out once for each query: its span's attributes, its decoders, and what the pool learns of it. */
import type { Attributes } from "@opentelemetry/api";
import {
  ATTR_CODE_FILE_PATH,
  ATTR_DB_NAMESPACE,
  ATTR_DB_QUERY_SUMMARY,
  ATTR_DB_QUERY_TEXT,
  ATTR_DB_SYSTEM_NAME,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  DB_SYSTEM_NAME_VALUE_POSTGRESQL,
} from "@opentelemetry/semantic-conventions";
import type { Decoder } from "./codec.ts";
import { Pace } from "./pool/pace.ts";
import type { Query } from "./query.ts";

export interface Profile {
  readonly pure: boolean;
  readonly pace: Pace;
  /** Of its span. */
  readonly attributes: Attributes;
  readonly decoders: readonly (readonly [column: string, decode: Decoder])[];
}

export class Profiles {
  /** What every span of this server carries. */
  readonly server: Attributes;
  /** BEGIN, COMMIT, SAVEPOINT and the like, which have no query. */
  readonly control: Profile;
  readonly #byQuery = new WeakMap<object, Profile>();

  constructor(url: string) {
    this.server = serverAttributes(new URL(url));
    this.control = { pure: false, pace: new Pace(), attributes: {}, decoders: [] };
  }

  of(query: Query<never, unknown>): Profile {
    let profile = this.#byQuery.get(query);
    if (profile === undefined) {
      profile = this.#make(query);
      this.#byQuery.set(query, profile);
    }
    return profile;
  }

  #make({ title, file, text, pure, decode = {} }: Query<never, unknown>): Profile {
    const attributes: Attributes = {
      ...this.server,
      [ATTR_DB_QUERY_SUMMARY]: title,
      [ATTR_DB_QUERY_TEXT]: text, // values are parameters, so it holds none
      [ATTR_CODE_FILE_PATH]: file,
    };
    return { pure, pace: new Pace(), attributes, decoders: Object.entries(decode) };
  }
}

/** https://opentelemetry.io/docs/specs/semconv/database/postgresql/ */
function serverAttributes({ hostname, port, pathname }: URL): Attributes {
  return {
    [ATTR_DB_SYSTEM_NAME]: DB_SYSTEM_NAME_VALUE_POSTGRESQL,
    [ATTR_DB_NAMESPACE]: decodeURIComponent(pathname.slice(1)),
    [ATTR_SERVER_ADDRESS]: hostname,
    [ATTR_SERVER_PORT]: port === "" ? 5432 : Number(port),
  };
}
