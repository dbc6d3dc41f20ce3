import { rememberCompiled } from '../../cache/remember-compiled.ts';
import { freezeDeep } from '../../json/freeze-deep.ts';
import { isRecord } from '../../json/is-record.ts';
import type { Later } from '../../problem/later.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import type { ArtifactSource, TriggerTemplate } from '../../sensor/sensor.ts';
import { findPathFault } from './find-path-fault.ts';
import { maxWorkflowFileBytes, readWorkflowText, type WorkflowText } from './read-workflow-text.ts';

/** A file of the repository at the commit whose files count for this run. */
export type FileReading =
  | { kind: 'file'; text: string }
  | { kind: 'absent' }
  | { kind: 'too-large'; byteSize: number }
  | { kind: 'refused'; problem: Problem }
  | Later;

export type ReadFile = (path: string) => Promise<FileReading>;

/** What reads the sources that are not written in the document. */
export interface SourceReaders {
  /** Reads a file of the repository at the commit whose workflow files count; for the operator, of its own folder. */
  readFile: ReadFile;
  /** Reads a source of another kind, which only the operator's documents may have; `undefined`: not of that kind either. */
  readForeign?: (kind: string, source: unknown) => Promise<FileReading> | undefined;
}

export type ResolvedSource =
  | { kind: 'object'; object: Record<string, unknown>; where: string }
  | { kind: 'refused'; problem: Problem }
  | Later;

/**
 * The object that a trigger's `source` names. Repositories may write it into the file (`resource`, `inline`) or keep it in a
 * file of theirs (`file.path`); Argo Events' other places (url, s3, git, configmap) are `run.source-kind`.
 */
export async function resolveSource(
  template: TriggerTemplate,
  commit: string,
  { readFile, readForeign }: SourceReaders,
): Promise<ResolvedSource> {
  const source = (template.argoWorkflow ?? template.k8s)?.source;
  if (source === undefined) return refuse(problem('run.source-missing', { trigger: template.name }));
  const foreign = Object.keys(source).find((key) => !['resource', 'inline', 'file'].includes(key));
  if (foreign !== undefined) {
    const reading = readForeign?.(foreign, source[foreign]);
    if (reading === undefined) return refuse(problem('run.source-kind', { trigger: template.name, kind: foreign }));
    return takeFile(await reading, `source.${foreign} of ${template.name}`, commit);
  }
  if (source.inline !== undefined) return parseInline(source.inline, `source.inline of ${template.name}`);
  if (source.file !== undefined) return await readSourceFile(source.file.path, commit, readFile);
  return fromResource(template.name, source);
}

function fromResource(trigger: string, source: ArtifactSource): ResolvedSource {
  if (!isRecord(source.resource)) return refuse(problem('run.source-missing', { trigger }));
  return { kind: 'object', object: source.resource, where: `source.resource of ${trigger}` };
}

async function readSourceFile(path: string, commit: string, readFile: ReadFile): Promise<ResolvedSource> {
  const fault = findPathFault(path);
  if (fault !== undefined) return refuse(problem('run.file-path', { path, fault }));
  return takeFile(await readFile(path), path, commit);
}

function takeFile(file: FileReading, path: string, commit: string): ResolvedSource {
  switch (file.kind) {
    case 'later':
    case 'refused':
      return file;
    case 'absent':
      return refuse(problem('run.file-missing', { path, commit: commit.slice(0, 7) }));
    case 'too-large':
      return refuse(
        problem('run.file-too-large', { path, size: file.byteSize, limit: maxWorkflowFileBytes }, { file: path }),
      );
    case 'file':
      return parseText(file.text, path);
  }
}

/** Of where it stands and its text, as JSON. Most commits leave it as it was; frozen, because many runs have the same one in hand. */
const workflowOf = rememberCompiled((source: string): WorkflowText => {
  const [where = '', text = ''] = JSON.parse(source) as string[];
  return freezeDeep(readWorkflowText(text, where));
});

function parseText(text: string, where: string): ResolvedSource {
  const read = workflowOf(JSON.stringify([where, text]));
  return read.ok ? { kind: 'object', object: read.object, where } : refuse(read.problem);
}

/** Its lines are not lines of a file: the place is said in words. */
function parseInline(text: string, where: string): ResolvedSource {
  const resolved = parseText(text, where);
  if (resolved.kind !== 'refused' || resolved.problem.position === undefined) return resolved;
  const { file: _words, position, ...found } = resolved.problem;
  return refuse({ ...found, message: `${where}, line ${position.line}: ${found.message}` });
}

function refuse(reason: Problem): ResolvedSource {
  return { kind: 'refused', problem: reason };
}
