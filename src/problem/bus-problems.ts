/** Problems of the room `bus`. */
export const busProblems = {
  'bus.locked': {
    message: 'The event store {file} is in use by another process; one process at a time may have it open.',
    hint: 'Stop the other process, or wait until it has ended. Several replicas need a broker as EVENT_BUS instead of a file.',
  },
  'bus.network-file-system': {
    message: 'The event store {file} lies on a network file system ({type}); a local disk is expected.',
    hint: 'Put the file of EVENT_BUS on a local disk or a block volume: locks and flushes over a network do not keep events safe.',
  },
  'bus.not-writable': {
    message: 'The event store {file} cannot be written: {reason}.',
    hint: 'Give the process write access to the file and to the directory that holds it, or name another file in EVENT_BUS.',
  },
  'bus.disk-full': {
    message: 'The event store {file} cannot grow: its disk is full, or nearly so.',
    hint: 'Free space on its disk, enlarge the volume, or shorten EVENT_RETENTION. New events are refused until then.',
  },
  'bus.corrupt-file': {
    message: 'The event store {file} is damaged: {reason}.',
    hint: 'Keep a copy, then restore a backup or move the file away; the app starts with an empty store and GitHub can redeliver the events of three days.',
  },
  'bus.file-gone': {
    message: 'The event store {file} was deleted, or replaced by another file, while the app used it.',
    hint: 'The app ends, and makes an empty store when it is started again; `argo-events-app deliveries --unknown` lists what GitHub can deliver again of the last three days. Stop the app before you put a backup in its place.',
  },
  'bus.foreign-file': {
    message: 'The file {file} is a database of another program; an event store or no file at all is expected.',
    hint: 'Name a file of its own in EVENT_BUS.',
  },
  'bus.newer-schema': {
    message: 'The event store {file} has format {found}; this version of the app knows formats up to {known}.',
    hint: 'Run the newer version of the app that wrote the file, or name another file in EVENT_BUS.',
  },
  'bus.storage-failed': {
    message: 'The event store {file} failed: {reason}.',
    hint: 'Look at the disk and the logs of its machine. Events are refused while the store fails; GitHub lists those as failed deliveries.',
  },
  'bus.closed': {
    message: 'The event store {file} is closed: {reason}.',
    hint: 'Restart the process if it is not stopping anyway.',
  },
  'bus.broker-unreachable': {
    message: 'The event bus {address} does not answer: {reason}.',
    hint: 'Look whether the broker runs and can be reached from here. Events are refused until it answers; GitHub lists those as failed deliveries. The app goes on by itself when it does.',
  },
  'bus.broker-credentials': {
    message: 'The event bus {address} does not accept the credentials: {reason}.',
    hint: 'Look at the credentials in the settings of the bus, and at the certificates where it uses TLS.',
  },
  'bus.broker-forbids': {
    message: 'The event bus {address} forbids what the app needs: {reason}.',
    hint: 'Allow the user of the app what docs/operations.md lists for this event bus.',
  },
  'bus.overloaded': {
    message: 'Too many events wait to be stored on the event bus {address}.',
    hint: 'The broker is slower than the events come. They are refused until it has caught up; GitHub lists those as failed deliveries.',
  },
  'bus.topic-missing': {
    message: 'The topic {topic} does not exist and could not be made: {reason}.',
    hint: 'Allow the user of the app to make topics, or make it: {command}',
  },
  'bus.topic-unfit': {
    message: 'The topic {topic} has {name} {found}; the event bus needs {expected}.',
    hint: 'Change it with kafka-configs.sh if the topic is of this app, or let KAFKA_TOPIC_PREFIX begin names that are not taken.',
  },
  'bus.topic-gone': {
    message: 'The topic {topic} on {address} was deleted, or replaced by another, while the app used it.',
    hint: 'What it held is gone. The app ends, and makes the topic anew when it is started again, where it may; `argo-events-app deliveries --unknown` lists what GitHub can deliver again of the last three days.',
  },
  'bus.event-gone': {
    message:
      'The delivery {id} is no longer on the event bus: its time was over, or somebody deleted it, before it could be handled.',
    hint: 'Have GitHub deliver it again. If the broker deletes events too early, let it keep them for longer: the topic of events, or the stream of large bodies.',
  },
  'bus.broker-refused': {
    message: 'The event bus {address} refuses what the app asks of it: {reason}.',
    hint: 'Look at the limits of the account and at what its servers support; docs/operations.md says what the app needs.',
  },
  'bus.broker-full': {
    message: 'The event bus {address} takes nothing more: {reason}.',
    hint: 'Give its account or its disk more room, or shorten EVENT_RETENTION. New events are refused until then.',
  },
  'bus.foreign-stream': {
    message: "The event bus {address} has a stream {stream}, or one with its subjects, that is not this app's.",
    hint: 'Name another NATS_STREAM_PREFIX, or remove the stream.',
  },
  'bus.stream-gone': {
    message: 'The stream {stream} on {address} was deleted, or replaced by another, while the app used it.',
    hint: 'What it held is gone. The app ends, and makes the stream anew when it is started again; `argo-events-app deliveries --unknown` lists what GitHub can deliver again of the last three days.',
  },
  'bus.newer-format': {
    message:
      'The stream {stream} on {address} has format {found}; this version of the app knows formats up to {known}.',
    hint: 'Run the newer version of the app that wrote it, or name another NATS_STREAM_PREFIX.',
  },
  'bus.handler-failed': {
    message: 'Handling the delivery broke off with an unexpected error: {reason}.',
    hint: 'This is a defect of the app; report it with the code and the log lines of this delivery. The delivery is tried again.',
  },
} as const;
