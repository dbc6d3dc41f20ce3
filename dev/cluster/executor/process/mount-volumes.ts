import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { cannotRun } from '../spec/find-unsupported.ts';
import type { Container, Volume } from '../spec/workflow-spec.ts';
import { type Found, type PodIdentity, readValues } from './build-environment.ts';
import { type PathMap, toLocalPath } from './map-paths.ts';

/** The directories that volumes live in: the pod's own, the Workflow's, and those of claims that outlive it. */
export interface VolumeDirectories {
  pod: string;
  workflow: string;
  claims: string;
}

/** Names of volumes that `volumeClaimTemplates` of the Workflow make. */
export interface VolumeSources {
  volumes: Volume[];
  claimTemplates: string[];
  directories: VolumeDirectories;
}

/** Makes the volumes that a container mounts and puts a link to each at its mount path. */
export async function mountVolumes(
  identity: PodIdentity,
  container: Container,
  sources: VolumeSources,
  map: PathMap,
): Promise<Found<undefined>> {
  for (const mount of container.volumeMounts ?? []) {
    const directory = await makeVolume(identity, sources, mount.name);
    if (!directory.ok) return directory;
    const target = toLocalPath({ root: directory.value, declared: [] }, mount.subPath ?? '');
    if (mount.subPath === undefined) await mkdir(target, { recursive: true });
    else await mkdir(dirname(target), { recursive: true });
    const place = toLocalPath(map, mount.mountPath);
    await mkdir(dirname(place), { recursive: true });
    await symlink(target, place);
  }
  return { ok: true, value: undefined };
}

async function makeVolume(identity: PodIdentity, sources: VolumeSources, name: string): Promise<Found<string>> {
  const { directories, volumes, claimTemplates } = sources;
  if (claimTemplates.includes(name)) return makeDirectory(join(directories.workflow, name));
  const volume = volumes.find((each) => each.name === name);
  if (volume === undefined) return { ok: false, message: `volume '${name}' not found in workflow spec` };
  if (volume.persistentVolumeClaim)
    return makeDirectory(join(directories.claims, volume.persistentVolumeClaim.claimName));
  const directory = await makeDirectory(join(directories.pod, name));
  if (volume.secret)
    return writeFiles(identity, directory.value, { kind: 'secret', name: volume.secret.secretName, ...volume.secret });
  if (volume.configMap) return writeFiles(identity, directory.value, { kind: 'configmap', ...volume.configMap });
  return volume.emptyDir === undefined ? { ok: false, message: cannotRun(`the volume '${name}'`) } : directory;
}

async function makeDirectory(path: string): Promise<{ ok: true; value: string }> {
  await mkdir(path, { recursive: true });
  return { ok: true, value: path };
}

async function writeFiles(
  identity: PodIdentity,
  directory: string,
  source: {
    kind: 'secret' | 'configmap';
    name: string;
    optional?: boolean | undefined;
    items?: { key: string; path: string }[] | null | undefined;
  },
): Promise<Found<string>> {
  const values = await waitForValues(identity, source);
  if (values === undefined && source.optional !== true) {
    const message = `MountVolume.SetUp failed: ${source.kind} "${source.name}" not found`;
    return { ok: false, message };
  }
  const all = [...(values ?? [])];
  const files = source.items
    ? source.items.flatMap(({ key, path }) =>
        all.filter(([name]) => name === key).map(([, bytes]) => ({ path, bytes })),
      )
    : all.map(([path, bytes]) => ({ path, bytes }));
  for (const { path, bytes } of files) {
    const file = toLocalPath({ root: directory, declared: [] }, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes, { mode: 0o600 });
  }
  return { ok: true, value: directory };
}

/** A kubelet tries for minutes to mount what is not there yet. */
const tries = 60;
const pauseMs = 50;

async function waitForValues(
  identity: PodIdentity,
  { kind, name, optional }: { kind: 'secret' | 'configmap'; name: string; optional?: boolean | undefined },
): Promise<ReturnType<typeof readValues>> {
  for (let tried = 1; ; tried += 1) {
    const values = readValues(identity, kind, name);
    if (values !== undefined || optional === true || tried >= tries) return values;
    await setTimeout(pauseMs);
  }
}
