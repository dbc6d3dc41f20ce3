const usualPort = 9092;
const broker = /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?$/;

/** The brokers of `kafka://host:9092,other:9092`, each with its port; credentials are no part of it. */
export function parseKafkaBus(text: string): { kind: 'kafka'; brokers: string[] } | undefined {
  const list = /^kafka:\/\/([^/]+)\/?$/.exec(text)?.[1]?.split(',');
  if (list === undefined || !list.every((each) => broker.test(each))) return undefined;
  const brokers = list.map((each) => (each.includes(':') ? each : `${each}:${usualPort}`));
  return brokers.every((each) => isPort(each.slice(each.indexOf(':') + 1))) ? { kind: 'kafka', brokers } : undefined;
}

function isPort(text: string): boolean {
  return Number(text) > 0 && Number(text) <= 65_535;
}

/** What names of topics may begin with; Kafka takes names of up to 249 characters. */
export function parseTopicPrefix(text: string): string | undefined {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(text) ? text : undefined;
}
