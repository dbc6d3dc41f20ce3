/** Where Kubernetes tells a pod its own namespace. */
const namespaceFile = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';

/** The namespace of the pod that this process runs in; undefined outside a cluster. */
export async function readOwnNamespace(readFile: (path: string) => Promise<string>): Promise<string | undefined> {
  try {
    const namespace = (await readFile(namespaceFile)).trim();
    return namespace === '' ? undefined : namespace;
  } catch {
    // No such file is how a process finds out that it is in no pod.
    return undefined;
  }
}
