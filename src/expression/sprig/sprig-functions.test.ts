import { describe, expect, it } from 'vitest';
import { parseValue } from '../path/members.ts';
import { compileTemplate } from '../template/compile-template.ts';
import { toTemplateData } from '../template/template-data.ts';

const input = toTemplateData(
  parseValue(
    JSON.stringify({
      s: 'Hello World',
      ref: 'refs/heads/feature/x',
      n: 42,
      id: 123_456_789,
      f: 3.7,
      list: ['b', 'a', 'c', 'a'],
      m: { a: 1, b: 'two', c: { d: 'deep' } },
      nul: null,
      html: '<a&b>',
      uni: 'héllo',
      ts: 1_700_000_000,
      sem: '1.2.3-rc.1',
    }),
  ),
);

function render(template: string): string {
  const compilation = compileTemplate(template);
  if (!compilation.ok) return compilation.message;
  const rendered = compilation.template.render(new Map([['Input', input ?? null]]));
  return rendered.ok ? rendered.text : rendered.message;
}

describe('functions of templates', () => {
  // What Go's text/template with sprig 3.3.0 printed.
  it.each([
    ['{{ .Input.ref | trimPrefix "refs/heads/" | replace "/" "-" | trunc 5 }}', 'featu'],
    ['{{ .Input.s | lower | kebabcase }}', 'hello-world'],
    ['{{ title "a b" }} {{ untitle "A B" }} {{ swapcase "aB" }} {{ initials "a b" }}', 'A B a b Ab ab'],
    ['{{ snakecase "fooBar" }} {{ camelcase "foo_bar" }} {{ nospace "a b" }}', 'foo_bar FooBar ab'],
    ['{{ abbrev 8 .Input.s }} {{ abbrevboth 5 10 "1234 5678 9123" }}', 'Hello... ...5678...'],
    ['{{ wrap 5 "aaa bbb ccc" }}', 'aaa\nbbb\nccc'],
    [
      '{{ repeat 3 "ab" }} {{ substr 1 3 "hello" }} {{ cat "a" 1 }} {{ quote "a" 1 }} {{ squote "a" }}',
      'ababab el a 1 "a" "1" \'a\'',
    ],
    ['{{ indent 2 "a\\nb" }}{{ nindent 1 "c" }}', '  a\n  b\n c'],
    ['{{ plural "one" "many" 1 }} {{ plural "one" "many" 2 }}', 'one many'],
    ['{{ contains "lo" "hello" }} {{ hasPrefix "he" "hello" }}', 'true true'],
    [
      '{{ int64 .Input.id }} {{ .Input.id | toString }} {{ .Input.id }} {{ printf "%.0f" .Input.id }} {{ printf "%d" .Input.id }}',
      '123456789 1.23456789e+08 1.23456789e+08 123456789 %!d(float64=1.23456789e+08)',
    ],
    [
      '{{ add 1 2 3 }} {{ sub 5 2 }} {{ div 7 2 }} {{ mod 7 2 }} {{ mul 2 3 }} {{ add1 1 }} {{ addf 1.5 2 }}',
      '6 3 3 1 6 2 3.5',
    ],
    ['{{ max 1 3 2 }} {{ minf 1.5 2 }} {{ floor 1.9 }} {{ ceil 1.1 }} {{ round 1.256 2 }}', '3 1.5 1 2 1.26'],
    ['{{ atoi "12x" }} {{ int "0x1F" }} {{ float64 "1.5" }} {{ toDecimal "777" }}', '0 31 1.5 511'],
    ['{{ until 3 }} {{ untilStep 0 10 3 }} {{ seq 1 2 6 }}', '[0 1 2] [0 3 6 9] 1 3 5'],
    [
      '{{ default "d" "" }} {{ default "d" .Input.nul }} {{ coalesce "" nil 1 }} {{ ternary "y" "n" true }} {{ empty 0 }}',
      'd d 1 y true',
    ],
    [
      '{{ join "," .Input.list }} {{ sortAlpha .Input.list }} {{ uniq .Input.list }} {{ reverse .Input.list }}',
      'b,a,c,a [a a b c] [b a c] [a c a b]',
    ],
    [
      '{{ first .Input.list }} {{ last .Input.list }} {{ rest .Input.list }} {{ initial .Input.list }}',
      'b a [a c a] [b a c]',
    ],
    [
      '{{ append .Input.list "z" }} {{ prepend .Input.list "z" }} {{ without .Input.list "a" }} {{ has "c" .Input.list }}',
      '[b a c a z] [z b a c a] [b c] true',
    ],
    [
      '{{ slice .Input.list 1 3 }} {{ chunk 2 .Input.list }} {{ concat .Input.list (list 1) }} {{ compact (list 1 "" 0 2) }}',
      '[a c] [[b a] [c a]] [b a c a 1] [1 2]',
    ],
    [
      '{{ get .Input.m "a" }} {{ hasKey .Input.m "z" }} {{ keys .Input.m | sortAlpha }} {{ pick .Input.m "a" }} {{ omit .Input.m "c" }}',
      '1 false [a b c] map[a:1] map[a:1 b:two]',
    ],
    ['{{ dig "c" "d" "none" .Input.m }} {{ dig "c" "x" "none" .Input.m }} {{ pluck "a" .Input.m }}', 'deep none [1]'],
    [
      '{{ merge (dict "a" 2) (dict "a" 1 "b" 3) }} {{ mergeOverwrite (dict "a" 2) (dict "a" 1) }}',
      'map[a:2 b:3] map[a:1]',
    ],
    ['{{ set (dict "x" 1) "y" 2 }} {{ unset (dict "x" 1) "x" }}', 'map[x:1 y:2] map[]'],
    [
      '{{ toJson .Input.html }} {{ toRawJson .Input.html }} {{ toJson .Input.m }}',
      '"\\u003ca\\u0026b\\u003e" "<a&b>" {"a":1,"b":"two","c":{"d":"deep"}}',
    ],
    ['{{ (fromJson "{\\"a\\":[1,2]}").a }} {{ fromJson "[" }}', '[1 2] <no value>'],
    [
      '{{ b64enc "hi" }} {{ b64dec "aGk=" }} {{ b32enc "hi" }} {{ sha256sum "a" | trunc 8 }} {{ adler32sum "a" }}',
      'aGk= hi NBUQ==== ca978112 6422626',
    ],
    [
      '{{ regexMatch "^h" "hello" }} {{ regexFind "l+" "hello" }} {{ regexReplaceAll "l" "hello" "L$0" }} {{ regexSplit "l" "hello" -1 }} {{ regexFindAll "l" "hello" 1 }}',
      'true ll heLlLlo [he  o] [l]',
    ],
    ['{{ regexReplaceAllLiteral "l" "hello" "$0" }} {{ regexQuoteMeta "a.b" }}', 'he$0$0o a\\.b'],
    [
      '{{ semverCompare "^1.2.0" "1.3.0" }} {{ (semver .Input.sem).Prerelease }} {{ semver "v1.2" }}',
      'true rc.1 1.2.0',
    ],
    [
      '{{ dateInZone "2006-01-02 15:04 MST" (int64 .Input.ts) "Europe/Berlin" }} {{ toDate "2006-01-02" "2024-02-29" | dateModify "24h" | date "Jan 2" }}',
      '2023-11-14 23:13 CET Mar 1',
    ],
    [
      '{{ duration 3661 }} {{ durationRound "2h10m5s" }} {{ unixEpoch (toDate "2006-01-02" "2024-01-01") }}',
      '0s 2h 1704067200',
    ],
    [
      '{{ (urlParse "https://u@h:1/p?q#f").host }} {{ urlJoin (dict "scheme" "http" "host" "h" "path" "p") }}',
      'h:1 http://h/p',
    ],
    [
      '{{ base "a/b.tar.gz" }} {{ dir "a/b" }} {{ ext "a.b" }} {{ clean "a/../b" }} {{ isAbs "/a" }}',
      'b.tar.gz a .b b true',
    ],
    [
      '{{ typeOf .Input.n }} {{ kindOf .Input.m }} {{ kindIs "slice" .Input.list }} {{ deepEqual (list 1) (list 1) }}',
      'float64 map true true',
    ],
    ['{{ range $i, $e := .Input.list }}{{ if eq $e "c" }}{{ break }}{{ end }}{{ $i }}{{ $e }};{{ end }}', '0b;1a;'],
    ['{{ range $k, $v := .Input.m }}{{ $k }}={{ $v }};{{ else }}none{{ end }}', 'a=1;b=two;c=map[d:deep];'],
    ['{{ with .Input.nul }}x{{ else with .Input.n }}{{ . }}{{ end }}', '42'],
    ['{{ define "t" }}<{{ . }}>{{ end }}{{ template "t" .Input.n }}{{ block "b" 1 }}({{ . }}){{ end }}', '<42>(1)'],
    ['{{ $x := 1 }}{{ if .Input.n }}{{ $x = 2 }}{{ end }}{{ $x }}', '2'],
    [
      '{{ and 1 0 }} {{ or 0 "x" }} {{ not 1 }} {{ eq 1 2 1 }} {{ lt 1.5 2.5 }} {{ ne "a" "b" }}',
      '0 x false true true true',
    ],
    [
      '{{ printf "%5d|%-5s|%05.2f|%x|%q|%v|%t|%T" 1 "a" 1.5 "hi" "q" .Input.list true 1.5 }}',
      '    1|a    |01.50|6869|"q"|[b a c a]|true|float64',
    ],
    ['{{ print 1 2 "a" "b" 3 }} {{ println 1 }}', '1 2ab3 1\n'],
    ['{{ html .Input.html }} {{ urlquery "a b&" }} {{ js "a\'b" }}', "&lt;a&amp;b&gt; a+b%26 a\\'b"],
  ])('%j prints %j', (template, expected) => {
    expect(render(template)).toBe(expected);
  });

  it.each(['env "HOME"', 'expandenv "$HOME"', 'getHostByName "localhost"'])('%s is not offered', (call) => {
    expect(render(`{{ ${call} }}`)).toContain('is not offered here');
  });

  it.each(['genPrivateKey "rsa"', 'genCA "x" 1', 'genSelfSignedCert "x" nil nil 1', 'bcrypt "x"', 'htpasswd "u" "p"'])(
    '%s makes no secret of an event',
    (call) => {
      expect(render(`{{ ${call} }}`)).toContain('templates offer no');
    },
  );

  it.each(['uuidv4', 'randAlphaNum 5', 'now'])('%s fails where nobody gives randomness or the time', (call) => {
    expect(render(`{{ ${call} }}`)).toMatch(/^template: param:1:3: executing "param" at/);
  });

  // Each would take minutes without a count of what it costs.
  it.each([
    '{{ until 90000 | uniq | len }}',
    '{{ $l := until 90000 }}{{ range $l }}{{ has -1 $l }}{{ end }}',
    '{{ range until 90000 }}{{ $x := repeat 900000 "é" | len }}{{ end }}',
    '{{ $s := repeat 400000 "é" }}{{ range until 90000 }}{{ $x := index $s 5 }}{{ end }}',
    '{{ $s := repeat 400000 "a " }}{{ range until 90000 }}{{ $x := title $s | initials }}{{ end }}',
    '{{ range $i, $e := until 90000 }}{{ $x := dateInZone "MST" (mul $i 86400) "Asia/Kathmandu" }}{{ end }}',
    '{{ range until 90000 }}{{ $x := derivePassword 1 "long" "a" "b" "c" }}{{ end }}',
    '{{ range until 90000 }}{{ $x := semverCompare "^1.2 || ~3 || >4 <5" "1.2.3" }}{{ end }}',
    '{{ define "a" }}{{ range until 99 }}{{ template "a" }}{{ end }}{{ end }}{{ template "a" }}',
  ])('%s is stopped', (template) => {
    expect(render(template)).toMatch(/takes more than 1000000 steps|exceeded maximum template depth|deeper than/);
  });
});
