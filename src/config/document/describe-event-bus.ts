import { toJson, type YamlMapping } from '../../yaml/yaml-node.ts';

/** The setting that means the same as an EventBus document. */
export function describeEventBus(document: YamlMapping): string {
  const spec = toObject(toObject(toJson(document)).spec);
  if ('kafka' in spec) return `\`EVENT_BUS=kafka://${hostOf(spec.kafka, 'host:9092')}\``;
  if ('jetstreamExotic' in spec) return `\`EVENT_BUS=nats://${hostOf(spec.jetstreamExotic, 'host:4222')}\``;
  if ('jetstream' in spec || 'nats' in spec) {
    return '`EVENT_BUS=nats://host:4222` for a JetStream server of your own, or `EVENT_BUS=sqlite:data/events.db` for the embedded bus';
  }
  return '`EVENT_BUS`, whose default `sqlite:data/events.db` needs no server';
}

function hostOf(bus: unknown, fallback: string): string {
  const url = toObject(bus).url;
  const [, host] =
    typeof url === 'string' ? (/^(?:[a-z]+:\/\/)?([a-z0-9.-]+(?::[0-9]+)?)(?:$|[,/])/i.exec(url) ?? []) : [];
  return host ?? fallback;
}

function toObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
