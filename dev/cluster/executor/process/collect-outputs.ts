import { cp, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { NodeParameters } from '../run/node-table.ts';
import type { Template } from '../spec/workflow-spec.ts';
import type { Found } from './build-environment.ts';
import { type PathMap, toLocalPath } from './map-paths.ts';

const maxParameterBytes = 256 * 1024;

/** What a finished container left behind at the paths of its outputs. */
export interface Collected {
  parameters: NodeParameters[];
  /** Local copies of output artifacts, by name. */
  artifacts: Map<string, string>;
}

/** Reads output parameters from their files and copies output artifacts to `directory`. */
export async function collectOutputs(template: Template, map: PathMap, directory: string): Promise<Found<Collected>> {
  const parameters: NodeParameters[] = [];
  for (const { name, value, valueFrom } of template.outputs?.parameters ?? []) {
    const path = valueFrom?.path;
    const read = path === undefined ? (value ?? undefined) : await readText(toLocalPath(map, path));
    const found = read ?? valueFrom?.default;
    if (found === undefined) return { ok: false, message: `open ${path ?? name}: no such file or directory` };
    parameters.push({ name, value: found });
  }
  const artifacts = new Map<string, string>();
  for (const { name, path, optional } of template.outputs?.artifacts ?? []) {
    if (path === undefined) return { ok: false, message: `artifact ${name} has no path` };
    const source = toLocalPath(map, path);
    if (await exists(source)) {
      const copy = join(directory, name);
      await mkdir(dirname(copy), { recursive: true });
      await cp(source, copy, { recursive: true, verbatimSymlinks: true });
      artifacts.set(name, copy);
    } else if (optional !== true) {
      return { ok: false, message: `cannot find output artifact ${name}: stat ${path}: no such file or directory` };
    }
  }
  return { ok: true, value: { parameters, artifacts } };
}

async function readText(path: string): Promise<string | undefined> {
  if (!(await exists(path))) return undefined;
  const bytes = await readFile(path);
  return trimOneLineFeed(bytes.subarray(0, maxParameterBytes).toString('utf8'));
}

async function exists(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined;
}

/** Argo takes exactly one line feed off the end of what a step printed. */
export function trimOneLineFeed(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
