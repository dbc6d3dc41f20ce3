# Sources become JavaScript in the first stage; the second holds only what runs.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build && npm prune --omit=dev --omit=optional

FROM node:24-bookworm-slim
ENV NODE_ENV=production
# One pool of memory for all threads, because each keeps what it once had. Of that a megabyte at most, and nothing of large buffers; glibc would
# raise both limits by itself with the first large webhook.
ENV MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=1048576 MALLOC_MMAP_THRESHOLD_=262144
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# The operator's commands, such as `kubectl exec … -- argo-events-app deliveries`.
RUN chmod +x dist/cli/main.js && ln -s /app/dist/cli/main.js /usr/local/bin/argo-events-app
# The event store; mount a volume here. Everything else may be read-only.
RUN mkdir data && chown node:node data
VOLUME /app/data
USER node
EXPOSE 3000 9090
# Room for a few of the largest webhooks at once. Told of no limit, Node lets memory grow by a hundred megabytes under load and is no faster.
CMD ["node", "--max-semi-space-size=4", "--max-old-space-size=512", "dist/main.js"]
