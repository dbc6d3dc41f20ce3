import { lexTemplate, type Segment } from './lex-template.ts';

/** What a template does, in order. */
export type Node =
  | { kind: 'text'; text: string }
  /** Prints what a path of field names selects; `written` and `at` name it in errors. */
  | { kind: 'path'; fields: string[]; written: string; at: number };

/** `isUnsupported` tells what this version does not know from what Go's templates do not know either. */
export type Parsed = { ok: true; nodes: Node[] } | { ok: false; message: string; at: number; isUnsupported: boolean };

/** Parses a template whose actions are paths of fields, `{{ .Input.body.ref }}`. */
export function parseTemplate(template: string): Parsed {
  const lexed = lexTemplate(template);
  if (!lexed.ok) return { ...lexed, isUnsupported: false };
  const nodes: Node[] = [];
  for (const segment of lexed.segments) {
    const parsed = segment.kind === 'text' ? { ok: true as const, node: segment } : parseAction(segment);
    if (!parsed.ok) return parsed;
    nodes.push(parsed.node);
  }
  return { ok: true, nodes };
}

type ParsedAction = { ok: true; node: Node } | { ok: false; message: string; at: number; isUnsupported: boolean };

function parseAction(segment: Extract<Segment, { kind: 'action' }>): ParsedAction {
  const written = segment.source.trim();
  const start = segment.start + segment.source.indexOf(written);
  if (written === '') return { ok: false, message: 'missing value for command', at: start, isUnsupported: false };
  if (written === '.') return { ok: true, node: { kind: 'path', fields: [], written, at: start } };
  const path = /^(?:\.[\p{L}_][\p{L}\p{Nd}_]*)+/u.exec(written)?.[0];
  if (path === undefined) return unsupported(written, start);
  const next = written.slice(path.length);
  if (next !== '') {
    const code = next.codePointAt(0) ?? 0;
    return isTerminator(next) ? unsupported(written, start) : { ok: false, ...badCharacter(code), at: start };
  }
  const fields = path.slice(1).split('.');
  // Go names the place of the second field where there is one.
  const at = fields.length > 1 ? start + path.indexOf('.', 1) : start;
  return { ok: true, node: { kind: 'path', fields, written: path, at } };
}

function unsupported(written: string, at: number): ParsedAction {
  const message = `only paths such as {{ .Input.body.ref }} are supported in this version, not {{ ${written} }}`;
  return { ok: false, message, at, isUnsupported: true };
}

/** What may follow a field: a blank or an operator of the template language. */
function isTerminator(next: string): boolean {
  return /^[\s.,|:()=]/.test(next);
}

function badCharacter(code: number): { message: string; isUnsupported: false } {
  const name = code.toString(16).toUpperCase().padStart(4, '0');
  return { message: `bad character U+${name} '${String.fromCodePoint(code)}'`, isUnsupported: false };
}
