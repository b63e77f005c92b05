/** Addresses in headers and envelopes. Strict on purpose: what is refused here can inject neither header nor recipient. */

export interface MailAddress {
  /** May be empty. */
  readonly name: string;
  /** Bare: "ada@example.test". */
  readonly address: string;
}

// What HTML's input type=email takes. No flag `u`: with it, /i would let the Kelvin sign pass for a k.
const BARE = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i;

export const isBareAddress = (text: string): boolean => text.length <= 254 && BARE.test(text);
