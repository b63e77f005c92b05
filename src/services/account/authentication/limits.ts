/** How long and of which form what people type in may be: known to the schemas, and to the functions that go by it. */

/** As it may be typed: space around it is forgiven. The form is that of HTML's input type=email. */
export const EMAIL_PATTERN =
  "^\\s*[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*\\s*$";
/** RFC 5321's path of 256 octets, without the angle brackets. */
export const EMAIL_MAX_LENGTH = 254;
/** In the request, space included. */
export const EMAIL_MAX_TYPED = 320;

/** Unicode code points after NFC (OWASP ASVS 6.2.1, 6.2.9). */
export const PASSWORD_MIN_LENGTH = 8;
export const PASSWORD_MAX_LENGTH = 256;
/** In the request, in UTF-16 units and before NFC: room for every password that may be, and an end to all others. */
export const PASSWORD_MAX_TYPED = 2048;

/** 32 bytes in base64url without padding. */
export const TOKEN_PATTERN = "^[A-Za-z0-9_-]{43}$";
