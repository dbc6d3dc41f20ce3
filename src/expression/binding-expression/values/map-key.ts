import { GoDuration } from '../../go-time/go-duration.ts';
import { GoTime } from '../../go-time/go-time.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { kindName, typeName } from './type-name.ts';
import { GoInteger, type GoMap, type Value } from './value.ts';

/** What tells a key from others: its type and its value. Lists and maps cannot be keys. */
export function identify(key: Value): string {
  if (key instanceof GoInteger) return `${key.type} ${key.value}`;
  if (key instanceof GoDuration) return `time.Duration ${key.nanoseconds}`;
  if (key instanceof GoTime) return `time.Time ${key.seconds} ${key.nanoseconds} ${key.zone.name}`;
  if (isUnhashable(key)) {
    throw new ExpressionFailure(`runtime error: hash of unhashable type ${typeName(key)}`);
  }
  return `${typeName(key)} ${String(key)}`;
}

function isUnhashable(key: Value): boolean {
  const kind = kindName(key);
  return kind === 'slice' || kind === 'map' || kind === 'func';
}

export function findEntry(map: GoMap, key: Value): { key: Value; value: Value } | undefined {
  // Go says it in other words where there is nothing to compare with.
  if (map.entries.size === 0 && isUnhashable(key)) {
    throw new ExpressionFailure(`hash of unhashable type: ${typeName(key)}`);
  }
  return map.entries.get(identify(key));
}

export function setEntry(map: GoMap, key: Value, value: Value): void {
  map.entries.set(identify(key), { key, value });
}
