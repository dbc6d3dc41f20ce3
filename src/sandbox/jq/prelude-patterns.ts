/**
 * The functions on regular expressions. None reaches jq's own engine for them, which goes back and forth over a text for as long as a
 * pattern likes: they ask for what this app finds, in Go's syntax as gojq.
 */
export const patterns = String.raw`
def __input: input;
def __ask: tojson | stderr | __input | if length == 2 then error(.[1]) else .[0] end;
def __find($what; $re; $flags): [$what, ., $re, if $flags == null then "" else $flags end]
  | if all(type == "string") then __ask
    else error((if $what == "test" then $what else "match" end)
      + "(\($re | tojson); \($flags | tojson)) cannot be applied to: \(.[1] | type) (\(.[1] | tojson))") end;
def __named: reduce .[] as $group ({}; if $group.name then .[$group.name] = $group.string else . end);
def match($re; $flags): __find("match"; $re; $flags)[];
def match($re): match($re; null);
def test($re; $flags): __find("test"; $re; $flags);
def test($re): test($re; null);
def capture($re; $flags): match($re; $flags).captures | __named;
def capture($re): capture($re; null);
def scan($re; $flags): match($re; $flags + "g") | if .captures == [] then .string else [.captures[].string] end;
def scan($re): scan($re; null);
def splits($re; $flags): __find("cut"; $re; $flags + "g")[][0];
def splits($re): splits($re; null);
def split($re; $flags): [splits($re; $flags)];
def sub($re; text; $flags): . as $in | __find("cut"; $re; $flags) as $pieces
  | reduce $pieces[:-1][] as $piece ([]; [$piece[1] | __named | text] as $new
    | reduce range($new | length) as $i (.; .[$i] += $piece[0] + $new[$i]))
  | if . == [] then $in else .[] + $pieces[-1][0] end;
def sub($re; text): sub($re; text; null);
def gsub($re; text; $flags): sub($re; text; $flags + "g");
def gsub($re; text): sub($re; text; "g");
`;
