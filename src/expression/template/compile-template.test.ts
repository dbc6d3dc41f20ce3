import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseValue } from '../path/members.ts';
import { compileTemplate } from './compile-template.ts';
import { type TemplateData, toTemplateData } from './template-data.ts';

const input = JSON.stringify({
  ref: 'refs/heads/main',
  number: 1234567,
  small: 0.00001,
  nothing: null,
  empty: '',
  list: [1, 'x', null, [true]],
  object: { z: 1, a: { b: 'c' } },
});

function dataOf(json: string): TemplateData {
  return new Map([['Input', toTemplateData(parseValue(json)) ?? null]]);
}

function render(template: string, json = input): string {
  const compilation = compileTemplate(template);
  if (!compilation.ok) return compilation.message;
  const rendered = compilation.template.render(dataOf(json));
  return rendered.ok ? rendered.text : rendered.message;
}

describe('compileTemplate', () => {
  it.each([
    ['plain text', 'plain text'],
    ['{{ .Input.ref }}', 'refs/heads/main'],
    ['{{.Input.number}}', '1.234567e+06'],
    ['{{ .Input.small }}', '1e-05'],
    ['{{ .Input.list }}', '[1 x <nil> [true]]'],
    ['{{ .Input.object }}', 'map[a:map[b:c] z:1]'],
    ['{{ .Input.empty }}', ''],
    ['{{ .Input.nothing }}', '<no value>'],
    ['a-{{ .Input.missing.deeper }}', 'a-<no value>'],
    ['{{ .Other }}', '<no value>'],
    ['a  {{- .Input.ref -}}  b', 'arefs/heads/mainb'],
    ['a {{- /* a note */ -}} b', 'ab'],
    ['{{ .Input.ref\n }}', 'refs/heads/main'],
    ['{{ wrapWith 2 "|" "a\u{1F600}b" }}', 'a\ufffd|\ufffd\ufffd|\ufffdb'],
  ])('%j prints %j as Go does', (template, expected) => {
    expect(render(template)).toBe(expected);
  });

  it('prints the whole input', () => {
    expect(render('{{ .Input }}|{{ . }}', '{"b":[],"a":false}')).toBe('map[a:false b:[]]|map[Input:map[a:false b:[]]]');
  });

  it('takes the first of duplicate keys', () => {
    expect(render('{{ .Input.a }}', '{"a":1,"a":2}')).toBe('1');
  });

  it.each([
    ['{{ .Input.X-Github-Event }}', "template: param:1: bad character U+002D '-'"],
    ['{{ .Input', 'template: param:1: unclosed action'],
    ['{{ }}', 'template: param:1: missing value for command'],
    ['{{/* note', 'template: param:1: unclosed comment'],
    ['{{/* note */ .}}', 'template: param:1: comment ends before closing delimiter'],
    ['{{ "a }}', 'template: param:1: unterminated quoted string'],
    [
      '\n{{ .Input.ref.x }}',
      'template: param:2:9: executing "param" at <.Input.ref.x>: can\'t evaluate field x in type interface {}',
    ],
    [
      '{{ .Input.nothing.x }}',
      'template: param:1:9: executing "param" at <.Input.nothing.x>: nil pointer evaluating interface {}.x',
    ],
    [
      '{{ call .Input.ref 1 }}',
      'template: param:1:3: executing "param" at <call .Input.ref 1>: error calling call: non-function .Input.ref of type string',
    ],
    [
      '{{ .Input.number | call }}',
      'template: param:1:19: executing "param" at <call>: error calling call: non-function <float64 Value> of type float64',
    ],
    [
      '{{ len (semver "1.2.3") }}',
      'template: param:1:3: executing "param" at <len (semver "1.2.3")>: error calling len: len of type semver.Version',
    ],
    [
      '{{ mustFromJson "[1,x" }}',
      'template: param:1:3: executing "param" at <mustFromJson "[1,x">: error calling mustFromJson: invalid character \'x\' looking for beginning of value',
    ],
  ])('%j fails in Go’s words', (template, expected) => {
    expect(render(template)).toBe(expected);
  });

  it('refuses templates, outputs and data beyond its limits', () => {
    expect(render('x'.repeat(16_385))).toMatch(/at most 16384 characters/);
    expect(render('{{ .Input }}', JSON.stringify('x'.repeat(1_000_001)))).toMatch(/exceeds 1000000 characters/);
    expect(toTemplateData(parseValue('['.repeat(1_000)))).toBeUndefined();
  });

  it('answers any template over any data with a text or a message', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '{{-',
      '-}}',
      '.Input',
      '.a',
      ' ',
      '"',
      '/*',
      '*/',
      '|',
      'x',
      '\n',
      '(',
      '`',
    );
    const action = fc.constantFrom(
      ...'if .Input|else|end|range .Input|range $i, $e := until 9|with .Input.a|break|define "t"|template "t" .|block "b" .|$x := 1|$x'.split(
        '|',
      ),
      ...'toJson .|index .Input 0|printf "%v %d" . 1|repeat 99 "ab"|until 50000|uniq .Input|join "," .|dict "a" .|len .'.split(
        '|',
      ),
    );
    const template = fc.oneof(
      fc.array(piece).map((pieces) => pieces.join('')),
      fc.array(action, { maxLength: 8 }).map((actions) => actions.map((each) => `{{ ${each} }}`).join('')),
    );
    fc.assert(
      fc.property(template, fc.json(), (text, json) => {
        expect(typeof render(text, json)).toBe('string');
      }),
      { numRuns: 400 },
    );
  });

  it('leaves text without actions as it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('{{'));
        expect(render(text)).toBe(text);
      }),
    );
  });
});
