import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { effectivePolicy } from '../effective-policy.ts';
import { guardWorkflow } from './guard-workflow.ts';

const built = effectivePolicy(undefined, { fullName: 'acme/web', argoNamespace: 'ci', untrusted: false });
const strangers = effectivePolicy(undefined, { fullName: 'acme/web', argoNamespace: 'ci', untrusted: true });

const ordinary: [string, string][] = [
  [
    'lint and test in parallel',
    `
metadata: { generateName: ci-, labels: { team: web, app.kubernetes.io/part-of: shop } }
spec:
  entrypoint: main
  arguments: { parameters: [{ name: revision }, { name: repo-url }] }
  activeDeadlineSeconds: 600
  ttlStrategy: { secondsAfterCompletion: 3600, secondsAfterFailure: 86400 }
  podGC: { strategy: OnPodSuccess, deleteDelayDuration: 30s }
  templates:
    - name: main
      dag:
        failFast: false
        tasks:
          - { name: lint, template: run, arguments: { parameters: [{ name: script, value: npm run lint }] } }
          - { name: test, template: run, depends: lint.Succeeded || lint.Failed, continueOn: { failed: true } }
    - name: run
      inputs: { parameters: [{ name: script, default: npm test, enum: [npm test, npm run lint] }] }
      retryStrategy: { limit: "2", retryPolicy: OnError, backoff: { duration: 10s, factor: 2, maxDuration: 1m } }
      container:
        image: node:24
        workingDir: /work
        command: [sh, -c]
        args: ["{{inputs.parameters.script}}"]
        env:
          - { name: CI, value: "true" }
          - { name: POD, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
        resources: { requests: { cpu: 500m, memory: 1Gi }, limits: { memory: "{{workflow.parameters.memory}}" } }
        volumeMounts: [{ name: work, mountPath: /work, subPath: src }]
  volumeClaimTemplates:
    - metadata: { name: work, labels: { team: web } }
      spec: { accessModes: [ReadWriteOnce], storageClassName: fast, resources: { requests: { storage: 1Gi } } }
  volumeClaimGC: { strategy: OnWorkflowCompletion }
`,
  ],
  [
    'a checkout by a git artifact, with a cache and a report',
    `
metadata: { generateName: build- }
spec:
  entrypoint: build
  artifactGC: { strategy: OnWorkflowDeletion }
  archiveLogs: true
  templates:
    - name: build
      inputs:
        artifacts:
          - { name: source, path: /src, git: { repo: "{{workflow.parameters.repo-url}}", revision: main, depth: 1 } }
          - { name: cache, path: /cache, optional: true, s3: { key: "caches/web.tgz" } }
          - { name: config, path: /config, raw: { data: "{}" } }
          - { name: kubectl, path: /bin/kubectl, mode: 0755, http: { url: "https://dl.k8s.io/kubectl" } }
      outputs:
        parameters: [{ name: version, valueFrom: { path: /src/VERSION, default: "0" } }]
        artifacts:
          - { name: report, path: /report.xml, archive: { none: {} } }
      script: { image: golang, command: [bash], source: "go test ./..." }
      sidecars:
        - { name: db, image: postgres, mirrorVolumeMounts: true, readinessProbe: { exec: { command: [pg_isready] } } }
      initContainers: [{ name: warm, image: alpine, command: [sleep, "1"] }]
      securityContext: { runAsUser: 1000, runAsNonRoot: true, fsGroup: 1000, seccompProfile: { type: RuntimeDefault } }
      volumes: [{ name: tmp, emptyDir: { medium: Memory } }]
`,
  ],
  [
    'loops, conditions, hooks and suspension',
    `
metadata: { generateName: many- }
spec:
  entrypoint: main
  onExit: bye
  parallelism: 4
  hooks: { exit: { template: bye }, running: { expression: workflow.status == "Running", template: bye } }
  synchronization: { mutexes: [{ name: web }] }
  templates:
    - name: main
      parallelism: 2
      steps:
        - - { name: each, template: one, withItems: [{ os: linux, arch: amd64 }, plain, 3], arguments: { parameters: [{ name: x, value: "{{item}}" }] } }
        - - { name: some, template: one, withParam: "{{steps.each.outputs.parameters}}", when: "{{steps.each.status}} == Succeeded" }
          - { name: count, template: one, withSequence: { count: "3" } }
        - - { name: ask, template: approve }
          - { name: inside, inline: { container: { image: alpine, securityContext: { capabilities: { drop: [ALL] } } } } }
    - { name: one, container: { image: busybox, ports: [{ containerPort: 8080 }], livenessProbe: { httpGet: { port: 8080, path: / } } } }
    - { name: approve, suspend: { duration: 1h } }
    - { name: bye, metrics: { prometheus: [{ name: done, help: done, counter: { value: "1" } }] }, http: { url: "https://x.example", headers: [{ name: A, value: b }] } }
`,
  ],
  [
    'a container set on chosen nodes',
    `
metadata: { generateName: set-, annotations: { workflows.argoproj.io/title: Set, argo-events-app/check-name: set, example.com/owner: web } }
spec:
  entrypoint: main
  nodeSelector: { kubernetes.io/arch: arm64 }
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } }
  hostAliases: [{ ip: 127.0.0.1, hostnames: [local] }]
  dnsConfig: { options: [{ name: ndots, value: "2" }] }
  podMetadata: { labels: { team: web }, annotations: { cluster-autoscaler.kubernetes.io/safe-to-evict: "false" } }
  podDisruptionBudget: { minAvailable: 1 }
  templates:
    - name: main
      metadata: { labels: { app.kubernetes.io/name: web } }
      containerSet:
        volumeMounts: [{ name: work, mountPath: /work }]
        containers: [{ name: a, image: alpine }, { name: main, image: alpine, dependencies: [a] }]
      volumes:
        - { name: work, emptyDir: {} }
        - { name: info, downwardAPI: { items: [] } }
        - { name: token, projected: { sources: [{ serviceAccountToken: { audience: registry, path: token } }] } }
`,
  ],
  [
    'an exported object with what the API server wrote',
    `
metadata: { name: x, namespace: ci, creationTimestamp: null, uid: "1", generation: 3, managedFields: [], labels: { workflows.argoproj.io/test: "true" }, finalizers: [] }
spec: { entrypoint: a, templates: [{ name: a, container: { image: alpine, name: "", resources: {} }, inputs: {}, outputs: {}, metadata: {} }], arguments: {} }
status: {}
`,
  ],
];

