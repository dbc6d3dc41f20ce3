import { z } from 'zod';

/** Argo's AnyString and IntOrString: whatever the JSON value is, it is a text. */
const optionalText = z
  .unknown()
  .optional()
  .transform((value) => {
    if (value === undefined || value === null) return undefined;
    return typeof value === 'string' ? value : JSON.stringify(value);
  });

const keyReference = z.looseObject({ name: z.string(), key: z.string(), optional: z.boolean().optional() });

const parameter = z.looseObject({
  name: z.string(),
  value: optionalText,
  default: optionalText,
  valueFrom: z
    .looseObject({
      path: z.string().optional(),
      parameter: z.string().optional(),
      expression: z.string().optional(),
      default: optionalText,
      supplied: z.unknown().optional(),
      configMapKeyRef: keyReference.optional(),
    })
    .nullish(),
  globalName: z.string().optional(),
});

const git = z.looseObject({
  repo: z.string(),
  revision: z.string().optional(),
  branch: z.string().optional(),
  depth: z.number().optional(),
  singleBranch: z.boolean().optional(),
  fetch: z.array(z.string()).nullish(),
  usernameSecret: keyReference.nullish(),
  passwordSecret: keyReference.nullish(),
});

const artifact = z.looseObject({
  name: z.string(),
  path: z.string().optional(),
  from: z.string().optional(),
  git: git.nullish(),
  raw: z.looseObject({ data: z.string() }).nullish(),
  optional: z.boolean().optional(),
});

const inputs = z.looseObject({ parameters: z.array(parameter).nullish(), artifacts: z.array(artifact).nullish() });

const environmentVariable = z.looseObject({
  name: z.string(),
  value: z.string().nullish(),
  valueFrom: z
    .looseObject({
      secretKeyRef: keyReference.nullish(),
      configMapKeyRef: keyReference.nullish(),
      fieldRef: z.looseObject({ fieldPath: z.string() }).nullish(),
    })
    .nullish(),
});

const bulkReference = z.looseObject({ name: z.string(), optional: z.boolean().optional() });

const container = z.looseObject({
  image: z.string().optional(),
  command: z.array(z.string()).nullish(),
  args: z.array(z.string()).nullish(),
  env: z.array(environmentVariable).nullish(),
  envFrom: z
    .array(
      z.looseObject({
        prefix: z.string().optional(),
        secretRef: bulkReference.nullish(),
        configMapRef: bulkReference.nullish(),
      }),
    )
    .nullish(),
  workingDir: z.string().optional(),
  volumeMounts: z
    .array(z.looseObject({ name: z.string(), mountPath: z.string(), subPath: z.string().optional() }))
    .nullish(),
});

const keyItems = z.array(z.looseObject({ key: z.string(), path: z.string() })).nullish();

const volume = z.looseObject({
  name: z.string(),
  emptyDir: z.unknown().optional(),
  secret: z.looseObject({ secretName: z.string(), optional: z.boolean().optional(), items: keyItems }).nullish(),
  configMap: z.looseObject({ name: z.string(), optional: z.boolean().optional(), items: keyItems }).nullish(),
  persistentVolumeClaim: z.looseObject({ claimName: z.string() }).nullish(),
});

const lock = z.looseObject({ name: z.string().optional(), namespace: z.string().optional() });
const semaphore = z.looseObject({ configMapKeyRef: keyReference.nullish(), namespace: z.string().optional() });

const synchronization = z.looseObject({
  mutex: lock.nullish(),
  mutexes: z.array(lock).nullish(),
  semaphore: semaphore.nullish(),
  semaphores: z.array(semaphore).nullish(),
});

const retryStrategy = z.looseObject({
  limit: optionalText,
  retryPolicy: z.enum(['Always', 'OnFailure', 'OnError', 'OnTransientError']).optional(),
  expression: z.string().optional(),
  backoff: z
    .looseObject({
      duration: optionalText,
      factor: optionalText,
      cap: z.string().optional(),
      maxDuration: z.string().optional(),
    })
    .nullish(),
});

