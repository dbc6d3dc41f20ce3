import { join } from 'node:path';
import { isAbsolute } from 'node:path/posix';
import type { Template } from '../spec/workflow-spec.ts';
import type { PathMap } from './map-paths.ts';
import type { VolumeDirectories } from './mount-volumes.ts';

/** Where a pod lives on this machine. */
export interface PodDirectories {
  pod: string;
  home: string;
  temporary: string;
  script: string;
  /** Where output artifacts of the node are kept for later steps. */
  artifacts: string;
  volumes: VolumeDirectories;
  map: PathMap;
}

/** Everything of one Workflow; it goes with the Workflow. */
export function workflowDirectory(workspace: string, namespace: string, uid: string): string {
  return join(workspace, namespace, uid);
}

export function podDirectories(
  workspace: string,
  run: { namespace: string; uid: string },
  pod: { name: string; nodeId: string; template: Template },
): PodDirectories {
  const workflow = workflowDirectory(workspace, run.namespace, run.uid);
  const own = join(workflow, 'pods', pod.name);
  return {
    pod: own,
    home: join(own, 'home'),
    temporary: join(own, 'tmp'),
    script: join(own, 'script'),
    artifacts: join(workflow, 'artifacts', pod.nodeId),
    volumes: {
      pod: join(own, 'volumes'),
      workflow: join(workflow, 'volumes'),
      claims: join(workspace, run.namespace, 'claims'),
    },
    map: { root: join(own, 'root'), declared: declaredPaths(pod.template) },
  };
}

function declaredPaths(template: Template): string[] {
  const container = template.script ?? template.container;
  const paths = [
    container?.workingDir,
    ...(container?.volumeMounts ?? []).map((mount) => mount.mountPath),
    ...(template.inputs?.artifacts ?? []).map((artifact) => artifact.path),
    ...(template.outputs?.artifacts ?? []).map((artifact) => artifact.path),
    ...(template.outputs?.parameters ?? []).map((parameter) => parameter.valueFrom?.path),
  ];
  const absolute = paths.filter((path) => path !== undefined).filter(isAbsolute);
  return [...new Set(absolute.map((path) => path.replace(/\/+$/, '')))];
}
