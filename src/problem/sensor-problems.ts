/** Problems of the room `sensor`. */
export const sensorProblems = {
  'sensor.argo-refuses': {
    message: 'Argo Events refuses this Sensor: {reason}.',
    hint: '{advice}',
  },
  'sensor.wrong-type': {
    message: '{field} must be {expected}, but it is of type {found}.',
    hint: '{advice}',
  },
  'sensor.unknown-field': {
    severity: 'warning',
    message: '{field} is no field of {where}; it has no effect.',
    hint: '{advice}',
  },
  'sensor.unknown-filter-field': {
    message: '{field} is no field of {where}; without it the filter would let more events through than it says.',
    hint: '{advice}',
  },
  'sensor.not-supported': {
    message: 'This version does not support {feature}.',
    hint: 'Remove it, or leave this Sensor to Argo Events until it is supported here.',
  },
  'sensor.trigger-not-supported': {
    message: 'Trigger {trigger} is of the kind {kind}, which this version does not carry out.',
    hint: 'Triggers carried out are argoWorkflow, k8s, http, kafka, nats and log.',
  },
  'sensor.refused-when-fired': {
    severity: 'warning',
    message: 'Trigger {trigger} has {feature}, which this version does not carry out: when it fires, its check fails.',
    hint: 'Remove it, or leave this trigger to Argo Events until it is supported here.',
  },
  'sensor.unverified-server': {
    severity: 'warning',
    message:
      'Trigger {trigger} asks for tls.insecureSkipVerify, which would take any server for the one that is meant; when it fires, its check fails.',
    hint: 'Take it out. For a server that no public authority knows, name the certificate of its authority in `tls.caCertSecret`.',
  },
  'sensor.no-trigger-kind': {
    message:
      'Trigger {trigger} says nothing to carry out: its template has none of argoWorkflow, k8s, http, kafka, nats and log.',
    hint: 'Add argoWorkflow with a source and the operation submit.',
  },
  'sensor.several-trigger-kinds': {
    severity: 'warning',
    message: 'Trigger {trigger} has several kinds ({kinds}); only {used} is carried out.',
    hint: 'Give each kind a trigger of its own.',
  },
  'sensor.conditions': {
    severity: 'warning',
    message: 'Trigger {trigger} can never fire: its conditions cannot be read ({reason}).',
    hint: '{advice}',
  },
  'sensor.regular-expression': {
    severity: 'warning',
    message: 'The value {value} is no regular expression ({reason}); events that come to it are rejected.',
    hint: "Values of data filters of type string are regular expressions in Go's syntax: no lookahead, no backreferences.",
  },
  'sensor.patterns-too-large': {
    message: 'The regular expressions of this file are too large: together they take more work than one file may take.',
    hint: 'Write smaller ones; what is repeated counts as often as it is.',
  },
  'sensor.expression': {
    severity: 'warning',
    message: '`{expression}` is no expression ({reason}); events that come to it are rejected.',
    hint: '{advice}',
  },
  'sensor.expression-name': {
    severity: 'warning',
    message: '`{expression}` reads {name}, which none of its fields is called; known are {known}.',
    hint: 'Add a field of that name. {advice}',
  },
  'sensor.script': {
    severity: 'warning',
    message: 'The script cannot be read ({reason}); events that come to it are rejected.',
    hint: 'Scripts are Lua 5.1: no goto, no integer division, no bit operators; a filter returns true to pass.',
  },
  'sensor.jq': {
    severity: 'warning',
    message: 'The jq program cannot be read ({reason}); events that come to it are rejected.',
    hint: 'Try it with `jq` on the JSON of an event.',
  },
  'sensor.filter-value': {
    severity: 'warning',
    message: 'The value {value} is no {type}; events that come to it are rejected.',
    hint: 'Write a number such as 42, or true or false; a text needs type: string.',
  },
  'sensor.comparator-ignored': {
    severity: 'warning',
    message: 'The comparator {comparator} has no effect: filters of type bool compare for equality only.',
    hint: 'Remove it, and write the opposite value for !=.',
  },
  'sensor.filter-always-passes': {
    severity: 'warning',
    message: 'This filter lets every event through: {reason}.',
    hint: 'For "none of these" write one regular expression with all of them and the comparator !=, or a filter for each.',
  },
  'sensor.filter-never-passes': {
    severity: 'warning',
    message: 'This filter lets no event through: {reason}.',
    hint: 'Correct what the sentence names, or remove the filter.',
  },
  'sensor.context-ignored': {
    severity: 'warning',
    message: "The context filter's {attribute} is not compared with anything.",
    hint: 'Context filters compare type, subject, source and datacontenttype.',
  },
  'sensor.schedule': {
    message: 'The schedule of this time filter cannot be used: {reason}.',
    hint: 'A schedule has five cron fields, such as "0 9 * * 1-5", and a duration is written as 9h or 1h30m.',
  },
  'sensor.duplicate-dependency': {
    severity: 'warning',
    message: 'Several dependencies have the name {dependency}; only the last one counts.',
    hint: 'Give each dependency a name of its own.',
  },
  'sensor.similar-dependency': {
    severity: 'warning',
    message: 'Conditions cannot tell {dependency} from {other}: - and _ are the same to them, and the last one counts.',
    hint: 'Give one of them another name.',
  },
  'sensor.script-ignored': {
    severity: 'warning',
    message: 'The transform of {dependency} has jq and script; only jq is used.',
    hint: 'Remove one of them.',
  },
  'sensor.reset-ignored': {
    severity: 'warning',
    message: 'The conditionsReset of trigger {trigger} has no effect: its conditions wait for nothing.',
    hint: 'Only conditions with && keep events; remove conditionsReset.',
  },
  'sensor.policy-ignored': {
    severity: 'warning',
    message: 'The policy {policy} of trigger {trigger} has no effect on {kind}.',
    hint: 'k8s and argoWorkflow have policy.k8s, http and awsLambda have policy.status.',
  },
  'sensor.retry-strategy': {
    severity: 'warning',
    message: 'The retryStrategy of trigger {trigger} cannot be read, so that it carries nothing out: {reason}.',
    hint: 'duration is a text such as "10s", factor and jitter are numbers without quotes, steps is a whole number.',
  },
  'sensor.rate-limit': {
    message:
      'The rateLimit of trigger {trigger} allows {found} requests per unit; it must be a whole number from 1 on.',
    hint: 'Write requestsPerUnit: 1 or more, or remove rateLimit.',
  },
  'sensor.rate-limit-unit': {
    severity: 'warning',
    message: 'The rateLimit of trigger {trigger} has the unit {unit}, which Argo Events takes for Second.',
    hint: 'Units are Second, Minute and Hour.',
  },
  'sensor.context-not-read': {
    severity: 'warning',
    message: 'A parameter with a selector of the data and one of the context reads the data only.',
    hint: 'Remove one of them; a default is written as value.',
  },
  'sensor.whole-event': {
    severity: 'warning',
    message:
      'A parameter without a key or template takes the whole event of {dependency}, as JSON with its data in base64.',
    hint: 'Name what is wanted with dataKey, such as body.after.',
  },
  'sensor.raw-ignored': {
    severity: 'warning',
    message: 'useRawData has no effect on a template, a default or the whole event: they are texts.',
    hint: 'Use dataKey, which keeps numbers, truth values and objects.',
  },
  'sensor.parameter-level': {
    severity: 'warning',
    message: 'The destination {dest} is not one of {of}, which the parameters here change.',
    hint: '{advice}',
  },
  'sensor.path-root': {
    severity: 'warning',
    message: 'The path {path} begins with {root}, which the data of an event of GitHub does not have.',
    hint: '{advice}',
  },
  'sensor.header-case': {
    severity: 'warning',
    message:
      'The path {path} names the header {name}; in the data it is written {canonical}, whatever case GitHub sent.',
    hint: 'Write headers.{canonical}.0: a header is a list of texts.',
  },
  'sensor.path-unknown': {
    severity: 'warning',
    message: 'The path {path} reads {name} under {above}, which {where} does not have.',
    hint: '{advice}',
  },
  'sensor.unknown-dependency': {
    severity: 'warning',
    message:
      'A parameter reads from the dependency {dependency}, which this Sensor does not have; it is always left out.',
    hint: 'Dependencies of this Sensor: {known}.',
  },
  'sensor.template': {
    severity: 'warning',
    message:
      'The template cannot be read ({reason}); the key or the default is taken instead of it, or the trigger fails.',
    hint: 'Templates are those of Go; a field with a dash in its name needs a key instead.',
  },
  'sensor.no-effect': {
    severity: 'warning',
    message: '{field} of trigger {trigger} has no effect without atLeastOnce: true.',
    hint: 'Remove it, or set atLeastOnce: true.',
  },
  'sensor.filter-failed': {
    severity: 'warning',
    message: 'Dependency {dependency} does not take the event because a filter failed: {reason}.',
    hint: 'A path that does not exist in the event is a failure, not a mismatch; a filter before it that rejects such events avoids it.',
  },
  'sensor.transform-failed': {
    severity: 'warning',
    message: 'Dependency {dependency} does not take the event because its transformation failed: {reason}.',
    hint: 'A jq program must give an object, a script a table; both get the data of the event, headers, body and github.',
  },
  'sensor.too-much-work': {
    message:
      'Sensor {sensor} is not decided for this event: everything that reads it has taken more work than one event may take.',
    hint: 'Look for a regular expression, a template or a path that reads much of a long text again and again.',
  },
  'sensor.event-too-large': {
    message:
      'An event of dependency {dependency} has more than {limit} characters of data and cannot be kept until the others have come.',
    hint: 'Give the dependency a transform that keeps only what the parameters read.',
  },
  'sensor.parameter': {
    message: 'The parameter for {dest} could not be applied: {reason}.',
    hint: 'Check the key or template against the event, or give the parameter a default (value).',
  },
  'sensor.template-secret': {
    severity: 'warning',
    message:
      'The template calls {function}, which fails whenever it is carried out: templates make no keys, certificates and hashes of passwords here.',
    hint: 'Make them in a step of the Workflow, or keep them in a Secret that it mounts.',
  },
  'sensor.template-changed': {
    message: 'The trigger-level parameters of {trigger} made its template unreadable: {reason}.',
    hint: 'useRawData: true keeps numbers and truth values; without it every value is placed as a text.',
  },
} as const;
