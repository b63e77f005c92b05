/** How long and of which form: known to the schemas, and to the functions that go by it. */

/** As organizations_slug_check has it: lower case letters, digits and single hyphens. */
export const SLUG_PATTERN = "^[a-z0-9]+(-[a-z0-9]+)*$";
export const SLUG_MIN_LENGTH = 2;
export const SLUG_MAX_LENGTH = 63;

/** As JSON. Settings are merged key by key, so that nothing else would end their growth. */
export const SETTINGS_MAX_LENGTH = 16_384;
