/** A Workflow's page in Argo's UI. With the uid it still resolves, from the archive, once the Workflow is deleted. */
export function linkToArgo(baseUrl: string, workflow: { namespace: string; name: string; uid: string }): string {
  const path = [workflow.namespace, workflow.name].map(encodeURIComponent).join('/');
  return `${baseUrl.replace(/\/+$/, '')}/workflows/${path}?tab=workflow&uid=${encodeURIComponent(workflow.uid)}`;
}
