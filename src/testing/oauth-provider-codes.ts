/** Codes and tokens of the tests' OAuth provider: a code works once, for who asked for it, and a replay undoes its token. */
import { createHash } from "node:crypto";

/** What a code is bound to when it is issued. */
interface Binding {
  readonly redirectUri: string;
  /** PKCE S256: base64url of the SHA-256 of the verifier. */
  readonly challenge: string;
}

/** What must be brought with it. */
interface Grant {
  readonly redirectUri: string;
  readonly verifier: string;
}

export interface CodeStore {
  issueCode(binding: Binding): string;
  /** An access token; null when the code is wrong, used, or somebody else's. */
  redeem(code: string, grant: Grant): string | null;
  knowsToken(token: string): boolean;
}

export function codeStore(): CodeStore {
  const codes = new Map<string, Binding & { token: string | null }>();
  const tokens = new Set<string>();
  return {
    issueCode: (binding) => {
      const code = crypto.randomUUID();
      codes.set(code, { ...binding, token: null });
      return code;
    },
    redeem: (code, { redirectUri, verifier }) => {
      const issued = codes.get(code);
      if (issued === undefined) return null;
      // RFC 6749 4.1.2: a code that comes twice has leaked, and so may its token have.
      if (issued.token !== null) {
        tokens.delete(issued.token);
        return null;
      }
      if (issued.redirectUri !== redirectUri || issued.challenge !== s256(verifier)) return null;
      issued.token = crypto.randomUUID();
      tokens.add(issued.token);
      return issued.token;
    },
    knowsToken: (token) => tokens.has(token),
  };
}

const s256 = (verifier: string) => createHash("sha256").update(verifier).digest("base64url");
