/** Problems of the room `config`: what is wrong in `.argo-events.yaml`. */
export const configProblems = {
  'config.too-large': {
    message: 'The file has {bytes} bytes; at most {limit} are read.',
    hint: 'Move Workflows into files of their own under `.argo/` and name them in `workflow:`.',
  },
  'config.control-character': {
    message: 'The file holds the control character {code}, which YAML does not allow.',
    hint: 'Remove it, or write it as an escape in double quotes.',
  },
  'config.too-deep': {
    message: 'Lists and mappings are nested more than {limit} deep.',
    hint: 'Flatten the file; no kind that is read here nests that deep.',
  },
  'config.too-many-values': {
    message: 'With its aliases followed the file holds more than {limit} values.',
    hint: 'Use fewer aliases, or none.',
  },
  'config.tab': {
    message: 'The line is indented with a tab; YAML allows spaces only.',
    hint: 'Replace the tab with spaces.',
  },
  'config.invalid-yaml': {
    message: 'The file is not valid YAML: {reason}.',
    hint: 'Mend it here; a text with `: `, ` #`, or one of `*&!%@[{` in front needs quotes.',
  },
  'config.unknown-alias': {
    message: 'The alias "*{name}" has no anchor "&{name}" before it.',
    hint: 'If it is a pattern and no alias, put it in quotes: "*{name}".',
  },
  'config.circular-alias': {
    message: 'The alias "*{name}" stands inside the value that it names.',
    hint: 'Write the value out instead.',
  },
  'config.unknown-tag': {
    message: 'The YAML tag "{tag}" is not known here.',
    hint: 'If it is a text that begins with "!", such as a condition or a pattern, put it in quotes.',
  },
  'config.key-not-text': {
    message: 'A key is a list or a mapping; keys are texts.',
    hint: 'Give the key a name; a text in braces or brackets needs quotes.',
  },
  'config.reserved-key': {
    message: 'The key "{key}" is not allowed.',
    hint: 'Give it another name.',
  },
  'config.duplicate-key': {
    message: 'The key "{key}" stands here a second time; the first is on line {line}.',
    hint: 'Keep one of them.',
  },
  'config.too-many-problems': {
    message: 'There are more problems than the {limit} that are listed.',
    hint: 'Mend these first.',
  },

  'config.not-a-mapping': {
    message: "A document of the file is {found}; expected a short form (`pipelines:`) or one of Argo's kinds.",
    hint: 'Begin the document with `pipelines:`, or with `apiVersion:` and `kind:`.',
  },
  'config.kind-missing': {
    message: 'The document has no {field}.',
    hint: 'A native document has both `apiVersion: argoproj.io/v1alpha1` and `kind`; the short form has neither.',
  },
  'config.unknown-kind': {
    message: 'The kind "{kind}" of "{apiVersion}" is not known here.',
    hint: '{advice}',
  },
  'config.workflow-in-file': {
    message: 'A {kind} does not stand in this file.',
    hint: 'Put it into a file of its own under `.argo/` and name that in `workflow:` (short form) or `source.file.path` (Sensor).',
  },
  'config.event-bus-ignored': {
    severity: 'warning',
    message: "An EventBus document has no effect: the app's operator chooses the bus.",
    hint: 'The setting that means the same is {setting}.',
  },
  'config.invalid-event-source': {
    message: 'The EventSource {what}.',
    hint: 'Expected `metadata.name`, and under `spec.github` one mapping a name, with its `events`.',
  },
  'config.event-source-not-supported': {
    severity: 'warning',
    message: "A repository's EventSource has type github; this one has type {type}.",
    hint: '{advice}',
  },
  'config.event-source-filter': {
    message: 'The `filter` of a github EventSource is not applied, so its events would all get through.',
    hint: 'Move the condition into the `filters` of the Sensors that listen to it.',
  },
  'config.unknown-native-field': {
    severity: 'warning',
    message: 'There is no field "{field}" in {where}; it has no effect.',
    hint: '{advice}',
  },
  'config.unknown-github-event': {
    severity: 'warning',
    message: 'GitHub sends no event "{event}".',
    hint: '{advice}',
  },
  'config.unknown-event-source': {
    severity: 'warning',
    message:
      'The dependency "{dependency}" waits for "{event}" of the EventSource "{source}", which this file does not define: it never comes.',
    hint: '{advice}',
  },
  'config.duplicate-sensor': {
    message: 'A Sensor named "{name}" is already on line {line}.',
    hint: 'Give each Sensor and each pipeline a name of its own.',
  },
  'config.duplicate-check': {
    message: 'A check named "{name}" is already reported by what is on line {line}.',
    hint: 'Give each pipeline, and each `argo-events-app/check-name`, a name of its own.',
  },
  'config.invalid-problem-matchers': {
    message: '{where} cannot be used: {reasons}.',
    hint: 'Write a list of matchers in the shape of GitHub Actions: owner, severity, and pattern with regexp (RE2), file, line and message. See docs/check-runs.md.',
  },
  'config.invalid-annotation': {
    message: 'The annotation {annotation} is {found}; expected {expected}.',
    hint: 'Mend the annotation or take it out.',
  },

  'config.second-short-form': {
    message: 'The file has a second short form; there is at most one, and the first is on line {line}.',
    hint: 'Put all pipelines under one `pipelines:`.',
  },
  'config.no-pipelines': {
    message: 'There is no pipeline in `pipelines`.',
    hint: 'Add one under its name, with `on: push` and `workflow: .argo/ci.yaml`.',
  },
  'config.unknown-field': {
    message: 'There is no field "{field}" in {where}.',
    hint: '{advice}',
  },
  'config.actions-habit': {
    message: '"{field}" is a word of GitHub Actions; it is not understood in {where}.',
    hint: '{advice}',
  },
  'config.missing-field': {
    message: '"{field}" is missing in {where}.',
    hint: '{advice}',
  },
  'config.wrong-type': {
    message: '{where} is {found}; expected {expected}.',
    hint: 'Write {expected}.',
  },
  'config.not-one-of': {
    message: '"{found}" is not known in {where}.',
    hint: '{advice}',
  },
  'config.invalid-pipeline-name': {
    message: '"{name}" cannot name a pipeline: {reason}.',
    hint: "Use 1 to 63 letters, digits, spaces, or any of `-_./`, with a letter or digit at both ends; it becomes the check's name.",
  },
  'config.unknown-event': {
    message: 'The short form knows no event "{event}".',
    hint: '{advice}',
  },
  'config.invalid-pattern': {
    message: 'The pattern "{pattern}" in {where} is wrong: {reason}.',
    hint: 'A pattern has `*` (within a segment), `**` (across segments), `?`, `[a-z]`, choices in braces and, in front, `!` for what to leave out.',
  },
  'config.invalid-condition': {
    message: 'The condition in {where} is wrong: {reason}.',
    hint: 'A condition is like `github.branch == "main" && !github.pullRequest.draft`; docs/file-format.md lists the names.',
  },
  'config.invalid-workflow-path': {
    message: '"{path}" cannot be the path of a Workflow: {reason}.',
    hint: "Write a path from the repository's root to a YAML file, such as `.argo/ci.yaml`.",
  },
  'config.invalid-workflow': {
    message: 'The {where} {reason}.',
    hint: 'Write a path such as `.argo/ci.yaml`, or one of `template: name`, `clusterTemplate: name`, `spec: …` as a mapping.',
  },
  'config.invalid-resource-name': {
    message: '"{name}" cannot be the name of a {kind}.',
    hint: 'Kubernetes takes lower-case letters, digits, `-` and `.`, with a letter or digit at both ends.',
  },
  'config.invalid-parameter-name': {
    message: '"{name}" cannot be the name of a Workflow\'s parameter.',
    hint: 'Argo takes letters, digits, `-` and `_`.',
  },
  'config.invalid-template': {
    message: 'The template in {where} is wrong: {reason}.',
    hint: 'A template is like `{example}`; what the event holds is below `.Input`.',
  },
  'config.actions-expression': {
    message: 'An expression of GitHub Actions stands in {where}; here it would be a plain text.',
    hint: '{advice}',
  },
  'config.invalid-duration': {
    message: '"{found}" in {where} is no duration: {reason}.',
    hint: 'Write hours, minutes and seconds with their units, such as `30m` or `1h30m`.',
  },
  'config.invalid-schedule': {
    message: 'The schedule in {where} is wrong: {reason}.',
    hint: 'Write five fields (minute, hour, day, month, weekday), such as `0 6 * * 1-5`, or one of `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`; and a timezone such as `Europe/Berlin`.',
  },
  'config.calendar-too-often': {
    severity: 'warning',
    message: 'The calendar asks for an event every {found}; there is one a minute.',
    hint: 'Write an interval of a minute or more, or let the operator have the calendar in a document of its own.',
  },
  'config.invalid-cron-workflow': {
    message: 'The CronWorkflow {name} cannot be used: {reason}.',
    hint: 'See docs/schedules.md; `argo-events-app schedule` tells how a schedule is read.',
  },
  'config.invalid-command': {
    message: '"{found}" cannot be a command: {reason}.',
    hint: 'Write one word without the slash: `command: deploy` is run by the comment `/deploy`.',
  },
} as const;
