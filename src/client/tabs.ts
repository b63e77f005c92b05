/**
 * The tabs of a browser share a session, so they share its news: what one learns by renewing it, by signing in or out,
 * the others show at once.
 */
import type { Identity } from "./types.ts";

export interface Tabs {
  /** null: signed out. */
  tell(identity: Identity | null): void;
  close(): void;
}

/** @param hear is given what other tabs tell */
export function openTabs(channelName: string, hear: (identity: Identity | null) => void): Tabs {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = ({ data }) => hear(data as Identity | null);
  return { tell: (identity) => channel.postMessage(identity), close: () => channel.close() };
}

/** For clients whose session is nobody else's. */
export const noTabs: Tabs = { tell: () => {}, close: () => {} };
