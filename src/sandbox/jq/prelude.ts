import { patterns } from './prelude-patterns.ts';

/** Functions of jq that gojq does not have as a library; using one is an error when the program is compiled. */
const absent = [
  '_match_impl($re; $flags; $testing)',
  'debug',
  'debug($m)',
  'get_jq_origin',
  'get_prog_origin',
  'get_search_list',
  'input',
  'inputs',
  'input_filename',
  'input_line_number',
  'keys_unsorted',
  'lgamma_r',
  'modulemeta',
  'pow10',
  'stderr',
];

/**
 * Functions of gojq that this jq lacks or answers differently: keys are in order, numbers as Go writes them, times in UTC.
 * A name that begins with two underscores keeps what jq has under the plain name.
 */
const definitions = String.raw`
def env: {};
def halt: error("halt"); def halt_error: error; def halt_error($code): error;
def __strftime($format): strftime($format);
def strftime($format): __strftime($format | if type == "string" then gsub("%Z"; "UTC") else . end);
def localtime: gmtime; def strflocaltime($format): strftime($format);
def to_entries: [keys[] as $key | {key: $key, value: .[$key]}];
def with_entries(f): to_entries | map(f) | from_entries;
def __zeros($count): [range($count) | "0"] | add // "";
def __number: if test("e"; "i") | not then . else
  capture("^(?<sign>-?)(?<first>[0-9])[.]?(?<rest>[0-9]*)[eE](?<exponent>[-+]?[0-9]+)$")
  | (.exponent | ltrimstr("+") | tonumber) as $exponent | (.first + .rest) as $digits
  | if $exponent >= 0 and $exponent < 21 then .sign + $digits + __zeros($exponent + 1 - ($digits | length))
    elif $exponent < 0 and $exponent > -7 then .sign + "0." + __zeros(-1 - $exponent) + $digits
    else .sign + .first + (if .rest == "" then "" else "." + .rest end) + "e" + (if $exponent < 0 then "" else "+" end)
      + "\($exponent + 0)" end end;
def __tojson: tojson;
def tojson: if type == "object" then . as $map
    | "{" + ([keys[] as $key | ($key | __tojson) + ":" + ($map[$key] | tojson)] | join(",")) + "}"
  elif type == "array" then "[" + (map(tojson) | join(",")) + "]"
  elif type == "number" then (if . < 1e17 and . > -1e17 then . + 0 else . end) | __tojson | __number
  else __tojson end;
def tostring: if type == "string" then . else tojson end;
def add(f): reduce f as $item (null; . + $item);
def __text($name): if type == "string" then . else error("\($name) cannot be applied to: \(type) (\(tojson))") end;
def ltrim: __text("ltrim") | sub("^\\s+"; ""); def rtrim: __text("rtrim") | sub("\\s+$"; "");
def trim: __text("trim") | ltrim | rtrim;
def __trims($name; $text): if type == "string" and ($text | type) == "string" then .
  else error("\($name)(\($text | tojson)) cannot be applied to: \(type) (\(tojson))") end;
def __ltrimstr($text): ltrimstr($text); def __rtrimstr($text): rtrimstr($text);
def ltrimstr($text): __trims("ltrimstr"; $text) | __ltrimstr($text);
def rtrimstr($text): __trims("rtrimstr"; $text) | __rtrimstr($text);
def trimstr($text): __trims("trimstr"; $text) | __ltrimstr($text) | __rtrimstr($text);
def last(f): reduce f as $item ([]; [$item]) | .[];
def abs: if type == "number" then if . < 0 then -. else . + 0 end else error("abs cannot be applied to: \(type) (\(tojson))") end;
def __indices($part): indices($part);
def indices($part): if type == "string" and ($part | type) == "string" then ["places", ., $part, ""] | __ask
  else __indices($part) end;
def index($part): indices($part) | .[0]; def rindex($part): indices($part) | .[-1:][0];
def __tonumber: tonumber;
def tonumber: if type == "string" and test("^\\s|\\s$") then error("tonumber cannot be applied to \(tojson): invalid number")
  else __tonumber end;
def toboolean: if type == "boolean" then . elif . == "true" then true elif . == "false" then false
  else error("toboolean cannot be applied to: \(type) (\(tojson))") end;
def skip($n; f): if $n > 0 then foreach f as $item ($n; . - 1; if . < 0 then $item else empty end)
  elif $n == 0 then f else error("skip doesn't support negative count") end;
def limit($n; f): if $n > 0 then label $out | foreach f as $item ($n; . - 1; $item, if . <= 0 then break $out else empty end)
  elif $n == 0 then empty else error("limit doesn't support negative count") end;
`;

/** Begins the undefined name that stands behind an absent one. */
export const absentPrefix = '__absent_';

/** What stands before every program. `now` is seconds since 1970. */
export function makePrelude(now: number): string {
  const missing = absent.map((name) => `def ${name}: ${absentPrefix}${name.replace(/\W.*/, '')};`).join(' ');
  return `${patterns}${definitions}${missing} def now: ${now}; `;
}
