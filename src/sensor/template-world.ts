import type { EventContext } from '../event/event.ts';
import type { World } from '../expression/go-value/call.ts';
import { seedRandom } from '../expression/go-value/seed-random.ts';

/**
 * What a template may take from the outside, so that deciding again decides the same: its time is the event's, and its randomness
 * follows from the event's id and the template.
 */
export function templateWorld(context: Pick<EventContext, 'id' | 'time'> | undefined, template: string): World {
  if (context === undefined) return {};
  let draw: World['random'];
  const world: World = {
    random: (below) => {
      draw ??= seedRandom(`${context.id}/${template}`);
      return draw(below);
    },
  };
  const now = new Date(context.time);
  return Number.isNaN(now.getTime()) ? world : { ...world, now };
}
