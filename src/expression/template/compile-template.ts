import { executeTemplate } from './execute-template.ts';
import { parseTemplate } from './parse-template.ts';
import type { TemplateData } from './template-data.ts';

const maxTemplateLength = 16_384;
/** Characters of output; a Workflow's object may hold about as many bytes. */
const maxOutputLength = 1_000_000;
const maxCached = 1_000;

/** A template ready to run, or why it is none. `isUnsupported`: Go's templates know it, this version does not. */
export type TemplateCompilation =
  | { ok: true; template: Template }
  | { ok: false; message: string; isUnsupported: boolean };

export interface Template {
  /** Prints the template; fails in Go's words, never throws. */
  render(data: TemplateData): { ok: true; text: string } | { ok: false; message: string };
}

const cache = new Map<string, TemplateCompilation>();

/**
 * Compiles a template of Go's text/template language. In this version its actions are plain paths, with trim markers and
 * comments: `{{ .Input.body.ref -}}`. Anything else is refused, with `isUnsupported` when it may be valid in Go.
 *
 * @example compileTemplate('{{ .Input.name }}') // then template.render(new Map([['Input', …]]))
 */
export function compileTemplate(text: string): TemplateCompilation {
  const cached = cache.get(text);
  if (cached !== undefined) return cached;
  const compilation = compile(text);
  if (cache.size >= maxCached) cache.clear();
  if (text.length <= maxTemplateLength) cache.set(text, compilation);
  return compilation;
}

function compile(text: string): TemplateCompilation {
  if (text.length > maxTemplateLength) {
    return { ok: false, message: `a template has at most ${maxTemplateLength} characters`, isUnsupported: false };
  }
  const parsed = parseTemplate(text);
  if (!parsed.ok) {
    const message = `template: param:${lineOf(text, parsed.at)}: ${parsed.message}`;
    return { ok: false, message, isUnsupported: parsed.isUnsupported };
  }
  return { ok: true, template: { render: (data) => render(text, parsed.nodes, data) } };
}

function render(text: string, nodes: Parameters<typeof executeTemplate>[0], data: TemplateData) {
  const executed = executeTemplate(nodes, data, maxOutputLength);
  if (executed.ok) return executed;
  const { at, written } = executed.node;
  const column = at - (text.lastIndexOf('\n', at) + 1);
  const place = `param:${lineOf(text, at)}:${column}`;
  return { ok: false as const, message: `template: ${place}: executing "param" at <${written}>: ${executed.message}` };
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
