import { evaluateExpression, showValue } from './evaluate-expression.ts';
import { parseExpression } from './parse-expression.ts';

/** What tags stand for, by their dotted name: `inputs.parameters.revision`. */
export type Scope = ReadonlyMap<string, string>;

/** `syntax`: an expression tag that cannot be read; `unsupported`: one that this stand-in cannot evaluate. */
export type Substituted<Value> =
  | { ok: true; value: Value }
  | { ok: false; kind: 'syntax' | 'unsupported'; message: string };

/**
 * Fills the tags `{{name}}` and `{{=expression}}` of a text. What is not known stays as it is, as Argo leaves it for a later
 * pass. Argo Workflows 4.1: a `{{=` that cannot be parsed is an error.
 */
export function substituteText(text: string, scope: Scope): Substituted<string> {
  let filled = '';
  let at = 0;
  for (;;) {
    const open = text.indexOf('{{', at);
    if (open === -1) return { ok: true, value: filled + text.slice(at) };
    filled += text.slice(at, open);
    const close = text.indexOf('}}', open + 2);
    const isExpression = text[open + 2] === '=';
    if (close === -1) {
      if (isExpression)
        return { ok: false, kind: 'syntax', message: `an expression without its end: ${text.slice(open)}` };
      return { ok: true, value: filled + text.slice(open) };
    }
    const tag = text.slice(open + 2, close);
    const value = isExpression ? substituteExpression(tag.slice(1), scope) : findTag(tag, scope);
    if (!value.ok) return value;
    filled += value.value ?? text.slice(open, close + 2);
    at = close + 2;
  }
}

function findTag(tag: string, scope: Scope): Substituted<string | undefined> {
  return { ok: true, value: scope.get(tag.trim()) };
}

function substituteExpression(source: string, scope: Scope): Substituted<string | undefined> {
  const parsed = parseExpression(source);
  if (!parsed.ok) return { ok: false, kind: 'syntax', message: `${source.trim()}: ${parsed.message}` };
  const result = evaluateExpression(parsed.expression, (path) => scope.get(path.join('.')));
  if (result.ok) return { ok: true, value: showValue(result.value) };
  if (result.kind === 'unresolved') return { ok: true, value: undefined };
  return { ok: false, kind: 'unsupported', message: `${source.trim()}: ${result.message}` };
}

/** Fills the tags of all texts in a JSON value. */
export function substituteTree(value: unknown, scope: Scope): Substituted<unknown> {
  if (typeof value === 'string') return substituteText(value, scope);
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) {
      const filled = substituteTree(item, scope);
      if (!filled.ok) return filled;
      items.push(filled.value);
    }
    return { ok: true, value: items };
  }
  if (typeof value !== 'object' || value === null) return { ok: true, value };
  const fields: [string, unknown][] = [];
  for (const [key, field] of Object.entries(value)) {
    const filled = substituteTree(field, scope);
    if (!filled.ok) return filled;
    fields.push([key, filled.value]);
  }
  return { ok: true, value: Object.fromEntries(fields) };
}
