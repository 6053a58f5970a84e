import { wordSet } from '../../../syntax/text.ts';

/** Well-known functions and members, by what they do with a value. */

/** They return the value that they are called on, perhaps in another notation. */
export const KEEPS_VALUE = wordSet(`
  toString to_s to_string as_str asString String string trim strip chomp unwrap unwrap_or_default expect clone cloned
  to_owned as_ref as_deref expose_secret expose reveal value Value decode encode get current text inspect orEmpty
  ToString Trim trimEnd trimStart utf8 rstrip lstrip data rawValue description plain plaintext
`);
/** Those that do so without being called. */
export const VALUE_MEMBERS = wordSet(
  'value Value current String string text data rawValue plain plaintext to_s chomp strip inspect',
);

/** They return their arguments, perhaps in another notation or within a text. */
export const FORMATS = wordSet(`
  dict String str repr format Format sprintf Sprintf Sprint Sprintln formatted stringify dumps to_json json_encode inspect
  encodeURIComponent encodeURI concat Concat join Join print_r var_export pformat unicode bytes string Str Any Stringer
  Strings Reflect kv keyValue value v escape urlencode quote quote_plus http_build_query format_args btoa b64encode
  base64_encode valueOf dump pretty prettyPrint textwrap dedent raw println Stringify Serialize toJson
`);

/** They return the value whose name they are given. */
export const GETTERS =
  /^(?:get|Get|fetch|getenv|Getenv|LookupEnv|GetEnvironmentVariable|getProperty|getString|GetString|get_string|var|env_var|fetch_env!|get_env|getConfig|get_config|getOrThrow|GetValue|input)$/;

/** All variables of the environment, as a member or by a call. */
export const ENVIRONMENT = wordSet(
  'process.env os.environ $_ENV $_SERVER ENV import.meta.env ENV.to_h Deno.env.toObject',
);
export const ENVIRONMENT_CALLS =
  /^(?:os\.Environ|System\.getenv|getenv|Environment\.GetEnvironmentVariables|(?:std\.)?env\.vars|dict\.os\.environ|System\.get_env|ENV\.to_h|Deno\.env\.toObject)$/;
