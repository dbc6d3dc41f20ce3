import { describe, expect, it } from 'vitest';
import { detailsUrlOf, linkToLog, renderLinks } from './render-links.ts';

const workflow = { namespace: 'ci', name: 'ci-1', uid: 'u/1' };
const argoUiUrl = 'https://argo.example/';

describe('links', () => {
  it('lead to Argo', () => {
    expect(renderLinks({ argoUiUrl }, workflow)).toBe(
      '[Open in Argo](<https://argo.example/workflows/ci/ci-1?tab=workflow&uid=u%2F1>)\n',
    );
    expect(detailsUrlOf({ argoUiUrl }, workflow)).toBe('https://argo.example/workflows/ci/ci-1?tab=workflow&uid=u%2F1');
  });

  it('lead only where there is something', () => {
    expect(renderLinks({}, workflow)).toBe('');
    expect(detailsUrlOf({}, workflow)).toBeUndefined();
  });

  it('lead to the log of a step', () => {
    expect(linkToLog(argoUiUrl, workflow, { nodeId: 'ci-1-42', container: 'main' })).toBe(
      'https://argo.example/workflows/ci/ci-1?tab=workflow&uid=u%2F1&nodeId=ci-1-42&sidePanel=logs%3Aci-1-42%3Amain',
    );
  });
});
