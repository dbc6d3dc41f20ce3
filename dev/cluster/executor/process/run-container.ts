import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StopSwitch } from '../run/stop-switch.ts';
import type { Container, Template, Volume } from '../spec/workflow-spec.ts';
import { buildEnvironment, expandVariables, type Found, type PodIdentity } from './build-environment.ts';
import { type Collected, collectOutputs, trimOneLineFeed } from './collect-outputs.ts';
import { type PathMap, rewritePaths, toLocalPath } from './map-paths.ts';
import { mountVolumes } from './mount-volumes.ts';
import { placeArtifact } from './place-artifacts.ts';
import type { PodDirectories } from './pod-directories.ts';
import type { PodLog } from './pod-log.ts';
import type { Reaper } from './reaper.ts';
import { type ProcessEnd, type ProcessRequest, runProcess } from './run-process.ts';

export interface ContainerRequest {
  identity: PodIdentity;
  template: Template;
  container: Container & { source?: string };
  directories: PodDirectories;
  volumes: Volume[];
  claimTemplates: string[];
  variables: Record<string, string>;
  stop: StopSwitch;
  graceMs: number;
  reaper: Reaper;
  log: PodLog;
  /** Whether what is written to the standard output alone is asked for. */
  wantsResult: boolean;
  /** Called when the files are in place and the process is about to start. */
  onStart(): Promise<void>;
}

/** `error`: the step could not be run at all; else its exit code and what it left. */
export type ContainerEnd =
  | { kind: 'error'; message: string }
  | { kind: 'exited'; exitCode: number; result: string; collected: Found<Collected> };

const maxResultBytes = 256 * 1024;

/** Lays out a container's files on this machine, runs its command there and collects its outputs. */
export async function runContainer(request: ContainerRequest): Promise<ContainerEnd> {
  const { container, directories, identity, log } = request;
  const prepared = await layOut(request);
  if (!prepared.ok) return { kind: 'error', message: prepared.message };
  const environment = buildEnvironment(identity, container);
  if (!environment.ok) return { kind: 'error', message: environment.message };
  await request.onStart();
  if (request.stop.reason() !== undefined) return { kind: 'error', message: 'stopped before it started' };
  const stdout = createCapture(maxResultBytes);
  const streams = [log.openStream(), log.openStream()] as const;
  const ended = await startProcess(request, environment.value, {
    onStdout(chunk) {
      stdout.add(chunk);
      streams[0].write(chunk);
    },
    onStderr: (chunk) => streams[1].write(chunk),
  });
  for (const stream of streams) stream.end();
  if (ended.kind === 'not-started') return { kind: 'error', message: ended.message };
  const collected: Found<Collected> =
    ended.exitCode === 0
      ? await collectOutputs(request.template, directories.map, directories.artifacts)
      : { ok: true, value: { parameters: [], artifacts: new Map() } };
  return { kind: 'exited', exitCode: ended.exitCode, result: trimOneLineFeed(stdout.text()), collected };
}

async function layOut(request: ContainerRequest): Promise<Found<undefined>> {
  const { container, directories, identity, template } = request;
  const { map } = directories;
  for (const directory of [map.root, directories.home, directories.temporary]) {
    await mkdir(directory, { recursive: true });
  }
  const { volumes, claimTemplates } = request;
  const sources = { volumes, claimTemplates, directories: directories.volumes };
  const mounted = await mountVolumes(identity, container, sources, map);
  if (!mounted.ok) return mounted;
  for (const artifact of template.inputs?.artifacts ?? []) {
    const placed = await placeArtifact(identity, artifact, map, request);
    if (!placed.ok) return placed;
  }
  await makeParents(template, map);
  await mkdir(workingDirectory(container, map), { recursive: true });
  if (container.source !== undefined) await writeFile(directories.script, rewritePaths(map, container.source));
  return { ok: true, value: undefined };
}

/** A container may write its outputs without making their directories where an image would have them. */
async function makeParents(template: Template, map: PathMap): Promise<void> {
  const parameters = (template.outputs?.parameters ?? []).map((each) => each.valueFrom?.path);
  const artifacts = (template.outputs?.artifacts ?? []).map((each) => each.path);
  for (const path of [...parameters, ...artifacts]) {
    if (path !== undefined) await mkdir(dirname(toLocalPath(map, path)), { recursive: true });
  }
}

function workingDirectory(container: Container, map: PathMap): string {
  return container.workingDir === undefined ? map.root : toLocalPath(map, container.workingDir);
}

function startProcess(
  request: ContainerRequest,
  given: Record<string, string>,
  output: Required<Pick<ProcessRequest, 'onStdout' | 'onStderr'>>,
): Promise<ProcessEnd> {
  const { container, directories, stop, graceMs, reaper } = request;
  const { map } = directories;
  const variables = new Map(Object.entries(given));
  const words = [...(container.command ?? []), ...(container.args ?? [])].map((word) =>
    rewritePaths(map, expandVariables(word, variables)),
  );
  const isScript = container.source !== undefined;
  const [command = 'sh', ...parameters] = isScript ? [...words, directories.script] : words;
  const rewritten = Object.entries(given).map(([name, value]) => [name, rewritePaths(map, value)]);
  return runProcess({
    command,
    parameters,
    environment: {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      HOME: directories.home,
      TMPDIR: directories.temporary,
      LANG: 'C.UTF-8',
      HOSTNAME: request.identity.pod,
      ...request.variables,
      ...Object.fromEntries(rewritten),
    },
    directory: workingDirectory(container, map),
    stop,
    graceMs,
    reaper,
    onStdout: output.onStdout,
    ...(request.wantsResult ? { onStderr: output.onStderr } : {}),
  });
}

function createCapture(maxBytes: number): { add(chunk: Buffer): void; text(): string } {
  const chunks: Buffer[] = [];
  let size = 0;
  return {
    add(chunk) {
      if (size < maxBytes) chunks.push(chunk.subarray(0, maxBytes - size));
      size += chunk.length;
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
}
