/** Where more about runs can be seen. */
export interface RunPages {
  /** Base of the links to Argo's UI. */
  argoUiUrl?: string | undefined;
  /** Base of the app's own pages. */
  publicUrl?: string | undefined;
}

export interface LinkedWorkflow {
  namespace: string;
  name: string;
  uid: string;
}

/** A Workflow's page in Argo's UI. With the uid it still resolves, from the archive, once the Workflow is deleted. */
export function linkToArgo(baseUrl: string, workflow: LinkedWorkflow): string {
  return `${trimUrl(baseUrl)}/workflows/${pathOf(workflow)}?tab=workflow&uid=${encodeURIComponent(workflow.uid)}`;
}

/** A step's log in Argo's UI. */
export function linkToLog(baseUrl: string, workflow: LinkedWorkflow, log: { nodeId: string; container: string }) {
  const panel = encodeURIComponent(`logs:${log.nodeId}:${log.container}`);
  return `${linkToArgo(baseUrl, workflow)}&nodeId=${encodeURIComponent(log.nodeId)}&sidePanel=${panel}`;
}

/** A run's page of this app. */
export function linkToRun(baseUrl: string, workflow: LinkedWorkflow): string {
  return `${trimUrl(baseUrl)}/runs/${pathOf(workflow)}`;
}

/** Where "Details" on the check leads: to the app's own page, else to Argo's. */
export function detailsUrlOf({ argoUiUrl, publicUrl }: RunPages, workflow: LinkedWorkflow): string | undefined {
  if (publicUrl !== undefined) return linkToRun(publicUrl, workflow);
  return argoUiUrl === undefined ? undefined : linkToArgo(argoUiUrl, workflow);
}

/** The links as a line of markdown; empty where there are none. */
export function renderLinks({ argoUiUrl, publicUrl }: RunPages, workflow: LinkedWorkflow): string {
  const links = [
    ...(publicUrl === undefined ? [] : [`[Run page](<${linkToRun(publicUrl, workflow)}>)`]),
    ...(argoUiUrl === undefined ? [] : [`[Open in Argo](<${linkToArgo(argoUiUrl, workflow)}>)`]),
  ];
  return links.length === 0 ? '' : `${links.join(' · ')}\n`;
}

function trimUrl(url: string): string {
  return url.replace(/\/+$/, '');
}

function pathOf({ namespace, name }: LinkedWorkflow): string {
  return [namespace, name].map(encodeURIComponent).join('/');
}
