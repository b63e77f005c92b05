/** The session's token in a browser. Others send it as `Authorization: Bearer …`. */
import { type SecretCookie, secretCookie } from "./cookie.ts";

/** @param secure whether people reach the app over https */
export const sessionCookie = (secure: boolean): SecretCookie => secretCookie("session", secure);
