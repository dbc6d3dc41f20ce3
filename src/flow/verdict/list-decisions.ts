import type { GithubEvent } from '../../event/event.ts';
import { escapeMarkdown } from '../../report/render/text/escape-markdown.ts';
import type { SensorDecision } from '../decide/decide-event.ts';
import { sayDecision } from './say-decision.ts';

const maxItems = 100;
const maxLength = 300;

/**
 * What each pipeline and Sensor of a file decides about the event, as a Markdown list with one item for each check; empty where the
 * file has none that could be asked.
 */
export function listDecisions(decisions: readonly SensorDecision[], event: GithubEvent): string[] {
  const items = decisions.flatMap(({ sensor: configured, decision }) =>
    Object.entries(configured.runs).map(([trigger, { checkName }]) => {
      const said = sayDecision(decision, { configured, trigger, event });
      const cut = said.length > maxLength ? `${said.slice(0, maxLength)}…` : said;
      return `- **${escapeMarkdown(checkName)}** ${escapeMarkdown(cut)}`;
    }),
  );
  const more = items.length - maxItems;
  return more > 0 ? [...items.slice(0, maxItems), `- … and ${more} more`] : items;
}
