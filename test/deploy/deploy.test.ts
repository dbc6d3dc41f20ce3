import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readSettings } from '../../src/settings/read-settings.ts';
import { settingsTable } from '../../src/settings/settings-table.ts';
import { readDeployed } from './read-deployed.ts';

const deployment = z.looseObject({
  spec: z.looseObject({
    selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()) }),
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
      spec: z.looseObject({
        serviceAccountName: z.string(),
        containers: z.tuple([
          z.looseObject({
            image: z.string(),
            env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })),
            ports: z.array(z.looseObject({ name: z.string(), containerPort: z.number() })),
            volumeMounts: z.array(z.looseObject({ mountPath: z.string() })),
          }),
        ]),
      }),
    }),
  }),
});

const deployed = readDeployed();
const ofKind = (kind: string) => deployed.filter((each) => each.object.kind === kind).map((each) => each.object);
const [only] = ofKind('Deployment');
const { selector, template } = deployment.parse(only).spec;
const { containers, serviceAccountName } = template.spec;
const [container] = containers;

/** What Kubernetes puts into the variables that come of the Secret. */
const secrets: Record<string, string> = {
  APP_ID: '42',
  PRIVATE_KEY: generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString(),
  WEBHOOK_SECRET: 'a long enough secret',
};

describe('deploy/app.yaml', () => {
  const environment = Object.fromEntries(container.env.map(({ name, value }) => [name, value ?? secrets[name]]));

  it('sets variables that are settings, and with them all that is needed in a cluster', () => {
    const known: string[] = settingsTable.map(({ name }) => name);
    expect(container.env.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
    const read = readSettings({ ...environment, KUBERNETES_SERVICE_HOST: '10.0.0.1' }, { readFile: () => '' });
    expect(read).toMatchObject({ ok: true, warnings: [] });
    if (!read.ok) return;
    const { port, metricsPort } = read.settings;
    expect(container.ports.map((each) => each.containerPort)).toEqual([port, metricsPort]);
  });

  it('is the image of the Dockerfile, in this version, with its volume where the events go', () => {
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8')));
    expect(container.image).toBe(`argo-events-app:${version}`);
    const image = readFileSync('Dockerfile', 'utf8');
    for (const { mountPath } of container.volumeMounts) expect(image).toContain(`VOLUME ${mountPath}\n`);
    expect(image).toContain(`EXPOSE ${container.ports.map((each) => each.containerPort).join(' ')}\n`);
  });

  it('names nothing that is not there', () => {
    expect(ofKind('ServiceAccount').map(({ metadata }) => metadata.name)).toContain(serviceAccountName);
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    const [service] = ofKind('Service');
    expect(service).toMatchObject({ spec: { selector: selector.matchLabels } });
  });
});
