import { formatValue } from './format-value.ts';
import type { Node } from './parse-template.ts';
import type { TemplateData } from './template-data.ts';

/** What a template printed, or which path of it could not be evaluated. */
export type Executed =
  | { ok: true; text: string }
  | { ok: false; message: string; node: Extract<Node, { kind: 'path' }> };

/** Prints the nodes over the data. More text than `maxLength` characters is refused. */
export function executeTemplate(nodes: Node[], data: TemplateData, maxLength: number): Executed {
  let text = '';
  for (const node of nodes) {
    if (node.kind === 'text') {
      text += node.text;
      continue;
    }
    const evaluated = evaluatePath(node.fields, data);
    if (!evaluated.ok) return { ...evaluated, node };
    text += formatValue(evaluated.value);
    if (text.length > maxLength) return { ok: false, message: `the output exceeds ${maxLength} characters`, node };
  }
  return { ok: true, text };
}

type Evaluated = { ok: true; value: TemplateData | undefined } | { ok: false; message: string };

/** A key that is missing gives no value, and so does everything below it; a field of what has none is an error. */
function evaluatePath(fields: string[], data: TemplateData): Evaluated {
  let value: TemplateData | undefined = data;
  for (const field of fields) {
    if (value === undefined) return { ok: true, value };
    if (value === null) return { ok: false, message: `nil pointer evaluating interface {}.${field}` };
    if (!(value instanceof Map)) return { ok: false, message: `can't evaluate field ${field} in type interface {}` };
    value = value.get(field);
  }
  return { ok: true, value };
}
