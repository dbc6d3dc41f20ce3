import { setTimeout } from 'node:timers/promises';
import app from '../app.ts';
import { dispatchDelivery } from '../bus/dispatch-delivery.ts';
import type { Consumption, DeliveryHandler } from '../bus/event-bus.ts';
import type { CommandTools } from '../command/command-tools.ts';
import { findEvent } from '../command/find-event.ts';
import { giveUpCommand } from '../command/give-up-command.ts';
import { handleCommand } from '../command/handle-command.ts';
import { handleManual } from '../command/handle-manual.ts';
import { listCommented } from '../command/repeat/list-events.ts';
import { approveHead } from '../flow/approval/approve-head.ts';
import { handleDelivery } from '../flow/handle-delivery.ts';
import { handleRepositoryDeliveries } from '../flow/sources/handle-repository-deliveries.ts';
import { hasRunCheck } from '../report/has-run-check.ts';
import { resolveBySystem } from '../trigger/host/resolve-by-system.ts';
import type { AppParts } from './app-parts.ts';
import type { Lead } from './lead/lead-app.ts';
import { handleSources } from './operate-sources.ts';

/** Deliveries in hand at the same time; one installation gets at most half of them. */
const concurrency = 32;

/** Puts the handlers of all sources together, and begins to take deliveries from the bus. */
export function consumeDeliveries(parts: AppParts, lead: Lead): Consumption {
  const { settings, bus, log, kubernetes, github, signer, policyFile, metrics } = parts;
  const tools: CommandTools = {
    appId: settings.appId,
    argoNamespace: settings.argoNamespace,
    reservedNamespaces: parts.reservedNamespaces,
    github,
    installations: github,
    kubernetes,
    triggers: {
      cluster: kubernetes,
      argoServer: kubernetes.argoServer,
      resolve: resolveBySystem,
      sleep: (ms) => setTimeout(ms),
      links: parts.links,
    },
    sandbox: parts.sandbox,
    records: bus.records,
    signer,
    tokens: parts.tokens,
    argoLocks: parts.argoLocks,
    hasCheck: (run, place) => hasRunCheck(run, place, { records: bus.records, github }),
    policy: () => policyFile?.current(),
    wakeReporter: lead.wakeReporter,
    watchNamespace: lead.watchNamespace,
    onRunStarted: metrics.runCreated,
    commandPrefix: settings.commandPrefix,
    findDelivery: (id, repositoryId) => findEvent(bus, id, repositoryId),
    publish: (delivery) => bus.publish(delivery),
    approveHead: (approval) =>
      approveHead(approval, { ...tools, listCommented: (...of) => listCommented(...of, tools) }),
    now: Date.now,
    log,
  };
  const handle: DeliveryHandler = async (delivery, context) => {
    const startedAt = performance.now();
    const outcome = (await handleCommand(delivery, tools)) ?? (await handleDelivery(delivery, context, tools));
    metrics.deliveryHandled(outcome.kind, (performance.now() - startedAt) / 1000);
    return outcome;
  };
  const handlers = handleSources(parts.operated, parts, {
    flow: tools,
    github: {
      handle: app(parts.probot, handle),
      onDead: (delivery, reason) => giveUpCommand(delivery, reason, tools),
    },
    ofRepository: handleRepositoryDeliveries(tools),
  });
  return bus.consume({ concurrency, ...dispatchDelivery({ ...handlers, manual: handleManual(tools) }) });
}