const withTemplate: [string, string][] = [
  ['a Workflow from a template', 'metadata: {}\nspec: { workflowTemplateRef: { name: go-ci } }'],
  [
    'steps from templates',
    'metadata: {}\nspec: { templates: [{ name: a, dag: { tasks: [{ name: t, templateRef: { name: "{{item}}", template: x, clusterScope: true } }] } }] }',
  ],
];

function read(text: string) {
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', ...parse(text) };
}

function judge(answer: typeof built, text: string, untrusted: boolean): string[] {
  if (!answer.ok) throw new Error(answer.problem.message);
  return guardWorkflow(read(text), answer.policy, { untrusted }).map(({ message }) => message);
}

describe('Ordinary Workflows, without a policy file', () => {
  it.each([...ordinary, ...withTemplate])('%s passes', (_case, text) => {
    expect(judge(built, text, false)).toEqual([]);
  });

  it.each(ordinary.filter(([, text]) => !text.includes('s3:')))('%s passes for strangers too', (_case, text) => {
    expect(judge(strangers, text, true)).toEqual([]);
  });

  it('is untouched by being judged', () => {
    for (const [, text] of ordinary) {
      const workflow = read(text);
      const before = structuredClone(workflow);
      if (built.ok) guardWorkflow(workflow, built.policy, { untrusted: false });
      expect(workflow).toEqual(before);
    }
  });
});
