import { type Problem, problem } from '../../problem/problem.ts';
import { readYamlStream } from '../../yaml/read-yaml-stream.ts';
import { toJson } from '../../yaml/yaml-node.ts';

export type WorkflowText = { ok: true; object: Record<string, unknown> } | { ok: false; problem: Problem };

/**
 * Reads YAML (or JSON) that must hold one object, with the rules of `.argo-events.yaml` itself: what is no YAML there is none
 * here. The first error stands for the file.
 *
 * @param where the file's path, or words for a place that is no file
 */
export function readWorkflowText(text: string, where: string): WorkflowText {
  const stream = readYamlStream({ path: where, text, maxBytes: maxWorkflowFileBytes });
  const error = stream.problems.find((each) => each.severity === 'error');
  if (error !== undefined) return { ok: false, problem: error };
  const [document, second] = stream.documents;
  if (document?.kind !== 'mapping') return refuse(where, document === undefined ? 'nothing' : 'no object');
  if (second !== undefined) return refuse(where, `${stream.documents.length} documents`);
  return { ok: true, object: toJson(document) as Record<string, unknown> };
}

/** The largest workflow file that is read, in bytes. */
export const maxWorkflowFileBytes = 512 * 1024;

function refuse(where: string, found: string): WorkflowText {
  return { ok: false, problem: problem('run.not-a-workflow', { where, found }) };
}
