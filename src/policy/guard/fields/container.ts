import { guarded } from '../rules/feature.ts';
import { configMapReference, secretReference } from '../rules/names.ts';
import { anything, listOf, object } from '../rules/shape.ts';
import { containerSecurityContext } from './security-context.ts';

const environmentVariable = object({
  name: anything,
  value: anything,
  valueFrom: object({
    configMapKeyRef: configMapReference,
    secretKeyRef: secretReference,
    fieldRef: anything,
    fileKeyRef: anything,
    resourceFieldRef: anything,
  }),
});

const environmentSource = object({
  configMapRef: configMapReference,
  secretRef: secretReference,
  prefix: anything,
});

const port = object({
  containerPort: anything,
  hostIP: anything,
  hostPort: guarded('hostPorts'),
  name: anything,
  protocol: anything,
});

/** The node makes these calls, so a host other than the pod itself would be reached from the node's network. */
const call = {
  exec: anything,
  httpGet: object({
    host: guarded('probeHosts'),
    httpHeaders: anything,
    path: anything,
    port: anything,
    scheme: anything,
  }),
  tcpSocket: object({ host: guarded('probeHosts'), port: anything }),
};

const probe = object({
  ...call,
  grpc: anything,
  failureThreshold: anything,
  initialDelaySeconds: anything,
  periodSeconds: anything,
  successThreshold: anything,
  terminationGracePeriodSeconds: anything,
  timeoutSeconds: anything,
});

const handler = object({ ...call, sleep: anything });

const fields = {
  args: anything,
  command: anything,
  env: listOf(environmentVariable),
  envFrom: listOf(environmentSource),
  image: anything,
  imagePullPolicy: anything,
  lifecycle: object({ postStart: handler, preStop: handler, stopSignal: anything }),
  livenessProbe: probe,
  name: anything,
  ports: listOf(port),
  readinessProbe: probe,
  resizePolicy: anything,
  resources: anything,
  restartPolicy: anything,
  restartPolicyRules: anything,
  securityContext: containerSecurityContext,
  startupProbe: probe,
  stdin: anything,
  stdinOnce: anything,
  terminationMessagePath: anything,
  terminationMessagePolicy: anything,
  tty: anything,
  volumeDevices: anything,
  volumeMounts: anything,
  workingDir: anything,
};

export const container = object(fields);
/** Init containers and sidecars. */
export const userContainer = object({ ...fields, mirrorVolumeMounts: anything });
export const script = object({ ...fields, source: anything });
export const containerSet = object({
  containers: listOf(object({ ...fields, dependencies: anything })),
  retryStrategy: anything,
  volumeMounts: anything,
});
