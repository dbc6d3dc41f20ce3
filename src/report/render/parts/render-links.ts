/** Where more about runs can be seen. */
export interface RunPages {
  /** Base of the links to Argo's UI. */
  argoUiUrl?: string | undefined;
}

export interface LinkedWorkflow {
  namespace: string;
  name: string;
  uid: string;
}

/** A Workflow's page in Argo's UI. With the uid it still resolves, from the archive, once the Workflow is deleted. */
function linkToArgo(baseUrl: string, workflow: LinkedWorkflow): string {
  return `${trimUrl(baseUrl)}/workflows/${pathOf(workflow)}?tab=workflow&uid=${encodeURIComponent(workflow.uid)}`;
}

/** A step's log in Argo's UI. */
export function linkToLog(baseUrl: string, workflow: LinkedWorkflow, log: { nodeId: string; container: string }) {
  const panel = encodeURIComponent(`logs:${log.nodeId}:${log.container}`);
  return `${linkToArgo(baseUrl, workflow)}&nodeId=${encodeURIComponent(log.nodeId)}&sidePanel=${panel}`;
}

/** Where "Details" on the check leads. */
export function detailsUrlOf({ argoUiUrl }: RunPages, workflow: LinkedWorkflow): string | undefined {
  return argoUiUrl === undefined ? undefined : linkToArgo(argoUiUrl, workflow);
}

/** The link as a line of markdown; empty where there is none. */
export function renderLinks({ argoUiUrl }: RunPages, workflow: LinkedWorkflow): string {
  return argoUiUrl === undefined ? '' : `[Open in Argo](<${linkToArgo(argoUiUrl, workflow)}>)\n`;
}

function trimUrl(url: string): string {
  return url.replace(/\/+$/, '');
}

function pathOf({ namespace, name }: LinkedWorkflow): string {
  return [namespace, name].map(encodeURIComponent).join('/');
}
