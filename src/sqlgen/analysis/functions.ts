/**
 * Functions of Postgres (and of a few extensions) that never give NULL for arguments that are not NULL, whatever the
 * values. Most others are not here for a reason: regexp_match finds nothing, to_char has no answer for infinity,
 * array_length none for an empty array. functions.test.ts tries every overload on the values at the edges.
 */

/** A list that is easier to read than with quotes. */
export const words = (list: string): string[] => list.trim().split(/\s+/);

/** Not NULL even if arguments are. */
export const NEVER_NULL: ReadonlySet<string> = new Set(
  words(`
    concat jsonb_build_object json_build_object jsonb_build_array json_build_array num_nulls num_nonnulls quote_nullable
    array_append array_prepend int4range int8range numrange daterange tsrange tstzrange
    now statement_timestamp transaction_timestamp clock_timestamp timeofday pi gen_random_uuid uuidv4 current_database
    version pg_backend_pid count
  `),
);

/** Not NULL if the first argument is not. */
export const BY_FIRST: ReadonlySet<string> = new Set(
  words("format concat_ws array_remove array_replace array_positions"),
);

/** Not NULL if no argument is. */
export const STRICT: ReadonlySet<string> = new Set(
  words(`
    abs acos acosd acosh asin asind asinh atan atan2 atan2d atand atanh cbrt ceil ceiling cos cosd cosh cot cotd degrees
    div erf erfc exp factorial floor gamma gcd lcm lgamma ln log log10 mod power pow radians random random_normal round sign
    sin sind sinh sqrt tan tand tanh trunc

    ascii bit_length btrim casefold char_length character_length chr convert_from convert_to crc32 crc32c
    decode encode get_bit get_byte initcap left length lpad ltrim md5 normalize octet_length overlay parse_ident
    position quote_ident quote_literal regexp_count regexp_instr regexp_like regexp_replace regexp_split_to_array
    repeat replace reverse right rpad rtrim set_bit set_byte sha224 sha256 sha384 sha512 starts_with strpos
    substr to_ascii to_bin to_hex to_oct translate unistr bit_count similar_to_escape like_escape string_to_array

    age date date_bin date_trunc isfinite justify_days justify_hours justify_interval make_date make_interval make_time
    make_timestamp make_timestamptz timezone date_add date_subtract

    array_cat array_fill array_to_string array_reverse array_shuffle
    array_sort cardinality trim_array

    isempty lower_inc lower_inf upper_inc upper_inf range_merge

    to_json to_jsonb row_to_json array_to_json json_object jsonb_object json_strip_nulls jsonb_strip_nulls jsonb_set
    jsonb_insert json_typeof jsonb_typeof json_array_length jsonb_array_length jsonb_pretty jsonb_exists

    to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery setweight strip numnode querytree
    ts_rank ts_rank_cd ts_headline tsvector_to_array array_to_tsvector ts_delete

    abbrev broadcast family host hostmask inet_merge inet_same_family masklen netmask network set_masklen

    crypt digest gen_random_bytes gen_salt hmac similarity unaccent uuid_generate_v1 uuid_generate_v1mc
    uuid_generate_v3 uuid_generate_v4 uuid_generate_v5 word_similarity strict_word_similarity

    currval hashtext hashtextextended uuidv7 lastval nextval pg_advisory_lock pg_advisory_unlock pg_advisory_xact_lock
    pg_notify pg_sleep pg_size_pretty pg_try_advisory_lock pg_try_advisory_xact_lock pg_typeof set_config setval

    cume_dist dense_rank ntile percent_rank rank row_number

    generate_series generate_subscripts json_array_elements json_object_keys jsonb_array_elements jsonb_object_keys
    regexp_matches regexp_split_to_table
  `),
);

/** Aggregates that are not NULL as soon as there is one row, if no argument is NULL. */
export const AGGREGATES: ReadonlySet<string> = new Set(
  words("any_value avg bit_and bit_or bit_xor bool_and bool_or every max min string_agg sum range_agg"),
);

/** The same, and NULLs among the values are kept: not NULL as soon as there is one row. */
export const COLLECTORS: ReadonlySet<string> = new Set(
  words("array_agg json_agg jsonb_agg json_object_agg jsonb_object_agg"),
);

/** Whose result has the type of the first argument. */
export const SAME_TYPE: ReadonlySet<string> = new Set(
  words(`
    abs any_value array_append array_cat array_remove array_replace array_reverse array_shuffle array_sort
    first_value lag last_value lead max min nth_value trim_array
  `),
);

/** Of a string they give text, of other things something else. */
export const TEXT_OF_STRING: ReadonlySet<string> = new Set(
  words("btrim lower ltrim reverse rtrim substr substring translate upper"),
);

/** What functions in FROM give that name their columns themselves. Those that may be NULL are marked with `?`. */
export const ROW_FUNCTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ["jsonb_array_elements", ["value"]],
  ["json_array_elements", ["value"]],
  ["jsonb_array_elements_text", ["value?"]],
  ["json_array_elements_text", ["value?"]],
  ["jsonb_each", ["key", "value"]],
  ["json_each", ["key", "value"]],
  ["jsonb_each_text", ["key", "value?"]],
  ["json_each_text", ["key", "value?"]],
]);