const templateReference = z.looseObject({
  name: z.string(),
  template: z.string(),
  clusterScope: z.boolean().optional(),
});

/** A step of `steps` or a task of `dag`: what it runs and under which conditions. */
export const callShape = z.looseObject({
  name: z.string(),
  template: z.string().optional(),
  templateRef: templateReference.nullish(),
  inline: z.looseObject({}).nullish(),
  arguments: inputs.nullish(),
  when: z.string().optional(),
  withItems: z.array(z.unknown()).nullish(),
  withParam: z.string().optional(),
  withSequence: z
    .looseObject({ count: optionalText, start: optionalText, end: optionalText, format: z.string().optional() })
    .nullish(),
  continueOn: z.looseObject({ failed: z.boolean().optional(), error: z.boolean().optional() }).nullish(),
  depends: z.string().optional(),
  dependencies: z.array(z.string()).nullish(),
});

export const templateShape = z.looseObject({
  name: z.string().optional(),
  inputs: inputs.nullish(),
  outputs: z
    .looseObject({ parameters: z.array(parameter).nullish(), artifacts: z.array(artifact).nullish() })
    .nullish(),
  container: container.nullish(),
  script: container.extend({ source: z.string() }).nullish(),
  steps: z.array(z.array(z.looseObject({ name: z.string() }))).nullish(),
  dag: z
    .looseObject({
      tasks: z.array(z.looseObject({ name: z.string() })),
      failFast: z.boolean().nullish(),
      target: z.string().optional(),
    })
    .nullish(),
  suspend: z.looseObject({ duration: optionalText }).nullish(),
  volumes: z.array(volume).nullish(),
  retryStrategy: retryStrategy.nullish(),
  synchronization: synchronization.nullish(),
  activeDeadlineSeconds: optionalText,
  timeout: z.string().optional(),
  parallelism: z.number().nullish(),
});

/** A Workflow's spec, or a WorkflowTemplate's. Templates stay as they are: their tags are filled before they are read. */
export const specShape = z.looseObject({
  entrypoint: z.string().optional(),
  onExit: z.string().optional(),
  arguments: inputs.nullish(),
  templates: z.array(z.looseObject({ name: z.string().optional() })).nullish(),
  workflowTemplateRef: z.looseObject({ name: z.string(), clusterScope: z.boolean().optional() }).nullish(),
  serviceAccountName: z.string().optional(),
  volumes: z.array(volume).nullish(),
  volumeClaimTemplates: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string() }) })).nullish(),
  activeDeadlineSeconds: z.number().nullish(),
  parallelism: z.number().nullish(),
  priority: z.number().nullish(),
  synchronization: synchronization.nullish(),
  retryStrategy: retryStrategy.nullish(),
  suspend: z.boolean().nullish(),
  shutdown: z.string().optional(),
  ttlStrategy: z
    .looseObject({
      secondsAfterCompletion: z.number().nullish(),
      secondsAfterSuccess: z.number().nullish(),
      secondsAfterFailure: z.number().nullish(),
    })
    .nullish(),
  podGC: z.looseObject({ strategy: z.string().optional(), deleteDelayDuration: z.string().optional() }).nullish(),
  workflowMetadata: z
    .looseObject({
      labels: z.record(z.string(), z.string()).nullish(),
      annotations: z.record(z.string(), z.string()).nullish(),
    })
    .nullish(),
});

export type Parameter = z.infer<typeof parameter>;
export type Artifact = z.infer<typeof artifact>;
export type GitSource = z.infer<typeof git>;
export type Arguments = z.infer<typeof inputs>;
export type Container = z.infer<typeof container>;
export type Volume = z.infer<typeof volume>;
export type Synchronization = z.infer<typeof synchronization>;
export type RetryStrategy = z.infer<typeof retryStrategy>;
export type Call = z.infer<typeof callShape>;
export type Template = z.infer<typeof templateShape>;
export type Spec = z.infer<typeof specShape>;
