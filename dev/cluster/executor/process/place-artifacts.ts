import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StopSwitch } from '../run/stop-switch.ts';
import { cannotRun } from '../spec/find-unsupported.ts';
import type { Artifact, GitSource } from '../spec/workflow-spec.ts';
import { type Found, type PodIdentity, readValues } from './build-environment.ts';
import { type PathMap, toLocalPath } from './map-paths.ts';
import type { Reaper } from './reaper.ts';
import { runProcess } from './run-process.ts';

/** How a scope names an artifact that a step left on this machine. */
export const localArtifactPrefix = 'local-artifact:';

/** What cloning needs of the machine. */
export interface GitWorld {
  stop: StopSwitch;
  reaper: Reaper;
  graceMs: number;
}

/** Puts an input artifact at its path: a git checkout, a text, or what an earlier step left. */
export async function placeArtifact(
  identity: PodIdentity,
  artifact: Artifact,
  map: PathMap,
  world: GitWorld,
): Promise<Found<undefined>> {
  const done = { ok: true as const, value: undefined };
  if (artifact.path === undefined) return { ok: false, message: `artifact ${artifact.name} has no path` };
  const place = toLocalPath(map, artifact.path);
  await mkdir(dirname(place), { recursive: true });
  if (artifact.git) return cloneRepository(identity, artifact.git, place, world);
  if (artifact.raw) {
    await writeFile(place, artifact.raw.data);
    return done;
  }
  if (artifact.from?.startsWith(localArtifactPrefix) === true) {
    await rm(place, { recursive: true, force: true });
    await cp(artifact.from.slice(localArtifactPrefix.length), place, { recursive: true, verbatimSymlinks: true });
    return done;
  }
  if (artifact.optional === true) return done;
  if (artifact.from !== undefined)
    return { ok: false, message: `artifact ${artifact.name} was not found: ${artifact.from}` };
  return { ok: false, message: cannotRun(`the artifact '${artifact.name}' without 'git', 'raw' or 'from'`) };
}

async function cloneRepository(
  identity: PodIdentity,
  source: GitSource,
  place: string,
  world: GitWorld,
): Promise<Found<undefined>> {
  const access = readAccess(identity, source);
  if (!access.ok) return access;
  const { branch, depth, revision, fetch } = source;
  const strange = [source.repo, branch, revision, ...(fetch ?? [])].find((each) => each?.startsWith('-') === true);
  if (strange !== undefined)
    return { ok: false, message: `git: ${JSON.stringify(strange)} is not a repository or revision` };
  const steps = [
    [
      'clone',
      '--quiet',
      ...(depth === undefined ? [] : [`--depth=${depth}`]),
      ...(branch === undefined ? [] : [`--branch=${branch}`]),
      ...(source.singleBranch === true ? ['--single-branch'] : []),
      '--',
      source.repo,
      place,
    ],
    ...(fetch ?? []).map((refspec) => ['-C', place, 'fetch', '--quiet', 'origin', '--', refspec]),
    ...(revision === undefined || revision === ''
      ? []
      : [['-C', place, 'checkout', '--quiet', '--force', revision, '--']]),
  ];
  for (const step of steps) {
    const ended = await runGit(step, access.value, world);
    if (!ended.ok) return ended;
  }
  return { ok: true, value: undefined };
}

function readAccess(identity: PodIdentity, source: GitSource): Found<string | undefined> {
  const read = (reference: { name: string; key: string } | null | undefined): Found<string> => {
    if (!reference) return { ok: true, value: '' };
    const value = readValues(identity, 'secret', reference.name)?.get(reference.key);
    if (value !== undefined) return { ok: true, value: value.toString('utf8') };
    return { ok: false, message: `secret "${reference.name}" with key ${reference.key} not found` };
  };
  const user = read(source.usernameSecret);
  const password = read(source.passwordSecret);
  if (!user.ok) return user;
  if (!password.ok) return password;
  if (user.value === '' && password.value === '') return { ok: true, value: undefined };
  const credentials = Buffer.from(`${user.value}:${password.value}`).toString('base64');
  return { ok: true, value: `Authorization: Basic ${credentials}` };
}

async function runGit(parameters: string[], header: string | undefined, world: GitWorld): Promise<Found<undefined>> {
  const settings: [string, string][] = [
    // The repository may belong to another user of this machine.
    ['safe.directory', '*'],
    ['advice.detachedHead', 'false'],
    ...(header === undefined ? [] : [['http.extraHeader', header] satisfies [string, string]]),
  ];
  const configuration = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  const output: Buffer[] = [];
  const ended = await runProcess({
    ...world,
    command: 'git',
    parameters,
    environment: {
      PATH: process.env.PATH ?? '',
      HOME: '/nonexistent',
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_COUNT: String(settings.length),
      ...Object.fromEntries(configuration),
    },
    directory: '/',
    onStdout: (chunk) => output.push(chunk),
    onStderr: (chunk) => output.push(chunk),
  });
  if (ended.kind === 'not-started') return { ok: false, message: ended.message };
  if (ended.exitCode === 0) return { ok: true, value: undefined };
  const said = Buffer.concat(output).toString('utf8').trim();
  return {
    ok: false,
    message: `Error (exit code 64): failed to ${parameters.includes('clone') ? 'clone' : 'check out'}: ${said}`,
  };
}
